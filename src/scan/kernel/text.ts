import { WORD_BYTES_AT } from '../layout';

/** Is the byte at that address one of `[A-Za-z0-9_]`? */
export function isWord(at: u32): bool {
  return load<u8>(WORD_BYTES_AT + <u32>load<u8>(at)) != 0;
}
