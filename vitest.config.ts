/**
 * Six kinds of test by what they need: nothing but the sources, a build whose commands they run, one whose servers and adapters they talk to, Spin and a C
 * compiler, the packages that `npm run package` leaves, unpacked kernels.
 */
import { defineConfig } from 'vitest/config';

const corpus = 'test/corpus/**/*.test.ts';
const commands = ['test/{cli,docs,samples}/**/*.test.ts'];
const servers = ['test/{lsp,dap,client}/**/*.test.ts'];
const packaged = 'test/packaged/**/*.test.ts';
const spin = ['test/**/spin*.test.ts', 'test/sim/promela/**/*.test.ts'];
const MINUTE_MS = 60_000;

/** Rule pages are text to the product, as the bundler's loader has it. */
const markdownAsText = {
  name: 'markdown-as-text',
  transform: (code: string, id: string) => (id.endsWith('.md') ? { code: `export default ${JSON.stringify(code)};`, map: null } : undefined),
};

export default defineConfig({
  test: {
    projects: [
      // The editor's tests run inside an editor, with mocha.
      {
        plugins: [markdownAsText],
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/editor/**', corpus, packaged, ...commands, ...servers, ...spin],
          testTimeout: MINUTE_MS,
          hookTimeout: MINUTE_MS,
        },
      },
      { plugins: [markdownAsText], test: { name: 'commands', include: commands, exclude: spin, testTimeout: MINUTE_MS, hookTimeout: MINUTE_MS } },
      { plugins: [markdownAsText], test: { name: 'servers', include: servers, exclude: spin, testTimeout: MINUTE_MS, hookTimeout: MINUTE_MS } },
      { plugins: [markdownAsText], test: { name: 'spin', include: spin, testTimeout: MINUTE_MS, hookTimeout: MINUTE_MS } },
      { plugins: [markdownAsText], test: { name: 'packaged', include: [packaged], testTimeout: 3 * MINUTE_MS, hookTimeout: 3 * MINUTE_MS } },
      { plugins: [markdownAsText], test: { name: 'corpus', include: [corpus], testTimeout: 5 * MINUTE_MS, hookTimeout: 5 * MINUTE_MS } },
    ],
  },
});
