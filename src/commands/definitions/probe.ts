import type { CommandDefinition } from '../definition.js';
import * as shared from './shared.js';

export const probe: CommandDefinition = {
  name: 'probe',
  summary: 'ask the running server as a browser would',
  argument: '<url...>',
  argumentDescription: 'the address of a site, or of the very page a viewer asks: a tile, a JSON',
  argumentCompletes: 'address',
  options: [
    {
      flags: '--origin <origin>',
      description: 'ask for the pages of this origin: host[:port] or scheme://host[:port]',
      repeatable: true,
      completes: 'address',
    },
    { flags: '--timeout <seconds>', description: 'for the whole run', default: '30' },
    { flags: '--insecure', description: 'take certificates that nobody vouches for' },
    shared.format,
    shared.color,
  ],
  examples: [
    'omero-cors probe https://omero.example.org --origin https://viewer.example.org',
    'omero-cors probe https://omero.example.org/webgateway/render_image/1/ --origin viewer.example.org',
  ],
  load: async () => (await import('../probe.js')).runProbe,
};
