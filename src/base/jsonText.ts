/** JSON that somebody wrote by hand: its value, and where in the text each part of it stands. Strict JSON, without comments. */
import { findNodeAtLocation, getNodeValue, type JSONPath, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { fail, ok, type Result } from './problem.ts';

/** Keys and 0-based places, from the outside in. */
export type JsonPath = readonly (string | number)[];

export interface JsonText {
  readonly value: unknown;
  /** Offset of the value at the path; of the nearest one around it that there is. */
  valueAt(path: JsonPath): number;
  /** Offset of the key that ends the path; of the value around it if there is no such key. */
  keyAt(path: JsonPath): number;
}

/** `message` is a sentence without a full stop. */
export interface JsonMistake {
  readonly offset: number;
  readonly message: string;
}

type ErrorName = ReturnType<typeof printParseErrorCode>;
const sentences: Readonly<Record<ErrorName, string>> = {
  InvalidSymbol: 'this is no JSON value',
  InvalidNumberFormat: 'this is no number',
  PropertyNameExpected: 'a name in double quotes is expected here',
  ValueExpected: 'a value is expected here',
  ColonExpected: 'a colon is expected here',
  CommaExpected: 'a comma is expected here',
  CloseBraceExpected: 'a closing } is expected here',
  CloseBracketExpected: 'a closing ] is expected here',
  EndOfFileExpected: 'nothing more is expected here',
  InvalidCommentToken: 'JSON has no comments',
  UnexpectedEndOfComment: 'JSON has no comments',
  UnexpectedEndOfString: 'this string does not end on its line',
  UnexpectedEndOfNumber: 'this number does not end',
  InvalidUnicode: 'this is no character code',
  InvalidEscapeCharacter: 'no such escape is known in a string',
  InvalidCharacter: 'this character must be escaped in a string',
  '<unknown ParseErrorCode>': 'this is no JSON',
};

export function readJson(text: string): Result<JsonText, JsonMistake> {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  const first = errors[0];
  if (first !== undefined) return fail({ offset: first.offset, message: sentences[printParseErrorCode(first.error)] });
  if (root === undefined) return fail({ offset: 0, message: 'the file is empty' });
  const twice = keyGivenTwice(root);
  if (twice !== undefined) return fail({ offset: twice.offset, message: `"${String(twice.value)}" is given twice` });
  const nodeAt = (path: JsonPath): Node | undefined => findNodeAtLocation(root, [...path] satisfies JSONPath);
  const around = (path: JsonPath): Node => (path.length === 0 ? root : (nodeAt(path) ?? around(path.slice(0, -1))));
  return ok({
    value: getNodeValue(root) as unknown,
    valueAt: (path) => around(path).offset,
    keyAt: (path) => {
      const node = nodeAt(path);
      return node?.parent?.type === 'property' ? node.parent.offset : around(path).offset;
    },
  });
}

/** JSON.parse would silently take the last. */
function keyGivenTwice(node: Node): Node | undefined {
  const seen = new Set<unknown>();
  for (const child of node.children ?? []) {
    const key = child.type === 'property' ? child.children?.[0] : undefined;
    if (key !== undefined && seen.has(key.value)) return key;
    seen.add(key?.value);
    const below = keyGivenTwice(child);
    if (below !== undefined) return below;
  }
  return undefined;
}
