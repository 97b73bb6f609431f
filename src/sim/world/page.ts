/**
 * Pages as fields of the form. A *page* is a place in a process's address space and what a file keeps for it; a *folio* is memory. A page of a file has one
 * folio; an anonymous page that can be copied on write has up to three: the first one, the copy of the parent, the copy of the child.
 */
import { type Bool, choose, eq, flag, type Int, int, type Place, plus, range, type Statement, sum, times, when } from '../form/index.ts';
import type { Fields, Scene, Usage } from './scene.ts';

export type PageKind = 'file' | 'shmem' | 'anon' | 'dax' | 'zero' | 'kernel' | 'wild';

/** References in the ledger. */
export interface Entry {
  readonly gets: Place;
  readonly pins: Place;
}

export interface Folio {
  readonly name: string;
  /** Number of pages. */
  readonly size: number;
  readonly isLarge: boolean;
  readonly isZero: boolean;
  readonly ref: Place;
  /** Of large folios. */
  readonly pincount: Place;
  /** The mark of the policies that keep a counter of their own. */
  readonly mark: Place;
  readonly freed: Place;
  /** Anonymous memory that only one process can reach. */
  readonly exclusive: Place;
  readonly entry: (owner: string) => Entry;
  /** What others hold for ever. */
  readonly standing: { readonly gets: number; readonly pins: number };
}

/** Which folio an entry of a page table, or a device, points to: its place in `Page.folios`; undefined if there is only one. */
export type Choice = Place | undefined;

export interface PageTableEntry {
  readonly present: Place;
  readonly writable: Place;
  readonly choice: Choice;
}

export interface Page {
  readonly name: string;
  readonly kind: PageKind;
  readonly isMovable: boolean;
  /** Stores must be told to a filesystem. */
  readonly tracksDirty: boolean;
  /** The original one first. */
  readonly folios: readonly [Folio, ...Folio[]];
  readonly parent: PageTableEntry & { readonly dirty: Place };
  /** The child's, once there was a fork. */
  readonly child: PageTableEntry;

  // of the page cache
  readonly cached: Place;
  readonly dirty: Place;
  /** The tag by which a search finds dirty pages: it outlives `dirty` until writeback has begun. */
  readonly tag: Place;
  readonly writeback: Place;
  readonly locked: Place;
  readonly isolated: Place;
  /** Blocks are reserved since the filesystem was last told of a store. */
  readonly reserved: Place;
  /** The file ends before this page. */
  readonly pastEnd: Place;
  /** Contents as versions: 1 at first, each write makes the next. */
  readonly data: Place;
  /** The version that the last completed write made. */
  readonly last: Place;
  /** Something was written to the memory after the file gave it up. */
  readonly orphanWritten: Place;
  /** The version on disk. */
  readonly disk: Place;
  /** What is being written is a copy. */
  readonly bounced: Place;
  /** The block is shared with another file. */
  readonly shared: Place;
  /** The block, or the persistent memory itself, belongs to another file now. */
  readonly reassigned: Place;
  /** Page faults on the file are kept out. */
  readonly faultsHeld: Place;
  /** The least version that a completed msync promised. */
  readonly promised: Place;

  // of notifiers
  /** Notifications that have begun and not ended. */
  readonly notifying: Place;
  readonly mirror: (actor: string) => MirrorFields;
  /** The actor's device may touch the page now. */
  readonly deviceActive: (actor: string) => Place;
  /** Which folio the actor holds. */
  readonly held: (actor: string) => Choice;
}

export interface MirrorFields {
  /** The device's table has the page. */
  readonly inserted: Place;
  /** A notifier ran since the fault began. */
  readonly stale: Place;
  /** An asynchronous invalidation was asked for and not yet carried out. */
  readonly pending: Place;
  /** A notifier took the page, and its reference, away. */
  readonly dropped: Place;
}

export interface PageShape {
  readonly name: string;
  readonly kind: PageKind;
  readonly size: number;
  readonly mapped: 'no' | 'read-only' | 'writable';
  readonly isDirty: boolean;
  readonly isMovable: boolean;
  readonly held: readonly { readonly by: string; readonly gets: number; readonly pins: number }[];
}

/** References that stay for ever. */
export const OTHERS = 'others';
/** The zero page is held by nearly everybody. */
const ZERO_PAGE_REFERENCES = 3;
export const PIN_BIAS = 1024;

/** What one pin adds to the count of a small folio. */
export const biasOf = (scene: Pick<Scene, 'policy'>): number => (scene.policy.pins === 'biased' ? PIN_BIAS : 1);

