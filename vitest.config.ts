/** Three kinds of test by what they need: nothing but a build, the packages that `npm run package` leaves, unpacked kernels. */
import { defineConfig } from 'vitest/config';

const corpus = 'test/corpus/**/*.test.ts';
const packaged = 'test/packaged/**/*.test.ts';
const MINUTE_MS = 60_000;

export default defineConfig({
  test: {
    projects: [
      // The editor's tests run inside an editor, with mocha.
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/editor/**', corpus, packaged],
          testTimeout: MINUTE_MS,
          hookTimeout: MINUTE_MS,
        },
      },
      { test: { name: 'packaged', include: [packaged], testTimeout: 3 * MINUTE_MS, hookTimeout: 3 * MINUTE_MS } },
      { test: { name: 'corpus', include: [corpus], testTimeout: 5 * MINUTE_MS, hookTimeout: 5 * MINUTE_MS } },
    ],
  },
});
