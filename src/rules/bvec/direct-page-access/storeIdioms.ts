/** Stores of page, length and offset that one setter does: three statements, an initialiser, or the page alone where the tree has such a setter. */
import type { Node } from 'web-tree-sitter';
import type { Span, TextEdit } from '../../../base/span.ts';
import { BVEC, pureCalls, setters } from '../../../knowledge/bvecIdioms.ts';
import { callStatement, indentAt, newlineOf, oneLine, replace, wholeLine } from '../../c/editing.ts';
import { typeOf } from '../../c/typeOf.ts';
import { hasSideEffects, isWhole, sameExpression, stripParens, type View } from '../../c/view.ts';
import type { HelperView } from '../../rule.ts';
import type { Access } from './access.ts';
import { pointerText } from './editing.ts';
import { type Advice, isOwnField } from './readIdioms.ts';

type Field = 'page' | 'length' | 'offset';
const fieldNames: Record<Field, string> = { page: BVEC.page, length: BVEC.length, offset: BVEC.offset };

export function adviseWrite(access: Access, helpers: HelperView): Advice {
  const { expression, view } = access;
  if (!expression) return { refused: 'the text around it has a syntax error' };
  const assignment = outOfParens(expression).parent;
  const statement = assignment?.parent;
  const alone = pageAlone(access, helpers, assignment);
  if (alone) return alone;
  if (assignment?.type !== 'assignment_expression' || statement?.type !== 'expression_statement') {
    return { refused: 'the store is part of a larger expression, and a setter is a statement' };
  }
  if (helpers.parametersOf(setters.page.helper)?.length !== setters.page.parameters)
    return { refused: `this tree has no ${setters.page.helper}() that takes page, length and offset` };
  const triple = siblingStores(statement, access);
  if (!triple) return { refused: 'page, length and offset are not set together here, and no setter stores the page alone' };
  const pointer = pointerText(access);
  const span: Span = { start: view.spanOf(triple.first).start, end: view.spanOf(triple.last).end };
  if (!pointer || !access.receiver) return { refused: 'the bvec is the result of a call and has no address' };
  if (!isWhole(span, view)) return { refused: 'a comment or a directive stands between the three stores' };
  if (hasSideEffects(access.receiver, view, [])) return { refused: 'the bvec expression has side effects' };
  const doubt = orderDoubt(triple.values, access);
  if (doubt) return { refused: doubt };
  const call = setterCall(pointer, triple.values, view, helpers);
  const indent = indentAt(span.start, view);
  const text = callStatement(call.name, call.args, indent, newlineOf(view));
  return {
    helper: call.name,
    from: 'setting the three fields by hand',
    to: `${call.name}(${call.args.join(', ')})`,
    fixes: [{ id: call.name, title: `Use ${call.name}()`, safety: 'safe', preferred: true, edits: [replace(span, text)] }],
  };
}

function outOfParens(node: Node): Node {
  let n = node;
  while (n.parent?.type === 'parenthesized_expression') n = n.parent;
  return n;
}

/** The two-argument setter of the 2019 series does exactly what the lone store does. */
function pageAlone(access: Access, helpers: HelperView, assignment: Node | null | undefined): Advice | undefined {
  const { helper, parameters } = setters.pageAlone;
  if (helpers.parametersOf(helper)?.length !== parameters || assignment?.parent?.type !== 'expression_statement') return undefined;
  const right = assignment.childForFieldName('right');
  const pointer = pointerText(access);
  const span = access.view.spanOf(assignment.parent);
  if (!right || !pointer || !isWhole(span, access.view)) return undefined;
  const text = `${helper}(${pointer}, ${oneLine(access.view.textOf(right))});`;
  return {
    helper,
    from: oneLine(access.view.textOf(assignment)),
    to: text.slice(0, -1),
    fixes: [{ id: helper, title: `Use ${helper}()`, safety: 'safe', preferred: true, edits: [replace(span, text)] }],
  };
}

/** The three stores as neighbours, in any order, with nothing else between them. */
function siblingStores(statement: Node, access: Access): { first: Node; last: Node; values: Record<Field, Node> } | undefined {
  for (const start of [0, -1, -2]) {
    let first: Node | null = statement;
    for (let i = start; i < 0 && first; i++) first = first.previousNamedSibling;
    const values: Partial<Record<Field, Node>> = {};
    let last: Node | undefined;
    let node: Node | null = first;
    for (let i = 0; i < 3 && node; i++, node = node.nextNamedSibling) {
      const store = storeOf(node, access);
      if (!store || values[store.field]) break;
      values[store.field] = store.value;
      last = node;
    }
    const { page, length, offset } = values;
    if (first && last && page && length && offset) return { first, last, values: { page, length, offset } };
  }
  return undefined;
}

