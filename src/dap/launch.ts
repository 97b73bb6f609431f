/** The attributes of a launch, checked: what a client sends is anything at all. */
import { isAbsolute, resolve } from 'node:path';
import * as z from 'zod';

/** Where a finding stands, or a file that was saved. Paths are absolute. */
export type LaunchTarget =
  | { readonly kind: 'finding'; readonly file: string; readonly line: number; readonly rule: string | undefined }
  | { readonly kind: 'saved'; readonly file: string };

export interface LaunchRequest {
  readonly target: LaunchTarget;
  /** Absent: mainline of the tree's version, or what a saved file holds. */
  readonly policy: string | undefined;
  readonly tree: string | undefined;
  readonly kernelVersion: string | undefined;
  /** More states than this end a search. */
  readonly maxStates: number | undefined;
  readonly stopOnEntry: boolean;
  /** Where relative paths begin. */
  readonly cwd: string;
}

const text = (name: string) => z.string(`"${name}" of the launch must be a text`).min(1, `"${name}" of the launch is empty`);
const LINE = '"line" of the launch must be the line of a finding, from 1 on';
const STATES = '"maxStates" of the launch must be a number of states, from 1 on';

const schema = z.object({
  program: text('program').optional(),
  file: text('file').optional(),
  // Variables of an editor, such as the number of the current line, come as text.
  line: z.union([z.int(LINE).min(1, LINE), z.string(LINE).regex(/^[1-9]\d{0,8}$/, LINE)], LINE).optional(),
  rule: text('rule').optional(),
  policy: text('policy').optional(),
  saved: text('saved').optional(),
  tree: text('tree').optional(),
  kernelVersion: z
    .string('"kernelVersion" of the launch must be a text such as 6.12')
    .regex(/^\d+\.\d+(\.\d+)?$/, '"kernelVersion" of the launch must be a version such as 6.12')
    .optional(),
  maxStates: z.int(STATES).min(1, STATES).optional(),
  stopOnEntry: z.boolean('"stopOnEntry" of the launch must be true or false').optional(),
  cwd: text('cwd').optional(),
});

/** The request, or one sentence that says what is wrong with it. `here`: where relative paths begin if the launch does not say. */
export function readLaunch(given: unknown, here: string): LaunchRequest | { readonly problem: string } {
  const read = schema.safeParse(given ?? {});
  if (!read.success) return { problem: read.error.issues[0]?.message ?? 'the launch cannot be read' };
  const { program, file, line, rule, policy, saved, tree, kernelVersion, maxStates, stopOnEntry, cwd } = read.data;
  const root = cwd === undefined ? here : resolve(here, cwd);
  const target = targetOf({ place: program ?? file, line: line === undefined ? undefined : Number(line), rule, saved }, root);
  if ('problem' in target) return target;
  return {
    target,
    policy,
    tree: tree === undefined ? undefined : resolve(root, tree),
    kernelVersion,
    maxStates,
    stopOnEntry: stopOnEntry ?? true,
    cwd: root,
  };
}

interface Place {
  readonly place: string | undefined;
  readonly line: number | undefined;
  readonly rule: string | undefined;
  readonly saved: string | undefined;
}

function targetOf({ place, line, rule, saved }: Place, root: string): LaunchTarget | { readonly problem: string } {
  const absolute = (file: string): string => (isAbsolute(file) ? file : resolve(root, file));
  if (saved !== undefined) {
    if (place !== undefined || line !== undefined || rule !== undefined)
      return { problem: '"saved" of the launch is a replay of its own; leave out "program", "line" and "rule"' };
    return { kind: 'saved', file: absolute(saved) };
  }
  const [, file = place, behind] = /^(.+?):([1-9]\d{0,8})$/.exec(place ?? '') ?? [];
  const at = line ?? (behind === undefined ? undefined : Number(behind));
  if (place === undefined || file === undefined)
    return { problem: 'the launch names nothing to replay; give "program" and "line" of a finding, or "saved", what replay --format json wrote' };
  // As on the command line, a saved replay needs no line.
  if (at === undefined && place.endsWith('.json') && rule === undefined) return { kind: 'saved', file: absolute(place) };
  if (at === undefined) return { problem: 'the launch has no "line"; give that of a finding in "program"' };
  return { kind: 'finding', file: absolute(line === undefined ? file : place), line: at, rule };
}
