import type { CommandDefinition } from '../definition.js';
import * as shared from './shared.js';

export const check: CommandDefinition = {
  name: 'check',
  summary: 'say what is wrong with CORS in an installation',
  argument: '<settings...>',
  argumentDescription: 'settings.py, or a folder that holds one',
  argumentCompletes: 'file',
  options: [
    { ...shared.corsHeaders, description: 'judge by this django-cors-headers instead of the one found' },
    shared.python,
    shared.configXml,
    { flags: '--strict', description: 'exit 1 on warnings, too' },
    {
      flags: '--format <format>',
      description: 'text, json, github or sarif',
      choices: ['text', 'json', 'github', 'sarif'],
      default: 'text',
    },
    shared.color,
  ],
  examples: [
    'omero-cors check /opt/omero/web/venv3',
    'omero-cors check settings.py --config-xml config.xml --format sarif > cors.sarif',
  ],
  parsesPython: true,
  load: async () => (await import('../check.js')).runCheck,
};
