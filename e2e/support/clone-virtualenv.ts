import { cpSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const packages = 'lib/python3.10/site-packages';

/**
 * Makes a virtualenv of one's own out of a finished one: scripts, metadata and the packages named are copied,
 * the thousands of files of all others stay where they are behind links.
 *
 * @param own the packages that are going to be changed or taken out
 * @param named where it will be seen when it is used, if that is elsewhere
 */
export function cloneVirtualenv(from: string, to: string, own: readonly string[], named: string = to): void {
  mkdirSync(join(to, packages), { recursive: true });
  copyScripts(from, to, named);
  copy(join(from, 'pyvenv.cfg'), join(to, 'pyvenv.cfg'));
  for (const name of readdirSync(join(from, packages))) {
    const [source, target] = [join(from, packages, name), join(to, packages, name)];
    const isWhole = name.endsWith('.dist-info') || own.includes(name) || lstatSync(source).isFile();
    if (isWhole) copy(source, target);
    else symlinkSync(source, target);
  }
}

/** With the times, or Python would compile every file again at every start. */
function copy(from: string, to: string): void {
  cpSync(from, to, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
}

/** Scripts name the folder of their virtualenv: these name the new one. */
function copyScripts(from: string, to: string, named: string): void {
  copy(join(from, 'bin'), join(to, 'bin'));
  for (const name of readdirSync(join(to, 'bin'))) {
    const path = join(to, 'bin', name);
    if (!lstatSync(path).isFile()) continue;
    const text = readFileSync(path, 'latin1');
    if (text.includes(from)) writeFileSync(path, text.replaceAll(from, named), 'latin1');
  }
}
