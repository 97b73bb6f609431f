/** Odd input is a value, never an exception: analysis returns what it could and a list of these. */
export interface Problem {
  readonly severity: 'error' | 'warning' | 'note';
  /** One sentence that says what happened and what the user can do. */
  readonly message: string;
  /** The file concerned, as the user named it or relative to the tree. */
  readonly file?: string;
}

export type Result<T, E = Problem> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };
export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value });
export const fail = <E>(error: E): { readonly ok: false; readonly error: E } => ({ ok: false, error });
