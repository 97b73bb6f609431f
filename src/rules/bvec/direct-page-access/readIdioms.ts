/** Open-coded forms around a read of `x.bv_page`, and the helper call that is the same. The forms themselves are data: knowledge/bvecIdioms.ts. */
import type { Node } from 'web-tree-sitter';
import type { TextEdit } from '../../../base/span.ts';
import {
  accessor,
  BVEC,
  type CallPlusOffset,
  callPlusOffset,
  exactCalls,
  firstPage,
  pageOfResult,
  pureCalls,
} from '../../../knowledge/bvecIdioms.ts';
import { oneLine, replace } from '../../c/editing.ts';
import { callsTo, enclosingFunction, hasSideEffects, isWhole, sameExpression, stripParens, type View } from '../../c/view.ts';
import type { HelperView, RuleContext, RuleFix } from '../../rule.ts';
import type { Access } from './access.ts';
import { pointerText, withSpareParens } from './editing.ts';
import { laterOffset, unmapEdits } from './mappings.ts';
import { isSinglePage } from './singlePage.ts';

/** What is to be done about an access: a fix, or why there is none. */
export interface Advice {
  /** The helper that does exactly this in this tree. */
  readonly helper?: string;
  /** The open-coded text, on one line, and what stands for it. */
  readonly from?: string;
  readonly to?: string;
  /** The preferred one first. */
  readonly fixes?: readonly RuleFix[];
  /** What a person has to know before taking the fix; the helper then does not do exactly this. */
  readonly condition?: string;
  readonly refused?: string;
}

export function adviseRead(access: Access, context: Pick<RuleContext, 'helpers' | 'macro' | 'fixes'>): Advice {
  const { helpers } = context;
  const idiom = plusOffset(access, helpers) ?? exactCall(access, helpers) ?? ofResult(access, helpers) ?? firstOfBio(access, helpers);
  if (idiom?.helper !== undefined) return idiom;
  const plain = plainRead(access, context);
  if (!idiom) return plain;
  // The idiom is refused or wants a look: the accessor stays the way that is always right.
  const fixes = [...(plain.fixes ?? []), ...(idiom.fixes ?? [])];
  return plain.helper !== undefined ? { ...plain, fixes } : { ...plain, ...idiom, fixes };
}

/** Why a helper that takes a non-const pointer cannot be called on this bvec; undefined if it can. */
function unfit(access: Access): string | undefined {
  if (!access.receiver) return 'the text around it has a syntax error';
  if (!access.type) return 'the type of the bvec is not known here, and the helper takes a pointer to one that is not const';
  if (access.type.constant) return 'the bvec is const and the helper takes a pointer to one that is not';
  if (hasSideEffects(access.receiver, access.view, [])) return 'the bvec expression has side effects';
  return undefined;
}

function plusOffset(access: Access, helpers: HelperView): Advice | undefined {
  const { expression, view } = access;
  if (!expression) return undefined;
  for (const form of callPlusOffset) {
    const call = callAround(expression, form, view);
    if (!call) continue;
    if (helpers.parametersOf(form.helper)?.length !== 1) return undefined;
    const pointer = pointerText(access);
    if (!pointer) return undefined;
    const chain = offsetInChain(call, access, form);
    const later = chain || !form.unmap ? undefined : laterOffset(call, access, form);
    if (!chain && !later) return undefined;
    const top = chain ? chain.top : call;
    const span = view.spanOf(top);
    const from = oneLine(view.textOf(top)) + (chain ? '' : ' with the offset added later');
    const helperCall = `${form.helper}(${pointer})`;
    const advice = { helper: form.helper, from, to: helperCall };
    const refuse = (refused: string): Advice => ({ refused, from });
    const misfit = form.helper === 'bvec_phys' ? sideEffectsOnly(access) : unfit(access);
    if (misfit) return refuse(`${form.helper}() is not offered: ${misfit}`);
    if (form.unmap && !isSinglePage(access)) return refuse(`${form.helper}() maps one page, and this bvec may be longer`);
    const fn = enclosingFunction(call);
    if (fn && callsTo(fn, form.unlessCalled, view).length > 0)
      return refuse(`${form.helper}() is not offered where pages are also mapped by hand in the function`);
    if (!isWhole(span, view)) return refuse('a comment or a directive stands inside the expression');
    const edits: TextEdit[] = [];
    if (chain) {
      if (chain.whole) edits.push(replace(view.spanOf(withSpareParens(top)), helperCall + chain.suffix));
      else edits.push(replace(view.spanOf(call), helperCall), replace(chain.drop, ''));
    } else if (later) edits.push(replace(view.spanOf(call), helperCall), ...later);
    if (form.unmap && form.unmap.from !== form.unmap.to) {
      const unmaps = unmapEdits(call, form.unmap, view);
      if (!unmaps) return refuse(`${form.helper}() is not offered: the matching ${form.unmap.from}() is not certain`);
      edits.push(...unmaps);
    }
    const fix: RuleFix = {
      id: form.helper,
      title: form.review ? `Use ${form.helper}() (${form.review})` : `Use ${form.helper}()`,
      safety: form.review ? 'needs-review' : 'safe',
      preferred: !form.review,
      edits,
    };
    return form.review ? { from, to: helperCall, fixes: [fix], condition: form.review } : { ...advice, fixes: [fix] };
  }
  return undefined;
}

