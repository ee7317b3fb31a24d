import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The shortest settings.py that has all the parts that patch edits, and a line to be told by. */
export const sampleSettings = `# -*- coding: utf-8 -*-
NAME = 'sample'

INSTALLED_APPS = (
    'django.contrib.staticfiles',
    'omeroweb.webclient',
    'pipeline',
)

MIDDLEWARE = (
    'django.middleware.common.CommonMiddleware',
    'django.contrib.sessions.middleware.SessionMiddleware',
)

# Load server list and freeze
from omeroweb.connector import Server


def load_server_list():
    for s in SERVER_LIST:
        Server(host=s[0], port=s[1])
    Server.freeze()


load_server_list()
`;

/**
 * A folder with a settings.py, gone when the test is. Other users may look into it.
 *
 * @param onTestFinished of the test's context
 */
export function sampleFolder(
  onTestFinished: (act: () => void) => void,
  content: string | Buffer = sampleSettings,
  name = 'settings.py',
): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'omero-cors-e2e-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, name), content);
  return folder;
}
