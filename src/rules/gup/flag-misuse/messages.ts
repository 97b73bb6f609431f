/** Every sentence that this rule says, as functions of named values. */
import { quote } from '../shared/phrases.ts';

const instead = (twin: string | undefined): string => (twin === undefined ? 'drop the flag' : `call ${twin}() for that`);

export const messages = {
  /** A flag that the functions set themselves. */
  internal: (p: { call: string; flag: string; twin: string | undefined }): string =>
    `${quote(p.flag)} is the memory management's own, and ${p.call}() refuses it with a warning; ${instead(p.twin)}`,
  both: (p: { call: string; pin: string; get: string }): string =>
    `${quote(p.pin)} and ${quote(p.get)} exclude each other, and ${p.call}() refuses them with a warning and -EINVAL; pass neither, the function's name says which`,
  getOnPin: (p: { call: string; flag: string }): string =>
    `${p.call}() takes pins and refuses ${quote(p.flag)} with a warning, so that nothing is ever pinned; drop the flag`,
  longtermOnGet: (p: { call: string; flag: string; twin: string | undefined }): string =>
    `${p.call}() refuses ${quote(p.flag)} with a warning and -EINVAL; ${p.twin === undefined ? 'pin the pages' : `call ${p.twin}()`}, or drop the flag`,
  implied: (p: { call: string; flag: string }): string => `${p.call}() implies ${quote(p.flag)} where pages are asked for; drop the flag`,
};
