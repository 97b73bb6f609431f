/** What taking and dropping references and pins does to the counts of a folio, and to the ledger that knows who holds what. */
import {
  and,
  type Bool,
  check,
  decrease,
  eq,
  flag,
  gt,
  implies,
  increase,
  le,
  least,
  lt,
  minus,
  most,
  not,
  off,
  on,
  or,
  type Place,
  remark,
  type Statement,
  set,
  when,
} from '../form/index.ts';
import { biasOf, type Folio, ledger, onChosen, type Page, type Scene } from '../world/index.ts';
import { spend } from './costs.ts';

/** A driver's own word for what it takes; policies without a bias count a pin like a reference, the ledger keeps them apart all the same. */
export type Kind = 'get' | 'pin';
export type Primitive = 'put' | 'unpin';

/** What undoes it. */
export const primitiveOf = (kind: Kind): Primitive => (kind === 'pin' ? 'unpin' : 'put');

/** On the zero folio a biased pin is nothing at all. */
const isNothing = (scene: Scene, folio: Folio, kind: 'pin' | 'unpin' | 'get' | 'put') =>
  folio.isZero && scene.policy.pins === 'biased' && (kind === 'pin' || kind === 'unpin');

function amountOf(scene: Scene, folio: Folio, kind: 'pin' | 'unpin' | 'get' | 'put', times: number): number {
  if (isNothing(scene, folio, kind)) return 0;
  const counts = kind === 'pin' || kind === 'unpin';
  return counts && !folio.isLarge && !folio.isZero ? times * biasOf(scene) : times;
}

/** What a query for pins says of the folio, as far as the policy has one. */
export function maybePinned(scene: Scene, folio: Folio): Bool {
  if (!scene.policy.asksMaybePinned) return false;
  if (folio.isLarge) return gt(folio.pincount, 0);
  // a negative count is a large one to the kernel, which compares it unsigned
  return or(lt(folio.ref, 0), not(lt(folio.ref, biasOf(scene))));
}

/** The folio is kept off the LRU and the dirty list by its mark. */
export const isMarked = (folio: Folio): Bool => gt(folio.mark, 0);

/** A slow acquire refuses a count that is not positive. */
export const canGrab = (folio: Folio): Bool => gt(folio.ref, 0);

export function grab(scene: Scene, actor: string, page: Page, folio: Folio, kind: Kind, times: number, way: 'fast' | 'slow'): readonly Statement[] {
  if (isNothing(scene, folio, kind)) return [];
  const { costs } = scene.policy;
  const pins = kind === 'pin';
  const biased = pins && scene.policy.pins === 'biased';
  const marks = pins && scene.policy.marks && !folio.isZero;
  const entry = folio.entry(actor);
  const atomics = !pins ? costs.atomics.get : folio.isLarge ? costs.atomics.pinLarge : way === 'fast' ? costs.atomics.pinFast : costs.atomics.pinSlow;
  return [
    check('I1', off(folio.freed)),
    increase(folio.ref, amountOf(scene, folio, kind, times)),
    ...(biased && folio.isLarge ? [increase(folio.pincount, times)] : []),
    ...(marks ? mark(scene, page, folio, times) : []),
    increase(pins ? entry.pins : entry.gets, times),
    spend('atomics', atomics),
  ];
}

function mark(scene: Scene, page: Page, folio: Folio, times: number): readonly Statement[] {
  const { costs, writeback } = scene.policy;
  const leaves =
    writeback === 'skip' && page.kind === 'file' && !scene.isOn('blocks-reserved')
      ? // with its place on the dirty list the page gives up the blocks that were reserved for it
        [when(eq(folio.mark, 0), [set(page.reserved, 0), set(page.dirty, 0), set(page.tag, 0)])]
      : [];
  return [
    ...leaves,
    ...(costs.sideStructs > 0 ? [spend('allocs', costs.sideStructs)] : []),
    ...(costs.lruLocks > 0 ? [spend('lruLocks', costs.lruLocks)] : []),
    scene.parameter('mark') === 'bit' ? set(folio.mark, 1) : increase(folio.mark, times),
  ];
}

/**
 * Drops `times` with a primitive. The ledger loses the releaser's entry whichever primitive it was; with no entry left there is nothing to lose, and the
 * count falls below what the others still hold.
 */
