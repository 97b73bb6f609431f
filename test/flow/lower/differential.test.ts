/** What the flow form says of small functions is what gcc's code of them does, side effects and their order included. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { FunctionIr, ValueType } from '../../../src/flow/ir.ts';
import { lowerText } from '../support/lower.ts';
import { Machine } from '../support/runIr.ts';

const source = readFileSync(new URL('programs.c', import.meta.url), 'utf8');
const names = [...source.matchAll(/^long (\w+)\(int a, int b\)$/gm)].map((m) => m[1] ?? '');
const values = [0, 1, 2, 3, 4, 5, 7, 8, 13, 100, 255, 256, 40000, -1, -2, -3, -7, -128, -1000];
const random = fc.sample(fc.tuple(fc.integer({ min: -100000, max: 100000 }), fc.integer({ min: -100000, max: 100000 })), { numRuns: 200, seed: 3 });
const inputs = [...values.flatMap((a) => values.map((b) => [a, b] as const)), ...random];

/** The same in both worlds. */
const probe = (x: bigint): bigint => BigInt.asIntN(32, (x * 37n + 11n) & 127n);

/** Prints, for each line `name a b`, the result and what probe() was asked. */
function program(): string {
  const cases = names.map((n) => `\t\tif (!strcmp(name, "${n}"))\n\t\t\tr = ${n}(a, b);`).join('\n');
  const head =
    '#include <stdio.h>\n#include <string.h>\nstatic int probe(int x)\n{\n\tprintf("probe(%d) ", x);\n\treturn ((long)x * 37 + 11) & 127;\n}\n';
  const main = `int main(void)\n{\n\tchar name[64];\n\tint a, b;\n\n\twhile (scanf("%63s %d %d", name, &a, &b) == 3) {\n\t\tlong r = 0;\n\n${cases}\n\t\tprintf("%ld\\n", r);\n\t}\n\treturn 0;\n}\n`;
  return head + source + main;
}

function compiled(): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'gupscope-flow-'));
  try {
    writeFileSync(join(folder, 'p.c'), program());
    execFileSync('gcc', ['-std=gnu11', '-O0', '-w', '-fwrapv', '-fno-strict-aliasing', '-o', 'p', 'p.c'], { cwd: folder });
    const input = names.flatMap((n) => inputs.map(([a, b]) => `${n} ${a} ${b}\n`)).join('');
    return execFileSync(join(folder, 'p'), { input, encoding: 'utf8', maxBuffer: 1 << 28 }).split('\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('the flow form runs as gcc runs it', () => {
  let expected: string[];
  let functions: FunctionIr[];
  beforeAll(async () => {
    expected = compiled();
    const result = (name: string): ValueType => ({ scalar: name === 'probe' ? 'i32' : 'i64', indirections: 0 });
    functions = await lowerText(source, { types: { result } });
  });

  test('every function is read whole', () => {
    expect(functions.filter((f) => f.unread !== undefined)).toEqual([]);
    expect(functions.map((f) => f.name)).toEqual(expect.arrayContaining(names));
    expect(expected).toHaveLength(names.length * inputs.length + 1);
  });

  test.each(names)('%s', (name) => {
    const at = names.indexOf(name) * inputs.length;
    const ours = inputs.map(([a, b]) => {
      const machine = new Machine(functions, (callee, args) => (callee === 'probe' ? probe(args[0] ?? 0n) : 0n));
      const result = machine.call(name, [BigInt(a), BigInt(b)]);
      return [...machine.log, typeof result === 'bigint' ? result.toString() : 'no integer'].join(' ');
    });
    expect(ours).toEqual(expected.slice(at, at + inputs.length));
  });
});
