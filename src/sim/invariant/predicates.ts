/** The invariants that are asked of states, as predicates of the form. Those that only a step can break are `check` statements in the steps. */
import { and, type BoolExpr, choose, eq, ge, off, or } from '../form/index.ts';
import { expectedReferences, type Folio, ledger, type Page, restingCount, type Scene } from '../world/index.ts';

const everyFolio = (pages: readonly Page[], predicate: (page: Page, folio: Folio) => BoolExpr): BoolExpr =>
  and(...pages.flatMap((page) => page.folios.map((folio) => predicate(page, folio))));

const counted = (scene: Scene): readonly Page[] => scene.pages().filter(({ kind }) => kind !== 'wild');
const countsPins = (scene: Scene, folio: Folio): boolean => folio.isLarge && scene.policy.pins === 'biased';
const marks = (scene: Scene, folio: Folio): boolean => scene.policy.marks && !folio.isZero;

/** I2. A count above the expected one is no break: the rest decides. */
export function countsAreCovered(scene: Scene): BoolExpr {
  return everyFolio(counted(scene), (page, folio) => {
    const { pins } = ledger(page, folio, scene.usage);
    return and(
      ge(folio.ref, expectedReferences(page, folio, scene)),
      ...(countsPins(scene, folio) ? [ge(folio.pincount, pins)] : []),
      // one bit cannot say how many
      ...(marks(scene, folio) && scene.parameter('mark') === 'count' ? [ge(folio.mark, pins)] : []),
    );
  });
}

/** I3. */
export function countsAreBack(scene: Scene): BoolExpr {
  return everyFolio(counted(scene), (page, folio) =>
    and(
      eq(folio.ref, restingCount(page, folio, scene)),
      ...(countsPins(scene, folio) ? [eq(folio.pincount, folio.standing.pins)] : []),
      ...(marks(scene, folio) ? [eq(folio.mark, folio.standing.pins)] : []),
    ),
  );
}

/** I4. `isFound`: what a search for dirty pages would find is written first. */
export function nothingIsLost(scene: Scene, isFound: (page: Page) => BoolExpr): BoolExpr {
  const files = scene.pages().filter(({ name, kind }) => kind === 'file' && scene.usage.writes(name) > 0);
  return and(
    ...files.map((page) => {
      const kept = eq(choose(isFound(page), page.data, page.disk), page.last);
      return scene.usage.does('truncate', page.name) ? or(and(eq(page.cached, 0), off(page.orphanWritten)), and(eq(page.cached, 1), kept)) : kept;
    }),
  );
}
