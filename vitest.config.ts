import { defineConfig } from 'vitest/config';

export default defineConfig({
  // The build puts in its place what it knows.
  define: { BUILD: JSON.stringify({ version: '0.0.0', commit: 'tests', parser: 'the one in node_modules' }) },
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/support/seed.ts'],
    testTimeout: 120_000,
  },
});
