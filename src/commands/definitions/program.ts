import type { OptionDefinition } from '../definition.js';

/** What stands in front of the commands. */
export const name = 'omero-cors';

export const summary = 'Turns on CORS in an OMERO.web installation, of any version.';

export const version: OptionDefinition = {
  flags: '-V, --version',
  description: 'output the version number',
};

export const licenses: OptionDefinition = {
  flags: '--licenses',
  description: 'output the licenses of everything inside',
};

/** Every command has it, too. */
export const help: OptionDefinition = { flags: '-h, --help', description: 'show this help' };
