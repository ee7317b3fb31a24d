import { defineConfig } from 'vitest/config';

export default defineConfig({
  // The build puts the version of package.json in its place.
  define: { VERSION: JSON.stringify('0.0.0') },
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/support/seed.ts'],
    testTimeout: 120_000,
  },
});
