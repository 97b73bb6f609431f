/** Numbers and characters as C spells them. */
import type { Scalar } from '../ir.ts';

export interface Literal {
  readonly value: number;
  readonly scalar: Scalar;
}

const integer = /^(0[xX][\da-fA-F]+|0[bB][01]+|\d+)([uUlLzZ]*)$/;

/** An integer with its type; undefined for a floating constant. Past 2^53 the value is the nearest number that there is. */
export function numberLiteral(text: string): Literal | undefined {
  const found = integer.exec(text);
  const digits = found?.[1];
  if (digits === undefined) return undefined;
  const octal = /^0\d/.test(digits);
  if (octal && /[89]/.test(digits)) return undefined;
  const exact = BigInt(octal ? `0o${digits.slice(1)}` : digits);
  const suffix = (found?.[2] ?? '').toLowerCase();
  const decimal = /^[1-9]/.test(digits) || digits === '0';
  return { value: Number(exact), scalar: typeOf(exact, decimal, suffix) };
}

/** The first of C's list that holds the value. */
function typeOf(value: bigint, decimal: boolean, suffix: string): Scalar {
  const unsigned = suffix.includes('u');
  const long = suffix.includes('l') || suffix.includes('z');
  if (!long && !unsigned && value < 1n << 31n) return 'i32';
  if (!long && (unsigned || !decimal) && value < 1n << 32n) return 'u32';
  if (!unsigned && value < 1n << 63n) return 'i64';
  return 'u64';
}

const escapes: Readonly<Record<string, number>> = { a: 7, b: 8, e: 27, f: 12, n: 10, r: 13, t: 9, v: 11 };

/** The value of `'x'` with its quotes and prefix; undefined for what is no single character. */
export function characterLiteral(text: string): number | undefined {
  const inner = /^(?:[LuU]|u8)?'([^]+)'$/.exec(text)?.[1];
  if (inner === undefined) return undefined;
  if (!inner.startsWith('\\')) return /^.$/su.test(inner) ? inner.codePointAt(0) : undefined;
  const code = inner.slice(1);
  if (/^[0-7]{1,3}$/.test(code)) return signed(Number.parseInt(code, 8));
  if (/^x[\da-fA-F]+$/.test(code)) return signed(Number.parseInt(code.slice(1), 16));
  if (code.length !== 1) return undefined;
  return escapes[code] ?? code.charCodeAt(0);
}

const signed = (byte: number): number => (byte > 127 && byte < 256 ? byte - 256 : byte);