function sideEffectsOnly(access: Access): string | undefined {
  return access.receiver && hasSideEffects(access.receiver, access.view, []) ? 'the bvec expression has side effects' : undefined;
}

/** The call of the form whose only argument is the access. */
function callAround(expression: Node, form: CallPlusOffset, view: View): Node | undefined {
  const inner = soleCall(expression, form.inner ?? form.callee, view);
  return form.inner && inner ? soleCall(inner, form.callee, view) : inner;
}

function soleCall(argument: Node, callee: string, view: View): Node | undefined {
  const list = argument.parent;
  const call = list?.type === 'argument_list' && list.namedChildCount === 1 ? list.parent : undefined;
  const fn = call?.type === 'call_expression' ? call.childForFieldName('function') : undefined;
  return call && fn && view.textOf(fn) === callee ? call : undefined;
}

interface Chain {
  /** The sum that is replaced. */
  readonly top: Node;
  /** True if the sum is nothing but call and offset. */
  readonly whole: boolean;
  readonly suffix: string;
  /** The offset with its operator. */
  readonly drop: { start: number; end: number };
}

/** A cast to one of these keeps byte arithmetic; to an integer of pointer size, too. */
const BYTE_CAST =
  /^(?:const )?(?:char|u8|__u8|unsigned char|uint8_t|void) ?\*$|^(?:unsigned long|uintptr_t|phys_addr_t|u64|dma_addr_t|resource_size_t)$/;

/** `call + x.bv_offset` in a sum of any length, the call's own bvec's offset added as it is. */
function offsetInChain(call: Node, access: Access, form: CallPlusOffset): Chain | undefined {
  const { view } = access;
  let operand = call;
  for (;;) {
    const parent: Node | null = operand.parent;
    if (parent?.type === 'parenthesized_expression') operand = parent;
    else if (form.address && parent?.type === 'cast_expression' && BYTE_CAST.test(oneLine(view.textOf(parent.childForFieldName('type') ?? parent))))
      operand = parent;
    else break;
  }
  for (let sum = operand.parent, part = operand; sum?.type === 'binary_expression'; part = sum, sum = sum.parent) {
    if (sum.childForFieldName('operator')?.type !== '+') {
      // a - b keeps what was added before it; anything else ends the sum.
      if (sum.childForFieldName('operator')?.type === '-' && sum.childForFieldName('left')?.id === part.id) continue;
      return undefined;
    }
    const left = sum.childForFieldName('left');
    const right = sum.childForFieldName('right');
    if (!left || !right) return undefined;
    const other = left.id === part.id ? right : left;
    if (!isOwnField(other, BVEC.offset, access)) continue;
    const whole = part.id === call.id;
    const start = left.id === part.id ? view.spanOf(left).end : view.spanOf(left).start;
    const end = left.id === part.id ? view.spanOf(right).end : view.spanOf(right).start;
    return { top: sum, whole, suffix: '', drop: { start, end } };
  }
  return undefined;
}

/** `node` is member `field` of the same bvec as the access. */
export function isOwnField(node: Node, field: string, access: Access): boolean {
  const bare = stripParens(node);
  if (bare.type !== 'field_expression' || !access.receiver) return false;
  const name = bare.childForFieldName('field');
  const receiver = bare.childForFieldName('argument');
  if (!name || !receiver || access.view.textOf(name) !== field) return false;
  return (bare.childForFieldName('operator')?.type === '->') === access.arrow && sameExpression(receiver, access.receiver, access.view);
}

