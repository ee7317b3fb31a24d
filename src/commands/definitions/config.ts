import type { CommandDefinition } from '../definition.js';
import * as shared from './shared.js';

export const config: CommandDefinition = {
  name: 'config',
  summary: 'print the same as `omero config` lines, which survive an upgrade',
  argument: '',
  argumentDescription: '',
  options: [
    ...shared.access,
    {
      flags: '--for <settings>',
      description: 'settings.py or its folder: versions and config.xml from there',
      completes: 'file',
    },
    shared.corsHeaders,
    shared.python,
    shared.configXml,
    shared.withoutPackage,
    {
      flags: '--format <format>',
      description: 'a *.omero file, lines for a shell, or the variables of the Docker image',
      choices: ['omero', 'shell', 'env'],
    },
    shared.color,
  ],
  examples: [
    'omero-cors config --for /opt/omero/web/venv3 --origin https://viewer.example.org',
    'omero-cors config --origin viewer.example.org --format shell | sudo -iu omero-web sh',
  ],
  load: async () => (await import('../config.js')).runConfig,
};
