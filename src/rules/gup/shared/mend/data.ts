/** Fixes around the data of pages: marked dirty under the lock, and taken as pins with all their releases. */
import type { Node } from 'web-tree-sitter';
import type { Span, TextEdit } from '../../../../base/span.ts';
import type { PagesFacts } from '../../../../flow/defect.ts';
import { lookup } from '../../../../knowledge/index.ts';
import { oneLine, replace } from '../../../c/editing.ts';
import type { RuleFix } from '../../../rule.ts';
import { lockingDirty, pinTwin, placeName, shapeOf } from '../phrases.ts';
import { all, argumentsOf, type Bench, callAt, calleeOf, putBefore, statementAt } from './bench.ts';

/** `set_page_dirty_lock(page)` for `set_page_dirty(page)`. It sleeps: safe where the pages were taken in the same function, which sleeps, too. */
export function mendLock(span: Span, call: string, twin: string, pages: PagesFacts, bench: Bench): readonly RuleFix[] {
  const callee = callAt(bench, span, call)?.childForFieldName('function');
  if (!callee) return [];
  return [
    {
      id: `use-${twin}`,
      title: `Use ${twin}()`,
      safety: pages.acquiredBy === undefined ? 'needs-review' : 'safe',
      preferred: true,
      edits: [replace(bench.view.spanOf(callee), twin)],
    },
  ];
}

/** The release that also marks dirty, or a call that does so before the release of one page. */
export function mendClean(release: Span, name: string, pages: PagesFacts, bench: Bench): readonly RuleFix[] {
  const call = callAt(bench, release, name);
  const shape = shapeOf(name);
  const statement = statementAt(bench, release);
  if (!call || !shape || !statement) return [];
  const args = argumentsOf(call);
  const fix = (id: string, title: string, edits: readonly TextEdit[] | undefined): RuleFix[] =>
    edits === undefined ? [] : [{ id, title, safety: 'safe', preferred: true, edits }];
  const flagAt = lookup(name)?.parameters.findIndex((p) => p.name === dirtiesIf(name)) ?? -1;
  const flag = args[flagAt];
  if (flag) return fix('make-dirty', 'Mark the pages dirty', [replace(bench.view.spanOf(flag), 'true')]);
  if (shape.form === 'many') {
    const twin = pages.releaseWith.find(
      (n) => dirtiesIf(n) !== undefined && shapeOf(n)?.form === 'many' && shapeOf(n)?.parameters === args.length + 1,
    );
    const callee = call.childForFieldName('function');
    const last = args.at(-1);
    if (twin === undefined || !callee || !last) return [];
    const end = bench.view.spanOf(last).end;
    return fix(`use-${twin}`, `Use ${twin}()`, [replace(bench.view.spanOf(callee), twin), replace({ start: end, end }, ', true')]);
  }
  const [page] = args;
  if (shape.form !== 'one' || args.length !== 1 || !page) return [];
  const dirty = lockingDirty();
  return fix(`add-${dirty}`, `Call ${dirty}() first`, putBefore(statement, [`${dirty}(${oneLine(bench.view.textOf(page))});`], bench));
}

/** The parameter that decides whether a release marks dirty. */
const dirtiesIf = (name: string): string | undefined =>
  lookup(name)
    ?.effects.map((e) => /^if:(\w+)$/.exec(e.dirties ?? '')?.[1])
    .find((n) => n !== undefined);

/**
 * The call that takes references and all releases of these pages in the function, together, from get to pin. Those whose argument names the pages come first; then
 * all releases of the sort, for pages that go by another name. Which is right, the analysis tells.
 */
export function mendToPin(acquire: Span, pages: PagesFacts, more: readonly TextEdit[], bench: Bench): readonly RuleFix[] {
  const name = pages.acquiredBy;
  const twin = name === undefined ? undefined : pinTwin(name);
  const callee = name === undefined ? undefined : callAt(bench, acquire, name)?.childForFieldName('function');
  if (twin === undefined || !callee) return [];
  const place = oneLine(placeName(pages.array));
  const releases = all(bench, 'call_expression').flatMap((call) => {
    const released = calleeOf(call, bench);
    const pinned = released !== undefined && pages.releaseWith.includes(released) ? pinRelease(released, twin) : undefined;
    const own = call.childForFieldName('function');
    const [page] = argumentsOf(call);
    return pinned === undefined || !own || !page ? [] : [{ edit: replace(bench.view.spanOf(own), pinned), isNamed: namesPlace(page, place, bench) }];
  });
  if (releases.length === 0) return [];
  const offer = (edits: readonly TextEdit[]): RuleFix => ({
    id: `use-${twin}`,
    title: `Use ${twin}() and unpin the pages`,
    safety: 'safe',
    preferred: true,
    edits: [replace(bench.view.spanOf(callee), twin), ...more, ...edits],
  });
  const named = releases.filter((r) => r.isNamed).map((r) => r.edit);
  const every = releases.map((r) => r.edit);
  return named.length > 0 && named.length < every.length ? [offer(named), offer(every)] : [offer(every)];
}

const namesPlace = (argument: Node, place: string, { view }: Bench): boolean => {
  const text = oneLine(placeName(view.textOf(argument)));
  return text === place || text.startsWith(`${place}[`);
};

/** The release of pins that takes what `released` takes. */
function pinRelease(released: string, twin: string): string | undefined {
  const shape = shapeOf(released);
  const type = (n: string): string => lookup(n)?.parameters[0]?.type ?? '';
  const fits = (lookup(twin)?.releaseWith ?? []).filter((n) => {
    const other = shapeOf(n);
    return other?.form === shape?.form && other?.parameters === shape?.parameters && dirtiesIf(n) === undefined;
  });
  return fits.find((n) => type(n) === type(released)) ?? (shape?.form === 'many' ? fits[0] : undefined);
}