export function createPage(shape: PageShape, scene: Fields & Pick<Scene, 'policy'>, usage: Usage): Page {
  const { name, kind } = shape;
  const field = (member: string, values: ReturnType<typeof range>) => scene.field(`${name}.${member}`, values);
  const isPresent = shape.mapped !== 'no';
  const copies = kind === 'anon' && (usage.does('fork', name) || usage.does('child-store', name));
  const names = copies ? [name, `${name}-parent`, `${name}-child`] : [name];
  const versions = (initial: number) => range(1, 2 + usage.writes(name), initial);
  const version = shape.isDirty ? 2 : 1;
  const choice = (member: string): Choice => (copies ? field(member, range(0, names.length - 1, 0)) : undefined);
  const own = (actor: string, member: string) => scene.field(`${actor}.${name}.${member}`, flag());
  const [original, ...others] = names.map((folioName, i) => createFolio(folioName, i === 0, shape, scene, usage));
  if (original === undefined) throw new Error(`page ${name} has no folio.`);
  return {
    name,
    kind,
    isMovable: shape.isMovable,
    tracksDirty: kind === 'file',
    folios: [original, ...others],
    parent: {
      get present() {
        return field('present', flag(isPresent));
      },
      get writable() {
        return field('writable', flag(shape.mapped === 'writable'));
      },
      get dirty() {
        return field('pteDirty', flag(shape.mapped === 'writable' && shape.isDirty));
      },
      get choice() {
        return choice('at');
      },
    },
    child: {
      get present() {
        return field('childPresent', flag());
      },
      get writable() {
        return field('childWritable', flag());
      },
      get choice() {
        return choice('childAt');
      },
    },
    get cached() {
      return field('cached', flag(kind === 'file' || kind === 'shmem'));
    },
    get dirty() {
      return field('dirty', flag(shape.isDirty));
    },
    get tag() {
      return field('tag', flag(shape.isDirty));
    },
    get writeback() {
      return field('writeback', flag());
    },
    get locked() {
      return field('locked', flag());
    },
    get isolated() {
      return field('isolated', flag());
    },
    get reserved() {
      return field('reserved', flag(shape.isDirty));
    },
    get pastEnd() {
      return field('pastEnd', flag());
    },
    get data() {
      return field('data', versions(version));
    },
    get last() {
      return field('last', versions(version));
    },
    get orphanWritten() {
      return field('orphanWritten', flag());
    },
    get disk() {
      return field('disk', versions(1));
    },
    get bounced() {
      return field('bounced', flag());
    },
    get shared() {
      return field('shared', flag());
    },
    get reassigned() {
      return field('reassigned', flag());
    },
    get faultsHeld() {
      return field('faultsHeld', flag());
    },
    get promised() {
      return field('promised', range(0, 2 + usage.writes(name), 0));
    },
    get notifying() {
      return field('notifying', range(0, 4, 0));
    },
    mirror: (actor) => ({
      get inserted() {
        return own(actor, 'inserted');
      },
      get stale() {
        return own(actor, 'stale');
      },
      get pending() {
        return own(actor, 'pending');
      },
      get dropped() {
        return own(actor, 'dropped');
      },
    }),
    deviceActive: (actor) => own(actor, 'active'),
    held: (actor) => (copies ? scene.field(`${actor}.${name}.at`, range(0, names.length - 1, 0)) : undefined),
  };
}

function createFolio(name: string, isOriginal: boolean, shape: PageShape, scene: Fields & Pick<Scene, 'policy'>, usage: Usage): Folio {
  const bias = biasOf(scene);
  const isLarge = shape.size > 1;
  const isZero = shape.kind === 'zero';
  const step = isLarge || isZero ? 1 : bias;
  const most = usage.acquires(shape.name);
  const least = usage.releases(shape.name);
  const standing = isOriginal ? shape.held.find(({ by }) => by === OTHERS) : undefined;
  const heldGets = isOriginal ? shape.held.reduce((n, { gets }) => n + gets, 0) : 0;
  const heldPins = isOriginal ? shape.held.reduce((n, { pins }) => n + pins, 0) : 0;
  const first = (isOriginal ? restingReferences(shape) : 0) + heldGets + (isZero && bias > 1 ? 0 : heldPins * step);
  // isolation, a copy in progress, mappings of parent and child, and a pin that is taken and undone beside others
  const slack = 4 * shape.size + 4;
  const marks = scene.policy.marks && !isZero ? heldPins : 0;
  const field = (member: string, values: ReturnType<typeof range>) => scene.field(`${name}.${member}`, values);
  return {
    name,
    size: shape.size,
    isLarge,
    isZero,
    get ref() {
      return field('ref', range(-least * step - slack, first + most * step + slack, first));
    },
    get pincount() {
      return field('pincount', range(-least - 1, heldPins + most + 1, scene.policy.pins === 'biased' ? heldPins : 0));
    },
    get mark() {
      return field('mark', range(-least - 1, marks + most + 1, marks));
    },
    get freed() {
      return field('freed', flag());
    },
    get exclusive() {
      return field('exclusive', flag(isOriginal));
    },
    standing: { gets: standing?.gets ?? 0, pins: standing?.pins ?? 0 },
    entry: (owner) => {
      const held = isOriginal ? shape.held.find(({ by }) => by === owner) : undefined;
      const count = (member: string, initial: number, bound: number) => scene.field(`${owner}.${name}.${member}`, range(0, bound, initial));
      return {
        get gets() {
          return count('gets', held?.gets ?? 0, heldGets + heldPins + most + 1);
        },
        get pins() {
          return count('pins', held?.pins ?? 0, heldGets + heldPins + most + 1);
        },
      };
    },
  };
}

