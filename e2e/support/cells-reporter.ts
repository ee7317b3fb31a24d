import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Reporter, SerializedError, TestCase, TestModule } from 'vitest/node';
import { cacheFolder } from './cache.js';
import type { Proof } from './cell.js';

/** One test of the suite, as the closing list and the results file have it. */
export interface Cell {
  readonly file: string;
  /** What ran the program, for a file that is run with each: see vitest.e2e.config.ts. */
  readonly program?: 'node' | 'executable' | undefined;
  readonly name: string;
  readonly state: 'pass' | 'fail' | 'skipped';
  /** The reason, where it did not pass. */
  readonly why: string;
  readonly proof?: Proof | undefined;
}

/** Where a run leaves its cells for `npm run proven`. */
export const resultsFile: string = join(cacheFolder, 'e2e-results.json');

/**
 * Lists every cell at the end of the run, one a line, and keeps the list. A run in which nothing passed has
 * proven nothing, and fails.
 */
export default class CellsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const cells = modules.flatMap(cellsOf);
    const lines = cells.map(
      ({ file, program, name, state, why }) =>
        `${state} ${file}${program === undefined ? '' : ` (${program})`}: ${name}${why && `: ${why}`}`,
    );
    const count = (state: Cell['state']) => cells.filter((each) => each.state === state).length;
    const closing = `${count('pass')} passed, ${count('fail')} failed, ${count('skipped')} skipped`;
    process.stdout.write(`\n${lines.join('\n')}\n\n`);
    if (count('pass') === 0) {
      process.exitCode = 1;
      process.stdout.write('No cell passed, so nothing is proven: this run has failed.\n');
    }
    for (const error of errors) process.stdout.write(`outside any cell: ${error.message}\n`);
    writeFileSync(resultsFile, `${JSON.stringify({ cells }, null, 1)}\n`);
    process.stdout.write(`${closing}\n`);
  }
}

function cellsOf(module: TestModule): Cell[] {
  const { name } = module.project;
  const place = {
    file: basename(module.moduleId).replace('.e2e.test.ts', ''),
    program: name === 'node' || name === 'executable' ? name : undefined,
  } as const;
  const broken = module
    .errors()
    .map(
      (error): Cell => ({ ...place, name: 'the file itself', state: 'fail', why: firstLine(error.message) }),
    );
  return [...broken, ...[...module.children.allTests()].map((test) => cellOf(place, test))];
}

function cellOf(place: Pick<Cell, 'file' | 'program'>, test: TestCase): Cell {
  const result = test.result();
  const base = { ...place, name: test.fullName, proof: test.meta().proof };
  if (result.state === 'passed') return { ...base, state: 'pass', why: '' };
  if (result.state === 'failed') {
    return { ...base, state: 'fail', why: firstLine(result.errors[0]?.message ?? '') };
  }
  const note = result.state === 'skipped' ? result.note : 'never ran';
  return { ...base, state: 'skipped', why: firstLine(note ?? 'left out of this run') };
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? '';
}
