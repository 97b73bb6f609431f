/** Reads what `replay --format json` or `simulate --format json` wrote. Nothing is searched again. */
import * as z from 'zod';
import { readJson } from '../../base/jsonText.ts';
import { LineIndex } from '../../base/lineIndex.ts';
import { fail, ok, type Result } from '../../base/problem.ts';
import type { SimulationResult } from '../../protocol/simulation.ts';

const stateValue = z.union([z.number(), z.string()]);
const words = z.record(z.string(), z.string());

const stepSchema = z.object({
  step: z.int().min(1),
  actor: z.string(),
  action: z.string(),
  source: z.object({ file: z.string(), line: z.int().nullable(), symbol: z.string().nullable(), tag: z.string().nullable() }).nullable(),
  changes: z.record(z.string(), z.object({ from: stateValue, to: stateValue })),
  remarks: z.array(z.string()),
});

const savedSchema = z.array(
  z.object({
    scenario: z.string(),
    policy: z.string(),
    variant: words,
    verdict: z.enum(['holds', 'violated', 'incomplete']),
    outcome: z.enum(['OK', 'DENIED', 'CORRUPT', 'CSUM', 'LOST', 'LEAK', 'UAF', 'UNDERFLOW', 'STALE-UNDETECTED', 'DEADLOCK']).nullable(),
    invariant: z.string().nullable(),
    sentence: z.string().nullable(),
    stuck: words.nullable(),
    bound: z.enum(['states', 'memory', 'walks']).nullable(),
    statesExplored: z.int().min(0),
    transitions: z.int().min(0),
    elapsedMs: z.number(),
    costs: z.record(z.string(), z.number()),
    sometimes: z.array(z.object({ sentence: z.string(), reached: z.boolean() })),
    shortest: z.boolean().nullable(),
    initial: z.record(z.string(), stateValue),
    trace: z.array(stepSchema),
    ordinary: z.array(stepSchema).optional(),
  }),
);

/** `name` is the file's, for the message: one sentence with the place of the first thing that is wrong. */
export function parseSavedReplay(text: string, name: string): Result<readonly SimulationResult[], string> {
  const refuse = (offset: number, what: string): Result<never, string> => {
    const { line, column } = new LineIndex(text).positionAt(offset);
    return fail(`${name}:${line + 1}:${column + 1}: ${what}; replay opens what gupscope replay --format json wrote`);
  };
  const json = readJson(text);
  if (!json.ok) return refuse(json.error.offset, json.error.message);
  const saved = savedSchema.safeParse(json.value.value);
  if (!saved.success) {
    const [issue] = saved.error.issues;
    const path = (issue?.path ?? []).map((part) => (typeof part === 'number' ? part : String(part)));
    return refuse(json.value.valueAt(path), `${path.length === 0 ? 'this' : path.join('.')} is not what a saved replay has there`);
  }
  return ok(
    saved.data.map(({ invariant, sentence, shortest, ordinary = [], ...result }) => ({
      ...result,
      ordinary,
      broken: invariant === null ? null : { name: invariant, sentence: sentence ?? '', source: null },
      isShortest: shortest ?? true,
    })),
  );
}
