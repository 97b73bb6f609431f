/** The settings that the command line, `.gupscope.json` and the editor share: one declaration gives type, defaults and check. */
import * as z from 'zod';
import { fail, ok, type Problem, type Result } from '../base/problem.ts';

const level = z.enum(['error', 'warning', 'note', 'off']);

export const settingsSchema = z.strictObject({
  /** Rule ids or globs (`gup/*`) to a level; `off` silences. The last entry that matches wins. */
  rules: z.record(z.string(), level).default({}),
  /** Globs relative to the root; empty means all. */
  include: z.array(z.string()).default([]),
  exclude: z.array(z.string()).default([]),
  /** `X.Y`; otherwise the tree's own version. */
  kernelVersion: z
    .string()
    .regex(/^\d+\.\d+(\.\d+)?$/, 'a kernel version looks like 6.12')
    .optional(),
});

export type Settings = z.infer<typeof settingsSchema>;
export const defaultSettings: Settings = settingsSchema.parse({});

/** Reads the text of a `.gupscope.json`; the error names the entry that is wrong. */
export function parseSettings(text: string, file: string): Result<Settings> {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (e) {
    return fail({
      severity: 'error',
      file,
      message: `${file} is not valid JSON (${e instanceof Error ? e.message : String(e)}); mend it or remove it`,
    });
  }
  const parsed = settingsSchema.safeParse(data);
  if (parsed.success) return ok(parsed.data);
  const problem: Problem = {
    severity: 'error',
    file,
    message: `${file}: ${parsed.error.issues.map((i) => `${i.path.join('.') || 'the file'}: ${i.message}`).join('; ')}`,
  };
  return fail(problem);
}
