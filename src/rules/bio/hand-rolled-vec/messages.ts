/** Every sentence that this rule says, as functions of named values. */

const list = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;

/** `members`: what is stored, in the order of the source, each once. */
interface Place {
  readonly table: string;
  readonly members: readonly string[];
}

export const messages = {
  /** `helper`: what the tree has to set an entry whole. */
  builds: (p: Place & { helper: string | undefined }): string =>
    `'${p.table}' is laid out by hand (${list(p.members)}); code that changes what a bio_vec holds must come by here` +
    (p.helper === undefined ? '' : `; this tree has ${p.helper}()`),
  counts: (p: Place): string =>
    `${list(p.members)} of '${p.table}' ${p.members.length < 2 ? 'is' : 'are'} set by hand; the block layer's helpers keep the table and its count in step`,
  merges: (p: Place): string =>
    `an entry of '${p.table}' is merged by hand (${list(p.members)}); whoever holds a reference for the page that goes into it must drop it`,
  trims: (p: Place): string => `an entry of '${p.table}' is trimmed or moved by hand (${list(p.members)})`,
  copies: (p: Place): string =>
    `entries are copied into the table of '${p.table}' (${list(p.members)}); what they say of their pages is copied along`,
};