function storeOf(statement: Node, access: Access): { field: Field; value: Node } | undefined {
  const assignment = statement.type === 'expression_statement' ? statement.namedChild(0) : undefined;
  if (assignment?.type !== 'assignment_expression' || assignment.childForFieldName('operator')?.type !== '=') return undefined;
  const left = assignment.childForFieldName('left');
  const value = assignment.childForFieldName('right');
  if (!left || !value) return undefined;
  for (const field of ['page', 'length', 'offset'] as const) if (isOwnField(left, fieldNames[field], access)) return { field, value };
  return undefined;
}

/** Why the three values may not become arguments of one call, which are evaluated before any store and in no order; undefined if they may. */
function orderDoubt(values: Record<Field, Node>, access: Access): string | undefined {
  const { view, receiver } = access;
  const all = [values.page, values.length, values.offset];
  for (const value of all) {
    for (const read of value.descendantsOfType('field_expression')) {
      const owner = read?.childForFieldName('argument');
      if (owner && receiver && sameExpression(owner, receiver, view))
        return 'a value reads a field of the same bvec that an earlier store may have set';
    }
    if (value.descendantsOfType('assignment_expression').length > 0) return 'a value is an assignment itself';
  }
  const impure = all.filter((v) => hasSideEffects(v, view, pureCalls));
  if (impure.length > 1) return 'more than one of the values has side effects, and arguments are evaluated in no fixed order';
  if (impure.length === 1 && all.some((v) => v !== impure[0] && !isConstant(v, view)))
    return 'a call among the values may change what another of them reads';
  return undefined;
}

/** A literal or a name in capitals: no store changes it. */
function isConstant(node: Node, view: View): boolean {
  const bare = stripParens(node);
  return (
    bare.type === 'number_literal' || bare.type === 'sizeof_expression' || (bare.type === 'identifier' && /^[A-Z][A-Z0-9_]*$/.test(view.textOf(bare)))
  );
}

function setterCall(pointer: string, values: Record<Field, Node>, view: View, helpers: HelperView): { name: string; args: string[] } {
  const [page, length, offset] = [values.page, values.length, values.offset].map((v) => oneLine(view.textOf(v))) as [string, string, string];
  const address = soleArgument(values.page, setters.virt.page, view);
  const within = soleArgument(values.offset, setters.virt.offset, view);
  if (
    address &&
    within &&
    sameExpression(address, within, view) &&
    stripParens(address).type === 'identifier' &&
    helpers.parametersOf(setters.virt.helper)?.length === setters.virt.parameters &&
    isPlainPointer(address, view)
  ) {
    return { name: setters.virt.helper, args: [pointer, oneLine(view.textOf(address)), length] };
  }
  return { name: setters.page.helper, args: [pointer, page, length, offset] };
}

function soleArgument(node: Node, callee: string, view: View): Node | undefined {
  const call = stripParens(node);
  const fn = call.type === 'call_expression' ? call.childForFieldName('function') : undefined;
  const list = call.childForFieldName('arguments');
  return fn && list?.namedChildCount === 1 && view.textOf(fn) === callee ? (list.namedChild(0) ?? undefined) : undefined;
}

/** Declared here as a pointer to something that is not const: what a `void *` parameter takes without a cast. */
function isPlainPointer(name: Node, view: View): boolean {
  const type = typeOf(stripParens(name), view);
  return !!type && type.indirections === 1 && !type.constant;
}

