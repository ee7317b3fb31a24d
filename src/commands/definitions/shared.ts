import type { OptionDefinition } from '../definition.js';

/** Flags that several commands have, described once. */
export const origin: OptionDefinition = {
  flags: '--origin <origin>',
  description: 'allow this origin: host[:port] or scheme://host[:port]; repeatable',
  repeatable: true,
  completes: 'address',
};

export const originRegex: OptionDefinition = {
  flags: '--origin-regex <re>',
  description: 'allow origins that match the whole of it; repeatable',
  repeatable: true,
};

export const allowAll: OptionDefinition = { flags: '--allow-all', description: 'allow every origin' };

export const credentials: OptionDefinition = {
  flags: '--credentials',
  description: "let the origins read with the visitor's session",
};

export const noCredentials: OptionDefinition = {
  flags: '--no-credentials',
  description: 'without it; given neither, the setting stays as it is',
};

export const urlsRegex: OptionDefinition = {
  flags: '--urls-regex <re>',
  description: "only these paths answer, e.g. '^/(api|webgateway)/'",
};

/** Who may read, and how far: what patch writes into the file and config into OMERO's configuration. */
export const access: readonly OptionDefinition[] = [
  origin,
  originRegex,
  allowAll,
  credentials,
  noCredentials,
  urlsRegex,
];

export const corsHeaders: OptionDefinition = {
  flags: '--cors-headers <version>',
  description: 'write for this django-cors-headers instead of the one found',
};

export const python: OptionDefinition = {
  flags: '--python <python>',
  description: 'the Python that runs OMERO.web, asked for its packages',
  completes: 'program',
};

export const configXml: OptionDefinition = {
  flags: '--config-xml <file>',
  description: "OMERO's config.xml; default: the installation's",
  completes: 'file',
};

export const withoutPackage: OptionDefinition = {
  flags: '--without-package',
  description: 'write although django-cors-headers is missing',
};

export const dryRun: OptionDefinition = {
  flags: '--dry-run',
  description: 'show the diff, write nothing, exit 0',
};

export const check: OptionDefinition = {
  flags: '--check',
  description: 'write nothing, exit 1 if something would change',
};

export const yes: OptionDefinition = { flags: '-y, --yes', description: 'do not ask' };

export const format: OptionDefinition = {
  flags: '--format <format>',
  description: 'text or json',
  choices: ['text', 'json'],
  default: 'text',
};

export const color: OptionDefinition = {
  flags: '--color <when>',
  description: 'auto, always or never; also NO_COLOR, FORCE_COLOR',
  choices: ['auto', 'always', 'never'],
  default: 'auto',
};
