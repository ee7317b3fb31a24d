import { defineConfig } from 'vitest/config';

const files = (...names: readonly string[]) => names.map((name) => `e2e/${name}.e2e.test.ts`);

/** The suites that are about what the program does, whatever runs it: with Node, and with the executable. */
const aboutTheProgram = files(
  'cli',
  'config',
  'diff',
  'install',
  'kill',
  'limits',
  'probe',
  'process',
  'settings',
  'terminal',
  'write',
);
const ofTheExecutable = files('executable');

// Real servers wait a lot: two files at a time keep two cores busy. Each test is shown as it ends, and the list of
// cells is last.
export default defineConfig({
  test: {
    maxWorkers: 2,
    maxConcurrency: 2,
    testTimeout: 120_000,
    hookTimeout: 900_000,
    reporters: ['verbose', './e2e/support/cells-reporter.ts'],
    projects: [
      { extends: true, test: { name: 'node', include: aboutTheProgram } },
      {
        extends: true,
        test: {
          name: 'executable',
          include: [...aboutTheProgram, ...ofTheExecutable],
          env: { OMERO_CORS_E2E_PROGRAM: 'executable' },
        },
      },
      {
        extends: true,
        test: {
          name: 'once',
          include: ['e2e/**/*.e2e.test.ts'],
          exclude: [...aboutTheProgram, ...ofTheExecutable],
        },
      },
    ],
  },
});
