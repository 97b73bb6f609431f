/** Each step of the simulation core names a kernel function that it is taken from: the function must be there. */
import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { source } from '../../src/sim/step/sources.ts';
import { kernelTrees } from '../support/kernels.ts';

it('takes its steps from functions of 6.12', () => {
  const tree = kernelTrees().find(({ version }) => version === '6.12');
  if (tree === undefined) throw new Error('no tree of 6.12');
  const missing = Object.values(source).filter(({ file, symbol }) => {
    const text = fs.readFileSync(path.join(tree.root, file), 'utf8');
    return symbol === undefined || !new RegExp(`\\b${symbol}\\(`).test(text);
  });
  expect(missing).toEqual([]);
});
