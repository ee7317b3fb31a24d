import { defineConfig } from 'vitest/config';

// Real servers on two cores: one file after the other, each test shown as it ends, the list of cells last.
export default defineConfig({
  test: {
    include: ['e2e/**/*.e2e.test.ts'],
    fileParallelism: false,
    maxConcurrency: 2,
    testTimeout: 120_000,
    hookTimeout: 900_000,
    reporters: ['verbose', './e2e/support/cells-reporter.ts'],
  },
});