/** References in the first state that belong to nobody's ledger. */
function restingReferences({ kind, size, mapped }: PageShape): number {
  const mappings = mapped === 'no' ? 0 : size;
  switch (kind) {
    case 'file':
    case 'shmem':
      return size + mappings;
    case 'anon':
      return mappings;
    case 'dax':
      return 1;
    case 'zero':
      return ZERO_PAGE_REFERENCES;
    case 'kernel':
    case 'wild':
      return 0;
    default:
      return kind satisfies never;
  }
}

/** The count that the kernel's own users of the folio account for in the present state: cache, mappings, isolation. */
export function baseline(page: Page, folio: Folio, usage: Usage): Int {
  const { size } = folio;
  const here = page.folios.indexOf(folio);
  const points = (entry: PageTableEntry): Int => {
    const present = entry.present;
    return times(size, entry.choice === undefined ? present : choose(eq(entry.choice, here), present, 0));
  };
  const isolated = usage.does('reclaim', page.name) && here === 0 ? [page.isolated] : [];
  switch (page.kind) {
    case 'file':
    case 'shmem':
      return sum([times(size, page.cached), points(page.parent), ...isolated]);
    case 'anon':
      return sum([points(page.parent), ...(page.folios.length > 1 ? [points(page.child)] : []), ...isolated]);
    case 'dax':
      return int(1);
    case 'zero':
      return int(ZERO_PAGE_REFERENCES);
    case 'kernel':
    case 'wild':
      return int(0);
    default:
      return page.kind satisfies never;
  }
}

/** References and pins of all owners, those who hold theirs for ever among them. */
export function ledger(page: Page, folio: Folio, usage: Usage): { readonly gets: Int; readonly pins: Int } {
  const entries = usage.owners(page.name).map(folio.entry);
  const { standing } = folio;
  return { gets: sum([...entries.map(({ gets }) => gets), standing.gets]), pins: sum([...entries.map(({ pins }) => pins), standing.pins]) };
}

/** What one pin adds to the count of the folio. */
const stepOf = (folio: Folio, scene: Pick<Scene, 'policy'>): number => (folio.isLarge ? 1 : biasOf(scene));

/** What the count comes back to when nobody acquires any more. */
export function restingCount(page: Page, folio: Folio, scene: Pick<Scene, 'policy' | 'usage'>): Int {
  const { gets, pins } = folio.standing;
  return sum([baseline(page, folio, scene.usage), gets + stepOf(folio, scene) * pins]);
}

/** What the count should be: the baseline and what the ledger knows of. */
export function expectedReferences(page: Page, folio: Folio, scene: Pick<Scene, 'policy' | 'usage'>): Int {
  const { gets, pins } = ledger(page, folio, scene.usage);
  return sum([baseline(page, folio, scene.usage), gets, times(stepOf(folio, scene), pins)]);
}

/** Statements for the folio that is chosen in this state. */
export function onChosen(page: Page, choice: Choice, statements: (folio: Folio) => readonly Statement[]): readonly Statement[] {
  const [first, ...others] = page.folios;
  if (choice === undefined) return statements(first);
  // one arm only: the statements may change what the choice depends on
  return others.reduceRight<readonly Statement[]>((rest, folio, i) => [when(eq(choice, i + 1), statements(folio), rest)], statements(first));
}

/** An expression for the folio that is chosen in this state. */
export function ofChosen(page: Page, choice: Choice, value: (folio: Folio) => Int): Int {
  const [first, ...others] = page.folios;
  if (choice === undefined) return value(first);
  return others.reduce<Int>((rest, folio, i) => choose(eq(choice, i + 1), value(folio), rest), value(first));
}

export const isSame = (left: Choice, right: Choice): Bool => (left === undefined || right === undefined ? true : eq(left, right));

/** `value` plus one; for counters of versions. */
export const next = (place: Place): Int => plus(place, 1);