export function drop(scene: Scene, actor: string, page: Page, folio: Folio, primitive: Primitive, times: number): readonly Statement[] {
  const { policy } = scene;
  const unpins = primitive === 'unpin';
  const entry = folio.entry(actor);
  const [same, other] = unpins ? [entry.pins, entry.gets] : [entry.gets, entry.pins];
  const owned = scene.usage.owners(page.name).includes(actor);
  const amount = amountOf(scene, folio, primitive, times);
  const nothing = isNothing(scene, folio, primitive);
  return [
    check('I1', off(folio.freed)),
    ...(owned
      ? [
          when(and(lt(same, times), gt(other, 0)), [
            remark(unpins ? 'an unpin drops what was taken as a reference' : 'a put drops what was taken as a pin'),
          ]),
          decrease(other, least(other, most(0, minus(times, same)))),
          decrease(same, least(same, times)),
        ]
      : []),
    ...(amount === 0 ? [] : [decrease(folio.ref, amount), spend('atomics', unpins && folio.isLarge && policy.pins === 'biased' ? 2 : 1)]),
    ...(unpins && !nothing && folio.isLarge && policy.pins === 'biased' ? [decrease(folio.pincount, times)] : []),
    ...(unpins && policy.marks && !folio.isZero ? unmark(scene, page, folio, times) : []),
    ...(amount === 0 ? [] : freeAtZero(scene, page, folio)),
  ];
}

/** The actor drops what it holds of the page. A number that stands for a page is counted nowhere. */
export function letGo(scene: Scene, actor: string, page: Page, primitive: Primitive, times: number): readonly Statement[] {
  if (isNumber(scene, page)) return [set(registered(scene, actor, page), 0)];
  return onChosen(page, page.held(actor), (folio) => drop(scene, actor, page, folio, primitive, times));
}

/** Persistent memory without a permanent struct page: a holder has a number, or a page of its own. */
export const isNumber = (scene: Scene, page: Page): boolean => page.kind === 'dax' && scene.parameter('pmem') !== 'memmap';
export const registered = (scene: Scene, actor: string, page: Page): Place => scene.field(`${actor}.${page.name}.registered`, flag());

/** Nobody has a number that stands for the page. */
export const isUnregistered = (scene: Scene, page: Page): Bool =>
  and(...(isNumber(scene, page) ? scene.usage.owners(page.name).map((actor) => off(registered(scene, actor, page))) : []));

function unmark(scene: Scene, page: Page, folio: Folio, times: number): readonly Statement[] {
  const returns: readonly Statement[] = [
    ...(scene.policy.costs.lruLocks > 0 ? [spend('lruLocks', 1)] : []),
    ...(page.kind === 'file' ? [when(on(page.cached), markDirty(scene, page))] : []),
  ];
  return [
    scene.parameter('mark') === 'bit' ? set(folio.mark, 0) : decrease(folio.mark, times),
    ...(scene.policy.writeback === 'skip' ? [when(le(folio.mark, 0), returns)] : []),
  ];
}

/** A count that lands on 0 frees the folio. Nobody may hold it then, and no device may touch it. */
export function freeAtZero(scene: Scene, page: Page, folio: Folio): readonly Statement[] {
  if (page.kind === 'dax') return [];
  const { gets, pins } = ledger(page, folio, scene.usage);
  return [
    when(and(eq(folio.ref, 0), off(folio.freed)), [
      set(folio.freed, 1),
      check('I1', and(eq(gets, 0), eq(pins, 0), not(deviceTouches(scene, page, folio)))),
    ]),
  ];
}

/** Some device may touch the folio now. */
export function deviceTouches(scene: Scene, page: Page, folio: Folio): Bool {
  const devices = scene.usage.does('map', page.name) ? scene.usage.owners(page.name) : [];
  return or(
    ...devices.map((actor) => {
      const choice = page.held(actor);
      const active = on(page.deviceActive(actor));
      return choice === undefined ? active : and(active, eq(choice, page.folios.indexOf(folio)));
    }),
  );
}

/**
 * A page becomes dirty: the filesystem must have been told since the page was last clean, or keep blocks for it. Where blocks can be shared the harm is
 * judged when one is overwritten.
 */
export function markDirty(scene: Scene, page: Page): readonly Statement[] {
  const consent = scene.usage.does('snapshot', page.name) ? [] : [check('I7', implies(off(page.dirty), on(page.reserved)))];
  return [...consent, set(page.dirty, 1), set(page.tag, 1)];
}
