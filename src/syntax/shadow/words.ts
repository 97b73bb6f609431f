/** Words of C and GNU C by what the shadow does with them. The language's own, no kernel's. */
const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));

export const PRIMITIVES = set(
  'void char short int long float double signed unsigned _Bool bool __int128 __signed __signed__ _Complex _Float16 __float128',
);
export const AGGREGATES = set('struct union enum');
/** Storage classes and qualifiers that the grammar reads anywhere among the specifiers. */
export const MODIFIERS = set(
  'static extern register auto inline const volatile restrict typedef __inline __inline__ __forceinline _Atomic _Noreturn __thread',
);
/** Other spellings that say nothing to us and that the grammar does not know in every place. */
export const BLANK_MODIFIERS = set(
  '__const __const__ __volatile __volatile__ __restrict __restrict__ __extension__ _Thread_local __signed __signed__ __complex__',
);
export const ATTRIBUTES = set('__attribute__ __attribute _Alignas alignas __declspec');
export const TYPEOF = set('typeof __typeof__ __typeof typeof_unqual __typeof_unqual__ __auto_type_of');
export const ASM = set('asm __asm__ __asm');
export const ASM_QUALIFIERS = set('volatile __volatile__ __volatile inline __inline __inline__ goto');
export const SIZEOF = set('sizeof');
export const ALIGNOF = set('__alignof__ __alignof _Alignof alignof');
/** Words that begin a statement and can stand in no expression. */
export const STATEMENTS = set('if else for while do switch case default return goto break continue');
export const ASSIGNMENTS = set('= += -= *= /= %= <<= >>= &= ^= |=');
export const BINARY = set('+ - * / % << >> < > <= >= == != & | ^ && ||');
export const PREFIX = set('+ - ! ~ * & ++ --');

/** Keywords to the grammar, names to most C: read as names unless a word follows that they could qualify. */
export const SOFT_KEYWORDS = set('constexpr noreturn thread_local alignas alignof nullptr __try __leave __except __finally __based');

export const startsType = (word: string): boolean =>
  PRIMITIVES.has(word) || AGGREGATES.has(word) || TYPEOF.has(word) || MODIFIERS.has(word) || BLANK_MODIFIERS.has(word);
