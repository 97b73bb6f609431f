/** Every sentence that this rule says, as functions of named values. */
import { quote } from '../../gup/shared/phrases.ts';

interface Mapping {
  /** The variable that holds the address, as written. */
  readonly address: string | undefined;
  readonly page: string;
  readonly mappedBy: string;
}

const mapping = (m: Mapping): string => (m.address === undefined ? `the mapping of ${quote(m.page)}` : quote(m.address));
const made = (m: Mapping): string => `${mapping(m)} made by ${m.mappedBy}()`;

export const messages = {
  /** `when` tells the path, with a blank in front. `undo` is a call as one would write it. */
  exit: (p: { mapping: Mapping; undo: string; when: string }): string => `${made(p.mapping)} is not undone${p.when}; call ${p.undo} before returning`,
  never: (p: { mapping: Mapping; undo: string }): string => `${made(p.mapping)} is never undone; call ${p.undo} when done`,
  round: (p: { mapping: Mapping; undo: string; when: string }): string =>
    `${p.mapping.mappedBy}() maps the next ${quote(p.mapping.page)} while ${mapping(p.mapping)} of the round before is not undone${p.when}; call ${p.undo} in each round`,
  order: (p: { mapping: Mapping; call: string; inner: string }): string =>
    `${p.call}() undoes ${mapping(p.mapping)} while ${quote(p.inner)}, which was mapped later, is still mapped; undo them in the reverse order`,
  otherFamily: (p: { mapping: Mapping; call: string; undo: string }): string =>
    `${made(p.mapping)} is undone by ${p.call}(); what undoes it is ${p.undo}`,
  byPage: (p: { mapping: Mapping; call: string; undo: string }): string => `${p.call}() takes the address, not the page: ${p.undo}`,
  byAddress: (p: { mapping: Mapping; call: string; undo: string }): string => `${p.call}() takes the page, not the address: ${p.undo}`,
  twice: (p: { mapping: Mapping; call: string }): string => `${p.call}() undoes ${mapping(p.mapping)} a second time`,
};

/** One step of the path, a clause each. */
export const steps = {
  map: (p: { call: string; text: string }): string => `${p.call}() maps here: ${quote(p.text)}`,
  unmap: (p: { call: string }): string => `${p.call}() undoes a mapping`,
  ends: (p: { value: string | undefined }): string => `returns${p.value === undefined ? '' : ` ${p.value}`} with the mapping still there`,
};
