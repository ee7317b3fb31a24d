import type { CommandDefinition } from '../definition.js';
import * as shared from './shared.js';

export const patch: CommandDefinition = {
  name: 'patch',
  summary: 'turn on CORS in settings.py',
  argument: '<settings...>',
  argumentDescription: 'settings.py, or a folder that holds one; - for stdin to stdout',
  argumentCompletes: 'file',
  options: [
    ...shared.access,
    { flags: '--replace', description: 'exactly these origins; without it they are added' },
    shared.corsHeaders,
    shared.python,
    shared.configXml,
    shared.withoutPackage,
    shared.dryRun,
    shared.check,
    shared.yes,
    { flags: '--no-backup', description: 'do not keep <file>.omero-cors.bak' },
    shared.format,
    shared.color,
  ],
  examples: [
    'omero-cors patch /opt/omero/web/venv3 --origin https://viewer.example.org',
    'omero-cors patch settings.py --origin viewer.example.org:8080 --dry-run',
  ],
  parsesPython: true,
  load: async () => (await import('../patch.js')).runPatch,
};
