import { defineConfig } from 'vitest/config';

// Real servers wait a lot: two files at a time keep two cores busy. Each test is shown as it ends, and the list of
// cells is last.
export default defineConfig({
  test: {
    include: ['e2e/**/*.e2e.test.ts'],
    maxWorkers: 2,
    maxConcurrency: 2,
    testTimeout: 120_000,
    hookTimeout: 900_000,
    reporters: ['verbose', './e2e/support/cells-reporter.ts'],
  },
});