/** `struct bio_vec bv = { .bv_page = p, .bv_len = l, .bv_offset = o };` becomes a declaration and, behind the declarations, a setter. */
export function adviseInitialiser(access: Access, helpers: HelperView): Advice {
  const { view, node } = access;
  const list = node.parent?.parent?.parent;
  const declarator = list?.parent;
  const declaration = declarator?.parent;
  if (access.kind === 'compound-literal') return { refused: 'a compound literal has no name that a setter could be given' };
  if (list?.type !== 'initializer_list' || declarator?.type !== 'init_declarator' || declaration?.type !== 'declaration') {
    return { refused: 'the bvec is a member of what is initialised, and a setter needs it on its own' };
  }
  const block = declaration.parent;
  if (block?.type !== 'compound_statement') return { refused: 'an object at file scope needs a constant initialiser' };
  if (declaration.children.some((c) => c?.type === 'storage_class_specifier' && view.textOf(c) === 'static'))
    return { refused: 'a static object needs a constant initialiser' };
  if (declaration.children.some((c) => c?.type === 'type_qualifier' && view.textOf(c) === 'const'))
    return { refused: 'a const object cannot be set after its declaration' };
  const name = declarator.childForFieldName('declarator');
  if (name?.type !== 'identifier') return { refused: 'an array or a pointer is initialised here, and a setter sets one bvec' };
  const values = initialValues(list, view);
  if (typeof values === 'string') return { refused: values };
  const span = view.spanOf(declarator);
  if (!isWhole(view.spanOf(declaration), view)) return { refused: 'a comment or a directive stands inside the declaration' };
  const text = (field: Field): string => (values[field] ? oneLine(view.textOf(values[field])) : '0');

  const macro = setters.initialiser;
  if (helpers.parametersOf(macro.helper)?.length === macro.parameters) {
    const call = `${macro.helper}(${text('page')}, ${text('length')}, ${text('offset')})`;
    return {
      helper: macro.helper,
      from: `the initialiser of ${view.textOf(name)}`,
      to: call,
      fixes: [{ id: macro.helper, title: `Use ${macro.helper}()`, safety: 'safe', preferred: true, edits: [replace(view.spanOf(list), call)] }],
    };
  }
  if (helpers.parametersOf(setters.page.helper)?.length !== setters.page.parameters)
    return { refused: `this tree has no ${setters.page.helper}() that takes page, length and offset` };
  const later = laterDeclarations(declaration);
  if (later.some((d) => mentions(d, view.textOf(name), view))) return { refused: 'a later declaration of the block uses the bvec already' };
  if (
    later.some((d) => d.descendantsOfType(['call_expression', 'assignment_expression', 'update_expression']).length > 0) ||
    Object.values(values).some((v) => hasSideEffects(v, view, pureCalls))
  ) {
    return { refused: 'a call in this or a later declaration may change what the initialiser reads' };
  }
  const lastDeclaration = later.at(-1) ?? declaration;
  const gap: Span = { start: view.spanOf(declaration).start, end: view.spanOf(lastDeclaration).end };
  if (!isWhole(gap, view)) return { refused: 'a comment or a directive stands among the declarations' };
  const newline = newlineOf(view);
  const indent = indentAt(view.spanOf(lastDeclaration).start, view);
  const after = wholeLine(lastDeclaration, view);
  const call = callStatement(setters.page.helper, [`&${view.textOf(name)}`, text('page'), text('length'), text('offset')], indent, newline);
  const next = view.file.text.slice(after.end, view.file.lines.lineSpan(after.end).end).trim();
  const setter = `${newline}${indent}${call}${newline}${next === '' ? '' : newline}`;
  const edits: TextEdit[] = [replace(span, view.textOf(name)), replace({ start: after.end, end: after.end }, setter)];
  return {
    helper: setters.page.helper,
    from: `the initialiser of ${view.textOf(name)}`,
    to: `${setters.page.helper}(&${view.textOf(name)}, ${text('page')}, ${text('length')}, ${text('offset')})`,
    fixes: [{ id: setters.page.helper, title: `Use ${setters.page.helper}() after the declarations`, safety: 'safe', preferred: true, edits }],
  };
}

/** The values by field; fields that are left out are zero in C and stay so. A sentence if the list holds anything else. */
function initialValues(list: Node, view: View): Partial<Record<Field, Node>> | string {
  const values: Partial<Record<Field, Node>> = {};
  for (const pair of list.namedChildren) {
    if (!pair || pair.type === 'comment') continue;
    const designator = pair.type === 'initializer_pair' ? pair.childForFieldName('designator') : undefined;
    const value = pair.childForFieldName('value');
    const field = (['page', 'length', 'offset'] as const).find(
      (f) => designator?.type === 'field_designator' && view.textOf(designator) === `.${fieldNames[f]}`,
    );
    if (!field || !value || values[field]) return 'the initialiser is not made of the three named fields';
    values[field] = value;
  }
  return values;
}

function laterDeclarations(declaration: Node): Node[] {
  const out: Node[] = [];
  for (let n = declaration.nextNamedSibling; n && (n.type === 'declaration' || n.type === 'comment'); n = n.nextNamedSibling)
    if (n.type === 'declaration') out.push(n);
  return out;
}

const mentions = (node: Node, name: string, view: View): boolean => node.descendantsOfType('identifier').some((i) => !!i && view.textOf(i) === name);
