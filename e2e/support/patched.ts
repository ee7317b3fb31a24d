import { expect } from 'vitest';
import { omeroCors } from './cli.js';
import type { Installation, Snapshot } from './installation.js';

const app = 'corsheaders';
const middleware = 'corsheaders.middleware.CorsMiddleware';

/** Every CORS_* setting that the file ends up with. */
export type Cors = Snapshot['cors'];

/**
 * Runs patch on the installation's settings.py, which must succeed.
 *
 * @returns the diff
 */
export async function patch(installation: Installation, ...options: string[]): Promise<string> {
  const { code, stdout, stderr } = await omeroCors([
    'patch',
    installation.settings,
    '--yes',
    '--no-backup',
    ...options,
  ]);
  expect(code, stderr).toBe(0);
  return stdout;
}

/**
 * Loads the file before and after an edit, and holds the two against each other: what patch promises is there
 * when the servers are loaded and when the file has ended, and nothing else is different.
 *
 * @param edit changes the file
 * @param expectCors judges the CORS_* settings, given those from before
 */
export async function expectOnlyCors(
  installation: Installation,
  python: string,
  edit: () => unknown,
  expectCors: (now: Cors, before: Cors) => void,
): Promise<void> {
  const before = await installation.load(python);
  await edit();
  const after = await installation.load(python);

  expect(after.loads).toBe(before.loads);
  for (const moment of ['atLoad', 'atEnd'] as const) {
    const [old, now] = [before[moment], after[moment]];
    expect(now.apps.filter((name) => name === app)).toEqual([app]);
    expect(without(now.apps, app)).toEqual(without(old.apps, app));
    expect(Object.keys(now.middleware)).toEqual(Object.keys(old.middleware));
    for (const [name, classes] of Object.entries(now.middleware)) {
      expect(classes).toEqual([middleware, ...without(old.middleware[name] ?? [], middleware)]);
    }
    expectCors(now.cors, old.cors);
    expect(differing(old.others, now.others)).toEqual([]);
  }
}

/** Nothing is different but that exactly these origins are let in. */
export function exactly(...origins: string[]): (now: Cors, before: Cors) => void {
  return (now, before) => {
    expect(now).toEqual({ ...before, CORS_ORIGIN_ALLOW_ALL: false, CORS_ORIGIN_WHITELIST: origins });
  };
}

function without(names: readonly string[], name: string): string[] {
  return names.filter((each) => each !== name);
}

/** The names that only one has, or that both have with different values. */
function differing(one: Snapshot['others'], other: Snapshot['others']): string[] {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].filter(
    (name) => one[name] !== other[name],
  );
}
