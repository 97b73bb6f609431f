/** The statements that would release the pages of a finding, as one would write them in this function: most likely first. */
import type { Node } from 'web-tree-sitter';
import type { PagesFacts } from '../../../../flow/defect.ts';
import type { Trace } from '../../../../protocol/trace.ts';
import { callStatement, newlineOf, oneLine } from '../../../c/editing.ts';
import { countToRelease, placeName, shapeOf } from '../phrases.ts';
import { all, argumentsOf, type Bench, calleeOf, isInSight, isTested } from './bench.ts';

export interface ReleaseStatement {
  readonly lines: readonly string[];
  /** For a title: `unpin_user_pages(pages, n)`. */
  readonly call: string;
}

const TITLE = 60;

/** `name(arguments)`, or `name()` where they would fill a menu. */
export const callTitle = (name: string, args: readonly string[]): string => {
  const whole = `${name}(${args.join(', ')})`;
  return whole.length <= TITLE ? whole : `${name}()`;
};

const statement = (name: string, args: readonly string[], bench: Bench): ReleaseStatement => ({
  // One line: how far it is indented is not known here, and calls of these functions are short.
  lines: callStatement(name, args, '', newlineOf(bench.view)).split(newlineOf(bench.view)),
  call: callTitle(name, args),
});

/** The functions that release, those first that other paths call. */
const namesFor = (pages: PagesFacts, elsewhere: string | undefined): string[] => [
  ...new Set([...(elsewhere === undefined ? [] : [elsewhere]), ...pages.releaseWith]),
];

/** Calls of the function that release these pages on other paths, with the arguments that they have there: those behind `from` first, the nearest first. */
function copied({ pages, releasedElsewhere: elsewhere, trace }: Held, from: number, bench: Bench): ReleaseStatement[] {
  const place = oneLine(placeName(pages.array));
  const names = namesFor(pages, elsewhere);
  const found: { readonly release: ReleaseStatement; readonly distance: number }[] = [];
  for (const call of all(bench, 'call_expression')) {
    const name = calleeOf(call, bench);
    if (name === undefined || !names.includes(name) || call.parent?.type !== 'expression_statement') continue;
    const args = argumentsOf(call).map((a) => oneLine(bench.view.textOf(a)));
    const first = args[0] ?? '';
    const isOfThese = placeName(first) === place || (name === elsewhere && shapeOf(name) === undefined);
    const { start } = bench.view.spanOf(call);
    const isOnThisPath = trace.some((e) => e.event === 'release' && e.span.start === start);
    if (!isOfThese || isOnThisPath || isInLoopOver(call, bench)) continue;
    found.push({ release: statement(name, args, bench), distance: start >= from ? start - from : bench.view.file.text.length + from - start });
  }
  return found.sort((a, b) => a.distance - b.distance).map((f) => f.release);
}

function isInLoopOver(call: Node, bench: Bench): boolean {
  for (let n = call.parent; n && n.id !== bench.fn.id; n = n.parent) if (/^(for|while|do)_statement$/.test(n.type)) return true;
  return false;
}

function built(pages: PagesFacts, bench: Bench): ReleaseStatement[] {
  const place = placeName(pages.array);
  if (!isInSight(place, bench)) return [];
  const counts = [countToRelease(pages), pages.requested].filter(
    (c): c is string => c !== undefined && c !== place && oneLine(c).length <= TITLE && isInSight(c, bench),
  );
  return pages.releaseWith.flatMap((name): ReleaseStatement[] => {
    const shape = shapeOf(name);
    if (!shape) return [];
    if (shape.form === 'many' && shape.parameters === 2 && !pages.single)
      return [...new Set(counts)].map((count) => statement(name, [place, oneLine(count)], bench));
    if (shape.parameters !== 1 || (shape.form === 'one' && !pages.single)) return [];
    return shape.form === 'many' ? [] : [statement(name, [place], bench)];
  });
}

interface Held {
  readonly pages: PagesFacts;
  readonly releasedElsewhere?: string;
  readonly trace: Trace;
}

/** Also behind a test that something was taken; that comes first where nothing on the path asks for it. */
export function releases(held: Held, from: number, bench: Bench): readonly ReleaseStatement[] {
  const { pages, trace } = held;
  const seen = new Set<string>();
  const plain = [...copied(held, from, bench), ...built(pages, bench)].filter((r) => {
    const key = r.lines.join();
    return seen.has(key) ? false : seen.add(key);
  });
  const { countVariable } = pages;
  const place = placeName(pages.array);
  // A page that is there on some of the paths to this exit only.
  if (pages.single && /^\w+$/.test(place)) {
    const tested = plain.slice(0, 1).map((r) => behindTest(place, r));
    return isTested(place, bench) ? [...tested, ...plain] : [...plain, ...tested];
  }
  if (countVariable === undefined || pages.single || countVariable === place) return plain;
  const guarded = plain.slice(0, 2).map((r) => behindTest(`${countVariable} > 0`, r));
  const acquire = trace.find((e) => e.event === 'acquire');
  const mayBeNegative =
    acquire?.event === 'acquire' && acquire.outcome === 'fewer' && !trace.some((e) => e.event === 'check' && asksForSign(e.text, countVariable));
  return mayBeNegative ? [...guarded, ...plain] : [...plain, ...guarded];
}

const behindTest = (condition: string, release: ReleaseStatement): ReleaseStatement => ({
  ...release,
  lines: [`if (${condition})`, ...release.lines.map((l) => `\t${l}`)],
});

/** `ret < 0`, `ret <= 0`, `ret > 0`, `ret >= 1`. */
function asksForSign(text: string, name: string): boolean {
  const at = text.indexOf(name);
  return at >= 0 && /^\s*[<>]=?\s*[01]\b/.test(text.slice(at + name.length));
}
