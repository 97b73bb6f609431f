/**
 * Parses whole files, named one a line on standard input, with tree-sitter-c as it is; prints what it left unread and how long it took, as JSON.
 * A process of its own, so that memory and warm-up are its own, too.
 */
import { readFileSync } from 'node:fs';
import { Language, Parser } from 'web-tree-sitter';

await Parser.init();
const parser = new Parser();
parser.setLanguage(await Language.load(readFileSync('grammars/tree-sitter-c.wasm')));
const out = { filesWithErrors: 0, errorNodes: 0, ms: 0 };

function countErrors(cursor) {
  let count = 0;
  for (;;) {
    const node = cursor.currentNode;
    if (node.isError || node.isMissing) count++;
    if (node.hasError && cursor.gotoFirstChild()) continue;
    while (!cursor.gotoNextSibling()) if (!cursor.gotoParent()) return count;
  }
}

for (const file of readFileSync(0, 'utf8').split('\n').filter(Boolean)) {
  const text = readFileSync(file, 'utf8');
  const before = performance.now();
  const tree = parser.parse(text);
  out.ms += performance.now() - before;
  if (tree.rootNode.hasError) out.filesWithErrors++;
  const cursor = tree.rootNode.walk();
  out.errorNodes += countErrors(cursor);
  cursor.delete(); // before its tree: it lives in the tree's memory
  tree.delete();
}
console.log(JSON.stringify(out));
