/** Pages of a bio or a request that a function only walks, and releases: whoever filled the bio owns them. Told by the graph of the function and the names in its file. */
import type { Span } from '../../base/span.ts';
import { BVEC } from '../../knowledge/bvecIdioms.ts';
import { derivesPage, entries, isHelper, lenderLoop, lookup, roleOf } from '../../knowledge/index.ts';
import { fillsBio } from '../bioOrigins.ts';
import type { Expr, FunctionIr, Loop } from '../ir.ts';
import { oneLine } from '../story.ts';
import { walkExpression } from '../usage.ts';

export interface LentRelease {
  readonly span: Span;
  readonly call: string;
  readonly kind: 'pin' | 'get';
  /** Of the call, on one line. */
  readonly text: string;
  /** The loop that hands the pages out. */
  readonly macro: string;
  readonly loop: Span;
  /** The line that begins it. */
  readonly loopText: string;
  /** As written. */
  readonly page: string;
  /** As C: the choice of the preprocessor's conditions in which it happens, where it does not happen in all of them. */
  readonly condition?: string;
}

let takers: ReadonlySet<string> | undefined;
/** Takes a reference to a page that it is given. */
function takesReference(name: string): boolean {
  takers ??= new Set(
    [...entries.values()]
      .filter((e) =>
        [e, ...e.forms].some(
          (f) => f.effects?.some((x) => (x.effect === 'get' || x.effect === 'pin') && /^\w+$/.test(x.on ?? '') && x.on !== 'return') ?? false,
        ),
      )
      .map((e) => e.name),
  );
  return takers.has(name);
}

/** A file that fills bios, or takes references of its own, may release what it walks. */
export function mayOwnPages(text: string): boolean {
  for (const m of text.matchAll(/[A-Za-z_]\w*(?=\s*\()/g)) if (fillsBio(m[0]) || takesReference(m[0])) return true;
  return false;
}

export function lentReleases(fn: FunctionIr, text: string): LentRelease[] {
  return fn.loops.flatMap((loop) => {
    const at = loop.macro === undefined ? undefined : lenderLoop(loop.macro);
    const vec = at === undefined ? undefined : loop.args?.[at];
    return vec?.op === 'variable' ? inLoop(fn, loop, vec.variable.id, text) : [];
  });
}

/** Variables and temporaries that hold the page of the vec at hand are found in the order of the source. */
function inLoop(fn: FunctionIr, loop: Loop, vec: number, text: string): LentRelease[] {
  const out: LentRelease[] = [];
  const variables = new Set<number>();
  const temps = new Set<number>();
  const isVec = (e: Expr): boolean => {
    let found = false;
    walkExpression(e, (x) => {
      found ||= x.op === 'variable' && x.variable.id === vec;
    });
    return found;
  };
  const isPage = (e: Expr): boolean => {
    let found = false;
    walkExpression(e, (x) => {
      found ||=
        (x.op === 'field' && x.field === BVEC.page && isVec(x.base)) ||
        (x.op === 'variable' && variables.has(x.variable.id)) ||
        (x.op === 'temp' && temps.has(x.id));
    });
    return found;
  };
  for (const id of [...loop.blocks].sort((a, b) => a - b))
    for (const i of fn.blocks[id]?.instructions ?? []) {
      if (i.do === 'assign' && i.place.op === 'variable') {
        if (isPage(i.value)) variables.add(i.place.variable.id);
        else variables.delete(i.place.variable.id);
      }
      if (i.do !== 'call' || i.callee === undefined) continue;
      const { callee } = i;
      const role = roleOf(callee)?.role;
      if ((isHelper(callee) && i.args.some(isVec)) || ((role === 'same-page' || derivesPage(callee)) && i.args.some(isPage))) temps.add(i.result);
      const released = lookup(callee)?.effects.find((e) => e.effect.startsWith('release-') && e.path === '' && e.argument !== undefined);
      const page = released?.argument === undefined ? undefined : i.args[released.argument];
      if (page && isPage(page))
        out.push({
          span: i.span,
          call: callee,
          kind: released?.effect === 'release-pin' ? 'pin' : 'get',
          text: oneLine(text.slice(i.span.start, i.span.end)),
          macro: loop.macro ?? '',
          loop: loop.span,
          loopText: oneLine(text.slice(loop.span.start, loop.span.end).split('\n', 1)[0] ?? ''),
          page: text.slice(page.span.start, page.span.end).replace(/\s+/g, ' '),
        });
    }
  return out;
}
