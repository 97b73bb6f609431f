/** The form as text for people: expressions as C would have them, a model as one line a step. Nothing reads it back. */
import type { BoolExpr, Comparison, IntExpr, Model, Place, Source, Statement } from './model.ts';

const compared: Readonly<Record<Comparison, string>> = { eq: '==', ne: '!=', lt: '<', le: '<=', gt: '>', ge: '>=' };

/** `page.ref` at 0 is `page[0].ref`, a field without a dot `name[0]`. */
export function placeName(field: string, index?: string | number): string {
  if (index === undefined) return field;
  const dot = field.indexOf('.');
  return dot < 0 ? `${field}[${index}]` : `${field.slice(0, dot)}[${index}]${field.slice(dot)}`;
}

export function printPlace({ field, index }: Place): string {
  return placeName(field, index === undefined ? undefined : printInt(index));
}

export function printInt(expr: IntExpr): string {
  switch (expr.op) {
    case 'int':
      return `${expr.value}`;
    case 'get':
      return printPlace(expr);
    case 'if':
      return `(${printBool(expr.condition)} ? ${printInt(expr.then)} : ${printInt(expr.otherwise)})`;
    case 'least':
    case 'most':
      return `${expr.op === 'least' ? 'min' : 'max'}(${printInt(expr.left)}, ${printInt(expr.right)})`;
    case 'minus':
    case 'plus':
    case 'times':
    case 'xor':
      return `(${printInt(expr.left)} ${{ plus: '+', minus: '-', times: '*', xor: '^' }[expr.op]} ${printInt(expr.right)})`;
  }
}

export function printBool(expr: BoolExpr): string {
  switch (expr.op) {
    case 'bool':
      return `${expr.value}`;
    case 'and':
    case 'or': {
      const [only, ...more] = expr.terms;
      if (only === undefined) return `${expr.op === 'and'}`;
      return more.length === 0 ? printBool(only) : `(${expr.terms.map(printBool).join(expr.op === 'and' ? ' && ' : ' || ')})`;
    }
    case 'not':
      return `!${inParentheses(printBool(expr.term))}`;
    case 'at':
      return `${expr.actor}@${expr.locations.length === 1 ? expr.locations[0] : `{${expr.locations.join(', ')}}`}`;
    case 'eq':
    case 'ge':
    case 'gt':
    case 'le':
    case 'lt':
    case 'ne':
      return `${bare(expr.left)} ${compared[expr.op]} ${bare(expr.right)}`;
  }
}

function inParentheses(text: string): string {
  return text.startsWith('(') ? text : `(${text})`;
}

/** A side of a comparison needs no parentheses around it. */
function bare(expr: IntExpr): string {
  const text = printInt(expr);
  return text.startsWith('(') && expr.op !== 'if' ? text.slice(1, -1) : text;
}

export function printStatement(statement: Statement): string {
  switch (statement.do) {
    case 'set':
      return `${printPlace(statement.place)} = ${bare(statement.value)}`;
    case 'when': {
      const otherwise = statement.otherwise.length === 0 ? '' : ` else { ${printBody(statement.otherwise)} }`;
      return `if (${printBool(statement.condition)}) { ${printBody(statement.then)} }${otherwise}`;
    }
    case 'check':
      return `check ${statement.invariant}: ${printBool(statement.condition)}`;
    case 'spend':
      return `spend ${statement.cost} ${bare(statement.amount)}`;
    case 'remark':
      return `remark ${JSON.stringify(statement.text)}`;
    default:
      return statement satisfies never;
  }
}

export function printBody(body: readonly Statement[]): string {
  return body.map(printStatement).join('; ');
}

export function printSource({ file, line, symbol, tag }: Source): string {
  const place = line === undefined ? file : `${file}:${line}`;
  return `${tag === undefined ? '' : `${tag} `}${place}${symbol === undefined ? '' : ` ${symbol}`}`;
}

export function printModel(model: Model): string {
  const fields = model.fields.map(({ name, min, max, length, initial }) => {
    const first = typeof initial === 'number' ? `${initial}` : initial.join(', ');
    return `  ${length === undefined ? name : placeName(name, length)}: ${min}..${max} = ${first}`;
  });
  const actors = model.actors.flatMap((actor) => [
    `${actor.environment === true ? 'environment' : 'actor'} ${actor.name}, from ${actor.start}, rests at ${actor.rest.join(', ')}`,
    ...actor.steps.map(({ name, from, to, guard, body, source }) => {
      const condition = guard.op === 'bool' && guard.value ? '' : ` when ${printBool(guard)}`;
      const does = body.length === 0 ? '' : `: ${printBody(body)}`;
      return `  ${from} -> ${to}  ${name}${condition}${does}${source === undefined ? '' : `  [${printSource(source)}]`}`;
    }),
  ]);
  const invariants = model.invariants.map(
    ({ name, when, holds, sentence }) => `${when} ${name}${holds === undefined ? '' : `: ${printBool(holds)}`}  [${sentence}]`,
  );
  const named = (kind: string, list: Model['ends']) =>
    list.map(({ name, reached, sentence }) => `${kind} ${name}: ${printBool(reached)}  [${sentence}]`);
  return [
    `model ${model.name}`,
    'fields',
    ...fields,
    ...actors,
    ...invariants,
    ...named('sometimes', model.sometimes),
    ...named('end', model.ends),
    ...(model.costs.length === 0 ? [] : [`costs ${model.costs.join(', ')}`]),
    '',
  ].join('\n');
}