function exactCall(access: Access, helpers: HelperView): Advice | undefined {
  const { expression, view } = access;
  const list = expression?.parent;
  const call = list?.type === 'argument_list' ? list.parent : undefined;
  const callee = call?.type === 'call_expression' ? call.childForFieldName('function') : undefined;
  if (!expression || !list || !call || !callee) return undefined;
  const args = list.namedChildren.filter((c): c is Node => !!c && c.type !== 'comment');
  for (const form of exactCalls) {
    if (view.textOf(callee) !== form.callee || args.length !== form.args.length) continue;
    const fits = form.args.every((role, i) => {
      const arg = args[i];
      if (!arg) return false;
      if (role === 'any') return true;
      return isOwnField(arg, role === 'page' ? BVEC.page : role === 'offset' ? BVEC.offset : BVEC.length, access);
    });
    if (!fits || helpers.parametersOf(form.helper) === undefined) continue;
    const from = oneLine(view.textOf(call));
    const misfit = unfit(access);
    if (misfit) return { refused: `${form.helper}() is not offered: ${misfit}`, from };
    if (!isSinglePage(access)) return { refused: `${form.helper}() takes a bvec within one page, and this one may be longer`, from };
    const span = view.spanOf(call);
    if (!isWhole(span, view)) return { refused: 'a comment or a directive stands inside the call', from };
    const pointer = pointerText(access);
    if (!pointer) return undefined;
    const to = `${form.helper}(${form.result.map((r) => (r === 'bvec' ? pointer : oneLine(view.textOf(args[r] ?? call)))).join(', ')})`;
    return {
      helper: form.helper,
      from,
      to,
      fixes: [{ id: form.helper, title: `Use ${form.helper}()`, safety: 'safe', preferred: true, edits: [replace(span, to)] }],
    };
  }
  return undefined;
}

function ofResult(access: Access, helpers: HelperView): Advice | undefined {
  const { expression, receiver, view } = access;
  if (!expression || !receiver || access.arrow) return undefined;
  const call = stripParens(receiver);
  const callee = call.type === 'call_expression' ? call.childForFieldName('function') : undefined;
  const args = call.childForFieldName('arguments');
  const form = callee ? pageOfResult.find((f) => f.callee === view.textOf(callee)) : undefined;
  if (!form || !args || helpers.parametersOf(form.helper) === undefined) return undefined;
  const from = oneLine(view.textOf(expression));
  const span = view.spanOf(expression);
  if (!isWhole(span, view)) return { refused: 'a comment or a directive stands inside the expression', from };
  const to = form.helper + oneLine(view.textOf(args));
  return {
    helper: form.helper,
    from,
    to,
    fixes: [{ id: form.helper, title: `Use ${form.helper}()`, safety: 'safe', preferred: true, edits: [replace(span, to)] }],
  };
}

/** `bio->bi_io_vec[0].bv_page` and `bio->bi_io_vec->bv_page`. */
function firstOfBio(access: Access, helpers: HelperView): Advice | undefined {
  const { expression, receiver, view } = access;
  if (!expression || !receiver || helpers.parametersOf(firstPage.helper)?.length !== 1) return undefined;
  let table = stripParens(receiver);
  if (!access.arrow) {
    const index = table.type === 'subscript_expression' ? table.childForFieldName('index') : undefined;
    const array = table.childForFieldName('argument');
    if (!index || !array || view.textOf(index).trim() !== '0') return undefined;
    table = stripParens(array);
  }
  const field = table.type === 'field_expression' ? table.childForFieldName('field') : undefined;
  const bio = table.childForFieldName('argument');
  if (!field || !bio || view.textOf(field) !== firstPage.member) return undefined;
  const owner = oneLine(view.textOf(bio));
  const argument = table.childForFieldName('operator')?.type === '->' ? owner : `&${owner}`;
  const from = oneLine(view.textOf(expression));
  const span = view.spanOf(expression);
  if (!isWhole(span, view) || hasSideEffects(bio, view, pureCalls)) return undefined;
  const to = `${firstPage.helper}(${argument})`;
  const fn = enclosingFunction(expression);
  const made = fn !== undefined && callsTo(fn, firstPage.makers, view).some((c) => madeInto(c, bio, argument, view));
  const fix: RuleFix = {
    id: firstPage.helper,
    title: made ? `Use ${firstPage.helper}()` : `Use ${firstPage.helper}() (${firstPage.review})`,
    safety: made ? 'safe' : 'needs-review',
    preferred: made,
    edits: [replace(span, to)],
  };
  return made ? { helper: firstPage.helper, from, to, fixes: [fix] } : { from, to, fixes: [fix], condition: firstPage.review };
}

/** The call makes this very bio: its result is stored there, or its first argument is the bio. */
function madeInto(call: Node, bio: Node, argument: string, view: View): boolean {
  const parent = call.parent;
  if (parent?.type === 'assignment_expression') {
    const left = parent.childForFieldName('left');
    if (left && sameExpression(left, bio, view)) return true;
  }
  if (parent?.type === 'init_declarator') {
    const declarator = parent.childForFieldName('declarator');
    if (declarator && view.textOf(declarator).replace(/^[\s*]+/, '') === view.textOf(bio)) return true;
  }
  const first = call.childForFieldName('arguments')?.namedChild(0);
  return !!first && oneLine(view.textOf(first)) === argument;
}

