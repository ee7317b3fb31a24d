import { expect } from 'vitest';
import { omeroCors } from './cli.js';
import type { Installation, Snapshot } from './installation.js';

const app = 'corsheaders';
const middleware = 'corsheaders.middleware.CorsMiddleware';

/** Runs patch on the installation's settings.py, which must succeed. */
export async function patch(installation: Installation, ...options: string[]): Promise<void> {
  const { code, stderr } = await omeroCors([
    'patch',
    installation.settings,
    '--yes',
    '--no-backup',
    ...options,
  ]);
  expect(code, stderr).toBe(0);
}

/**
 * Loads the file before and after an edit, and holds the two against each other: what patch promises is there,
 * and nothing else is different.
 *
 * @param edit changes the file
 * @param origins what CORS_ORIGIN_WHITELIST must hold
 */
export async function expectOnlyCors(
  installation: Installation,
  python: string,
  edit: () => unknown,
  origins: readonly string[],
): Promise<void> {
  // The first of all makes the secret key, and has the names of that work; no later one does.
  await installation.load(python);
  const before = await installation.load(python);
  await edit();
  const after = await installation.load(python);

  expect(after.loads).toBe(before.loads);
  for (const moment of ['atLoad', 'atEnd'] as const) {
    const [old, now] = [before[moment], after[moment]];
    expect(now.apps.filter((name) => name === app)).toEqual([app]);
    expect(without(now.apps, app)).toEqual(without(old.apps, app));
    for (const [name, classes] of Object.entries(now.middleware)) {
      expect(classes[0]).toBe(middleware);
      expect(classes.slice(1)).toEqual(without(old.middleware[name] ?? [], middleware));
    }
    expect(Object.keys(now.middleware)).toEqual(Object.keys(old.middleware));
    expect(now.cors).toEqual({
      ...old.cors,
      CORS_ORIGIN_ALLOW_ALL: false,
      CORS_ORIGIN_WHITELIST: origins,
    } satisfies Snapshot['cors']);
    expect(differing(old.others, now.others)).toEqual([]);
  }
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
