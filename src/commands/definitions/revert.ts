import type { CommandDefinition } from '../definition.js';
import * as shared from './shared.js';

export const revert: CommandDefinition = {
  name: 'revert',
  summary: 'take out what patch put in',
  argument: '<settings...>',
  argumentDescription: 'settings.py, or a folder that holds one; - for stdin to stdout',
  argumentCompletes: 'file',
  options: [
    { flags: '--all', description: 'also take out CORS settings that were written by hand' },
    shared.dryRun,
    shared.check,
    shared.yes,
    shared.format,
    shared.color,
  ],
  examples: ['omero-cors revert /opt/omero/web/venv3', 'omero-cors revert settings.py --dry-run'],
  parsesPython: true,
  load: async () => (await import('../revert.js')).runRevert,
};
