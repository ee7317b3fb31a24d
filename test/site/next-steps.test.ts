import { join } from 'node:path';
import { expect, it } from 'vitest';
import { inspectInstallation } from '../../src/site/installation.js';
import { nextSteps } from '../../src/site/next-steps.js';
import { addTo, type Leaf, makeTree } from './tree.js';

const library = 'opt/omero/web/venv3/lib/python3.10/site-packages';
const web: Record<string, Leaf> = {
  [`${library}/omeroweb/settings.py`]: '',
  'opt/omero/web/omero-web/etc/grid/x': '',
  'etc/passwd': `root:x:0:0:root:/root:/bin/sh\nomero-web:x:${process.getuid?.()}9:1::/:/bin/sh\nme:x:${process.getuid?.()}:1::/:/bin/sh\n`,
};

async function stepsOf(tree: Record<string, Leaf>, at = library, unit?: (root: string) => string) {
  const root = makeTree(tree);
  if (unit !== undefined) addTo(root, { 'etc/systemd/system/omero-web.service': unit(root) });
  const found = await inspectInstallation(join(root, at, 'omeroweb/settings.py'), {
    env: {},
    cwd: root,
    root,
  });
  return { root, steps: nextSteps(found, root) };
}

it('a systemd unit of this installation', async () => {
  const unit = (root: string) => `[Service]\nExecStart=${root}/opt/omero/web/venv3/bin/omero web start\n`;
  expect((await stepsOf({ ...web, 'etc/init.d/omero-web': '' }, library, unit)).steps).toMatchObject({
    restart: ['systemctl', 'restart', 'omero-web'],
    restartBy: 'systemd',
    upgradeRemovesEdit: true,
  });
});

it('a unit of another installation: not that', async () => {
  const unit = () => '[Service]\nExecStart=/srv/x/bin/omero web start\n';
  expect((await stepsOf(web, library, unit)).steps.restartBy).toBe('omero');
});

it('an init.d script', async () => {
  expect((await stepsOf({ ...web, 'etc/init.d/omero-web': '' })).steps).toMatchObject({
    restart: ['/etc/init.d/omero-web', 'restart'],
    restartBy: 'init',
  });
});

it('neither: the client, run by the owner of OMERODIR', async () => {
  const { root, steps } = await stepsOf(web);
  // The client refuses root, whose folder it is in an image.
  const owner = process.getuid?.() === 0 ? undefined : 'me';
  expect(steps).toEqual({
    restart: [join(root, 'opt/omero/web/venv3/bin/omero'), 'web', 'restart'],
    restartBy: 'omero',
    restartAs: owner,
    omeroDir: join(root, 'opt/omero/web/omero-web'),
    upgradeRemovesEdit: true,
  });
});

it('an old server: no pip that would take the edit away', async () => {
  const { root, steps } = await stepsOf({ 's/lib/python/omeroweb/settings.py': '' }, 's/lib/python');
  expect(steps).toMatchObject({
    restart: [join(root, 's/bin/omero'), 'web', 'restart'],
    restartAs: undefined,
    upgradeRemovesEdit: false,
  });
});

it('a copy elsewhere: the bare name, whatever the machine has', async () => {
  const { steps } = await stepsOf({ 'x/settings.py': '', 'etc/init.d/omero-web': '' }, 'x/..');
  expect(steps).toMatchObject({
    restart: ['omero', 'web', 'restart'],
    omeroDir: undefined,
    upgradeRemovesEdit: false,
  });
});
