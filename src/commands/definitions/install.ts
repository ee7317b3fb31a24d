import type { CommandDefinition } from '../definition.js';
import * as shared from './shared.js';

export const install: CommandDefinition = {
  name: 'install',
  summary: 'install the one django-cors-headers that fits, with pip',
  argument: '<settings>',
  argumentDescription: 'settings.py, or a folder that holds one',
  argumentCompletes: 'file',
  options: [
    {
      flags: '--python <python>',
      description: 'the Python that runs OMERO.web; needed before OMERO 5.6',
      completes: 'program',
    },
    { flags: '--dry-run', description: 'print the pip command, run nothing' },
    shared.yes,
    shared.color,
  ],
  examples: [
    'omero-cors install /opt/omero/web/venv3',
    'omero-cors install /opt/omero/OMERO.server --python /usr/bin/python2.7 --dry-run',
  ],
  load: async () => (await import('../install.js')).runInstall,
};
