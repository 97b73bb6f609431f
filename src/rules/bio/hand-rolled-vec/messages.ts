/** Every sentence that this rule says, as functions of named values. */

const list = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;

export const messages = {
  /** `members`: what is stored, in the order of the source, each once. */
  builds: (p: { table: string | undefined; members: readonly string[] }): string =>
    `${p.table === undefined ? 'a bio_vec' : `'${p.table}'`} is laid out by hand (${list(p.members)}); code that changes what a bio_vec holds must come by here`,
  /** The tree has a setter. */
  setter: (p: { table: string | undefined; members: readonly string[]; helper: string }): string =>
    `${messages.builds(p)}; this tree has ${p.helper}()`,
  counts: (p: { table: string | undefined; members: readonly string[] }): string =>
    `${list(p.members)} of ${p.table === undefined ? 'a bio' : `'${p.table}'`} ${p.members.length < 2 ? 'is' : 'are'} set by hand; the block layer's helpers keep the table and its count in step`,
  trims: (p: { table: string | undefined; members: readonly string[] }): string =>
    `an entry of ${p.table === undefined ? 'a bio_vec table' : `'${p.table}'`} is merged or trimmed by hand (${list(p.members)})`,
};
