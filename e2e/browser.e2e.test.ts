import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { cell, type Proof } from './support/cell.js';
import { OmeroWeb } from './support/omero-web.js';
import { patch } from './support/patched.js';
import { lockedVersions } from './support/python.js';
import { type Later, once, suiteScope } from './support/scope.js';
import { Site, settingsNamed } from './support/site.js';
import { type Asked, look, serveViewer, startBrowser, type ViewerPage } from './support/viewer.js';

/** `OMERO_CORS_SCREENSHOTS=docs npm run test:e2e` draws the pictures of the README anew. */
const pictures = process.env['OMERO_CORS_SCREENSHOTS'];

interface Case {
  readonly omeroWeb: string;
  readonly how: string;
  readonly lock: string;
  /** Starts a server that lets the viewer in, and says what the viewer may ask it. */
  readonly start: (viewer: ViewerPage, later: Later) => Promise<Asked>;
}

const cases: readonly Case[] = [
  { omeroWeb: '5.33.2', how: 'all of it, Chromium', lock: 'omero-web-5.33.2', start: startNewest },
  {
    omeroWeb: '5.2',
    how: 'a settings.py of its shape, real Django, Chromium',
    lock: 'django-1.8-cors-1.3.1',
    start: startOldest,
  },
];

for (const { omeroWeb, how, lock, start } of cases) {
  const proof: Proof = { omeroWeb, how, ...lockedVersions(lock) };
  describe(`OMERO.web ${omeroWeb}, Django ${proof.django}, in Chromium`, () => {
    const later = suiteScope();
    const everything = once(async () => {
      const browser = await startBrowser(later);
      const viewer = await serveViewer(later);
      return { browser, viewer, other: await serveViewer(later), asked: await start(viewer, later) };
    });
    const proven = (title: string, run: () => unknown) => cell(title, run, { proof, timeout: 1_900_000 });
    const picture = (result: string) =>
      pictures === undefined ? undefined : join(pictures, `browser-${omeroWeb}-${result}.png`);

    proven('a page on the named origin reads JSON and image', async () => {
      const { browser, viewer, asked } = await everything();
      const seen = await look(browser, viewer.address(asked), picture('allowed'));
      expect(seen).toEqual({ json: 'read', image: 'read' });
    });

    proven('a page on another origin is refused both', async () => {
      const { browser, other, asked } = await everything();
      const seen = await look(browser, other.address(asked), picture('refused'));
      expect(seen).toEqual({ json: 'refused', image: 'refused' });
    });

    proven('so is a sandboxed page, whose origin is null', async () => {
      const { browser, viewer, asked } = await everything();
      const seen = await look(browser, viewer.address(asked, { sandboxed: true }));
      expect(seen).toEqual({ json: 'refused', image: 'refused' });
    });
  });
}

async function startNewest(viewer: ViewerPage, later: Later): Promise<Asked> {
  const web = await OmeroWeb.create(later);
  // WhiteNoise serves the image; unless told otherwise it lets every origin read static files.
  await web.load(
    `config append omero.web.middleware '{"index": 0, "class": "whitenoise.middleware.WhiteNoiseMiddleware"}'`,
    `config append omero.web.django_additional_settings '["WHITENOISE_ALLOW_ALL_ORIGINS", false]'`,
  );
  await web.omeroCors('patch', web.venv, '--origin', viewer.origin, '--yes');
  await web.start();
  return { json: `${web.url}/api/`, image: `${web.url}/static/webgateway/img/image128.png` };
}

async function startOldest(viewer: ViewerPage, later: Later): Promise<Asked> {
  const lock = 'django-1.8-cors-1.3.1';
  const site = new Site(await settingsNamed('omero-5.2'), lock, later);
  await patch(site.installation, '--origin', viewer.origin, '--credentials');
  const { url } = await site.start();
  return { json: `${url}/api/`, image: `${url}/webgateway/render_image/1/` };
}
