import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { omeroCors } from './cli.js';
import { sampleFolder, sampleSettings } from './sample.js';

/** The run that all these tests make, fail or kill. */
export const patch: readonly string[] = [
  'patch',
  'settings.py',
  '--yes',
  '--origin',
  'https://viewer.example.org',
];

/** As long as a real one, so that a write that is cut off shows. */
export const oldText = sampleSettings.replace(
  '\n\n',
  `\n${"NAME = 'a line that fills the file up'\n".repeat(1500)}\n`,
);

export const backup = 'settings.py.omero-cors.bak';

/** What lies in the folder after a run that did its work. */
export const done: readonly string[] = ['settings.py', backup];

/** A folder with the old file; what patch makes of it is the whole new one. */
export async function oldFolder() {
  const folder = sampleFolder(onTestFinished, oldText);
  const path = join(folder, 'settings.py');
  const newText = await patchedText();
  return {
    folder,
    path,
    newText,
    restore: () => {
      rmSync(join(folder, backup), { force: true });
      writeFileSync(path, oldText);
    },
    /** Fails where the file is neither, or the backup is not the old one. */
    state: (): 'old' | 'new' => {
      const text = readFileSync(path, 'utf8');
      if (text !== oldText) expect(text === newText, 'the file is whole').toBe(true);
      if (existsSync(join(folder, backup))) expect(readFileSync(join(folder, backup), 'utf8')).toBe(oldText);
      return text === oldText ? 'old' : 'new';
    },
    names: () => readdirSync(folder).sort(),
  };
}

let patched: string | undefined;

async function patchedText(): Promise<string> {
  if (patched === undefined) {
    const folder = sampleFolder(onTestFinished, oldText);
    const { code, stderr } = await omeroCors(patch, { cwd: folder });
    expect(code, stderr).toBe(0);
    patched = readFileSync(join(folder, 'settings.py'), 'utf8');
  }
  return patched;
}
