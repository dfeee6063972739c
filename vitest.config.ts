import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: {
    // graphql refuses to be two modules at once: the file that Node gives to Pothos and Yoga is
    // the one that the tests get too.
    alias: [
      { find: /^graphql$/, replacement: 'graphql/index.js' },
      // The package by its own name, as others import it.
      {
        find: /^cloudflare-tokens-gateway$/,
        replacement: new URL('src/index.ts', import.meta.url).pathname,
      },
    ],
  },
  test: {
    include: ['test/**/*.test.ts'],
    // By itself vitest leaves a core of two idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Files share their modules, which saves a third of the time: no file may change what it imports.
    isolate: false,
    // A test that takes longer than this is waiting for something that will not come.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // For `npm run check:coverage`: the arithmetic has no branch that no test takes.
    coverage: {
      include: ['src/pagination/**/*.ts'],
      reporter: 'text',
      thresholds: { branches: 100 },
    },
  },
});
