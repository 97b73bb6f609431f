/** What the fields of a state are called and mean, for people who look at them in a debugger. A field that is not listed is shown as its number. */

/** `flag`: yes or no. `version`: contents, counted from 1 on, each write makes the next. */
export type FieldKind = 'count' | 'flag' | 'version';

export interface FieldMeaning {
  readonly kind: FieldKind;
  /** One clause. */
  readonly meaning: string;
}

const count = (meaning: string): FieldMeaning => ({ kind: 'count', meaning });
const flag = (meaning: string): FieldMeaning => ({ kind: 'flag', meaning });
const version = (meaning: string): FieldMeaning => ({ kind: 'version', meaning });

type Fields = Readonly<Record<string, FieldMeaning>>;

/** Of a page or a folio, in the order in which they are shown. */
export const pageFields: Fields = {
  ref: count('references to the memory; where pins are counted with a bias, a pin of a small folio adds 1024'),
  pincount: count('pins of the large folio'),
  mark: count('the counter of pins that this policy keeps beside the reference count'),
  freed: flag('the memory was given back'),
  dirty: flag('memory is newer than the disk, and writeback knows'),
  writeback: flag('it is being written to disk'),
  locked: flag('somebody has the lock of the folio'),
  cached: flag('it is in the page cache of its file'),
  tag: flag('a search for dirty pages finds it'),
  reserved: flag('the filesystem keeps blocks for it since it was told of a store'),
  isolated: flag('reclaim took it off the LRU'),
  exclusive: flag('only one process can reach this anonymous memory'),
  pastEnd: flag('the file ends before it'),
  faultsHeld: flag('page faults on the file are kept out'),
  movable: flag('it is in memory that must stay movable'),
  bounced: flag('what is being written is a copy of it'),
  notifying: count('notifications of a change that have begun and not ended'),
  data: version('contents in memory'),
  last: version('what the last completed write made'),
  orphanWritten: flag('it was written to after the file gave it up'),
};

/** Of the page tables that map a page. */
export const tableFields: Fields = {
  present: flag('the process maps the page'),
  writable: flag('the process may store without a fault'),
  pteDirty: flag('the process stored through this entry'),
  at: count('which copy the entry points to; 0 is the first one'),
  childPresent: flag('the child maps the page'),
  childWritable: flag('the child may store without a fault'),
  childAt: count("which copy the child's entry points to; 0 is the first one"),
};

/** Of the block on disk, or the persistent memory, behind a page. */
export const blockFields: Fields = {
  disk: version('contents on disk'),
  shared: flag('the block is shared with another file'),
  reassigned: flag('the block belongs to another file now'),
  promised: version('what a completed msync promised to keep'),
};

/** Of what a device, or its driver, has of a page. */
export const deviceFields: Fields = {
  active: flag('the device may touch the page now'),
  inserted: flag("the device's own table has the page"),
  stale: flag('a notifier ran since the fault began'),
  pending: flag('an invalidation was asked for and not yet carried out'),
  dropped: flag('a notifier took the page away'),
  registered: flag('the driver registered the page for a device'),
  at: count('which copy the device has; 0 is the first one'),
};

/** References in the ledger: of an owner, to a page. */
export const ledgerFields: Fields = {
  gets: count('references that were taken as references'),
  pins: count('references that were taken as pins'),
};

/** Of an actor, beside where it stands. */
export const actorFields: Fields = {
  acquired: flag('it has what it acquires'),
  sum: version('contents that the checksum was computed of'),
  read: version('contents that the device read'),
  torn: flag('the device read two different contents'),
  copy: version('contents of the copy that is written'),
  copies: flag('it copies the page'),
  marked: flag('it saw the mark of a pin'),
  forkSeen: flag('it saw a fork under way'),
};

/** Of things that are no page and no actor, by the whole name. */
export const otherFields: Fields = {
  'mm.readers': count('holders of mmap_lock for reading'),
  'mm.writer': flag('somebody holds mmap_lock for writing'),
  'mm.forking': flag('a fork is under way'),
  'mm.hasPinned': flag('the process has pinned pages before'),
  'pmem.alive': flag('the device of persistent memory is there'),
  'pmem.unmapped': flag('its memory is not mapped any more'),
  'pmem.reused': flag('its memory serves something else'),
  denied: flag('an acquire was refused'),
  detected: flag('the misuse was noticed'),
  crashed: flag('the machine crashed'),
};

/** Other words for fields, as people type them. */
export const aliases: Readonly<Record<string, string>> = {
  refs: 'ref',
  references: 'ref',
  refcount: 'ref',
  _refcount: 'ref',
  memory: 'data',
  mapped: 'present',
};
