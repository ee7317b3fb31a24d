import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PatchRequest } from '../../src/index.js';

/** What is done to the settings.py of a case, by the folder it lies in. */
export const kinds = ['patch', 'unchanged', 'blocked', 'revert'] as const;
export type Kind = (typeof kinds)[number];

/** A folder `fixtures/<kind>/<name>` with `settings.py`, `case.json` and, where something changes, `expected.py`. */
export interface Fixture {
  readonly kind: Kind;
  readonly name: string;
  readonly why: string;
  /** Absent: revert. */
  readonly request: PatchRequest | undefined;
  /** revert only: what was written by hand goes, too. */
  readonly all: boolean;
  /** `code` or `code line` of what blocks it, or of the error, in their order. */
  readonly codes: readonly string[];
  /** The Python that executes it in e2e; undefined for a file that no Python reads. */
  readonly python: string | undefined;
  readonly settings: Buffer;
  readonly expected: Buffer | undefined;
  /** The names of all files in the folder. */
  readonly files: readonly string[];
}

const root = fileURLToPath(new URL('../../fixtures/', import.meta.url));

export function readFixtures(kind: Kind): readonly Fixture[] {
  return readdirSync(join(root, kind)).map((name) => {
    const folder = join(root, kind, name);
    const {
      why,
      request,
      all = false,
      codes = [],
      python,
    } = JSON.parse(readFileSync(join(folder, 'case.json'), 'utf8'));
    const expected = join(folder, 'expected.py');
    return {
      kind,
      name,
      why,
      request,
      all,
      codes,
      python: python ?? undefined,
      settings: readFileSync(join(folder, 'settings.py')),
      expected: existsSync(expected) ? readFileSync(expected) : undefined,
      files: readdirSync(folder).sort(),
    };
  });
}
