import type { CommandDefinition } from '../definition.js';
import * as shared from './shared.js';

export const limits: CommandDefinition = {
  name: 'limits',
  summary: 'raise the limit of open files, where it really counts',
  argument: '',
  argumentDescription: '',
  options: [
    { flags: '--user <user>', description: 'who runs OMERO.web, e.g. omero-web', completes: 'user' },
    { flags: '--nofile <number>', description: 'open files a process may have', default: '65535' },
    { flags: '--limits-conf <file>', description: 'default: /etc/security/limits.conf', completes: 'file' },
    {
      flags: '--unit <unit>',
      description: 'a systemd service, besides omero-web.service; repeatable',
      repeatable: true,
      completes: 'service',
    },
    {
      flags: '--root <dir>',
      description: 'put this folder in front of every path, e.g. of an image',
      completes: 'folder',
    },
    { flags: '--remove', description: 'give back what was there before' },
    { flags: '--status', description: 'show the limits and open files of the running OMERO.web' },
    { flags: '--pid <pid>', description: 'for --status: its master process', completes: 'process' },
    {
      flags: '--omero-dir <dir>',
      description: 'for --status: OMERODIR, which has var/django.pid',
      completes: 'folder',
    },
    shared.dryRun,
    shared.check,
    shared.yes,
    shared.format,
    shared.color,
  ],
  examples: ['sudo omero-cors limits --user omero-web', 'sudo omero-cors limits --status'],
  load: async () => (await import('../limits.js')).runLimits,
};
