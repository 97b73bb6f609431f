/** Every sentence that this rule says, as functions of named values. */
import type { BioAdd } from '../../../flow/bioOrigins.ts';
import type { Demand } from '../../../knowledge/index.ts';

const wanted: Record<Demand, string> = {
  unpin: 'must be unpinned',
  put: 'must be put',
  own: 'was never pinned',
  nothing: 'belongs to somebody else and must not be released',
  zero: 'belongs to nobody and must not be put',
};
const ofMany: Record<Demand, string> = {
  unpin: 'must be unpinned',
  put: 'must be put',
  own: 'were never pinned',
  nothing: 'belong to somebody else and must not be released',
  zero: 'belong to nobody and must not be put',
};

const pages = (a: BioAdd, verbs: Record<Demand, string>): string => `${a.takes ? 'pages' : 'a page'} of ${a.from}(), which ${verbs[a.demand]}`;
const told = (a: BioAdd): string => pages(a, a.takes ? ofMany : wanted);

export const messages = {
  mixed: (p: { bio: string; first: BioAdd; second: BioAdd; releasedBy?: string | undefined }): string => {
    const how = p.releasedBy === undefined ? 'a bio has one release for all of its pages' : `${p.releasedBy}() releases all of them alike`;
    if (p.first.marks && !p.first.takes)
      return `'${p.bio}' is marked by ${p.first.call}() for a release of all its pages, and gets ${told(p.second)}; use a bio of its own for it`;
    if (p.second.marks && !p.second.takes)
      return `${p.second.call}() marks '${p.bio}' for a release of all its pages, but it holds ${told(p.first)}; use a bio of its own for it`;
    return `'${p.bio}' holds ${told(p.first)}, and gets ${told(p.second)}; ${how}, so use a bio of its own for each`;
  },
};

/** One step of the path, a clause each. */
export const steps = {
  added: (p: { bio: string; add: BioAdd }): string => {
    const { add, bio } = p;
    if (add.marks)
      return add.takes
        ? `${add.call}() puts pages into '${bio}' that ${ofMany[add.demand]}`
        : `${add.call}() says how the pages of '${bio}' are released`;
    return `${add.call}() puts a page of ${add.from}() into '${bio}', which ${wanted[add.demand]}`;
  },
};