/** A read that no idiom covers: the accessor where the tree has one, else the fix that introduces it. */
function plainRead(access: Access, { helpers, macro, fixes }: Pick<RuleContext, 'helpers' | 'macro' | 'fixes'>): Advice {
  const { expression, view } = access;
  if (!expression) return { refused: 'the text around it has a syntax error' };
  const pointer = pointerText(access);
  if (!pointer) return { refused: 'the bvec is the result of a call and has no address; keep it in a variable first' };
  const from = oneLine(view.textOf(expression));
  const to = `${accessor.helper}(${pointer})`;
  const span = view.spanOf(expression);
  if (!isWhole(span, view)) return { refused: 'a comment or a directive stands inside the expression', from };
  if (!access.inMacro && inConstantInitialiser(expression))
    return { refused: 'a static initialiser needs a constant, and an accessor is a call', from };
  const parameters = helpers.parametersOf(accessor.helper);
  if (!parameters && !fixes) return { from, to };
  const needsLvalue = lvalueArgument(expression, view, macro);
  if (needsLvalue) return { refused: `${needsLvalue}() is a macro that needs an lvalue, and an accessor is none`, from };
  const edits = [replace(view.spanOf(expression), to)];
  if (parameters) {
    if (parameters.length !== accessor.parameters) return { refused: `${accessor.helper}() of this tree takes other arguments`, from };
    return {
      helper: accessor.helper,
      from,
      to,
      fixes: [{ id: accessor.helper, title: `Use ${accessor.helper}()`, safety: 'safe', preferred: true, edits }],
    };
  }
  const header = helpers.introduceAccessor();
  if ('refused' in header) return { refused: header.refused, from };
  return {
    from,
    to,
    fixes: [
      {
        id: `introduce-${accessor.helper}`,
        title: `Add ${accessor.helper}() to ${header.header} and use it`,
        safety: 'safe',
        preferred: true,
        edits,
        header,
      },
    ],
  };
}

/** The macro that takes the address of this argument or stores to it, as its definition shows. */
function lvalueArgument(expression: Node, view: View, macro: RuleContext['macro']): string | undefined {
  const list = expression.parent;
  const callee = list?.type === 'argument_list' ? list.parent?.childForFieldName('function') : undefined;
  if (!list || callee?.type !== 'identifier') return undefined;
  const index = list.namedChildren.filter((c) => c?.type !== 'comment').findIndex((c) => c?.id === expression.id);
  const name = view.textOf(callee);
  return storesThrough(name, index, macro, 3) ? name : undefined;
}

function storesThrough(name: string, index: number, macro: RuleContext['macro'], depth: number): boolean {
  const definition = macro(name);
  const parameter = definition?.params?.[index];
  if (!definition || !parameter || depth === 0) return false;
  const { body } = definition;
  const p = `\\(*\\s*${parameter}\\s*\\)*`;
  if (new RegExp(`(?:^|[^&\\w)])&\\s*${p}(?!\\s*(?:->|\\[|\\.|\\w))`).test(body)) return true;
  if (new RegExp(`(?:^|[^\\w.>])${p}\\s*(?:=(?!=)|[-+*/%&|^]=|<<=|>>=|\\+\\+|--)|(?:\\+\\+|--)\\s*${p}`).test(body)) return true;
  // The parameter handed on alone: what the inner macro does with it counts.
  for (const m of body.matchAll(/\b([A-Za-z_]\w*)\s*\(([^()]*(?:\([^()]*\)[^()]*)*)\)/g)) {
    const at = (m[2] ?? '').split(',').findIndex((a) => a.replace(/[()\s]/g, '') === parameter);
    if (m[1] && m[1] !== name && at >= 0 && storesThrough(m[1], at, macro, depth - 1)) return true;
  }
  return false;
}

function inConstantInitialiser(node: Node): boolean {
  if (enclosingFunction(node) === undefined) return ancestorDeclaration(node) !== undefined;
  const declaration = ancestorDeclaration(node);
  return declaration?.children.some((c) => c?.type === 'storage_class_specifier' && c.text.trim() === 'static') ?? false;
}

function ancestorDeclaration(node: Node): Node | undefined {
  for (let n = node.parent; n; n = n.parent) {
    if (n.type === 'declaration') return n;
    if (n.type === 'compound_statement' || n.type === 'expression_statement') return undefined;
  }
  return undefined;
}
