/**
 * What the steps of one model share while it is built: the policy, the parameters, the entities, and the fields that are made when something first asks for
 * them, so that a model has no field that its scenario does not need. Nothing here decides what happens.
 */
import type { Field, Place, Range } from '../form/index.ts';
import type { ParameterName, Policy } from '../policy/index.ts';
import type { Bio } from './bio.ts';
import type { Page } from './page.ts';

/** What a scenario does, for entities and steps that depend on who else is there. */
export interface Usage {
  /** Some actor has this step on this page; without a page, on any. */
  readonly does: (step: string, page?: string) => boolean;
  /** How often contents of the page are written, at most. */
  readonly writes: (page: string) => number;
  /** References and pins that may be taken of the page at once, at most, and those that may be dropped. */
  readonly acquires: (page: string) => number;
  readonly releases: (page: string) => number;
  /** Actors that may hold an entry in the ledger for the page. */
  readonly owners: (page: string) => readonly string[];
  /** Actors whose device has a table of its own for the page that a notifier keeps right. */
  readonly mirrors: (page: string) => readonly Mirror[];
}

export interface Mirror {
  readonly actor: string;
  /** `sync`: an invalidation waits for the device and drops what was inserted. `async`: it is carried out later. */
  readonly callback: 'sync' | 'async';
  /** The driver holds its reference for as long as the page is in its table, so that an invalidation drops it, too. */
  readonly holds: boolean;
  /** How it drops it, and how often: as often as it took it. */
  readonly primitive: 'put' | 'unpin';
  readonly times: number;
}

export interface Fields {
  /** The same name always gives the same field; the range of the first call counts. */
  readonly field: (name: string, range: Range) => Place;
  readonly all: () => readonly Field[];
}

export interface Scene extends Fields {
  readonly policy: Policy;
  readonly parameter: (name: ParameterName) => string;
  readonly isOn: (name: ParameterName) => boolean;
  readonly usage: Usage;
  /** @throws {Error} for a name that the scenario does not have. */
  readonly page: (name: string) => Page;
  readonly pages: () => readonly Page[];
  /** @throws {Error} likewise. */
  readonly bio: (name: string) => Bio;
}

export function createFields(): Fields {
  const fields = new Map<string, Field>();
  return {
    field: (name, range) => {
      if (!fields.has(name)) fields.set(name, { name, ...range });
      return { op: 'get', field: name };
    },
    all: () => [...fields.values()],
  };
}
