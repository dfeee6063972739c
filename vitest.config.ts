import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // A test that waits longer than this is waiting for something that will not come.
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
