/** Which form of a function a call is written for, where kernels differ in the order of its parameters: by what its arguments are. */
import type { Expr } from '../ir.ts';

interface Parameter {
  /** As C: `struct page **`. */
  readonly type: string;
}

/** How many of the arguments cannot be what the parameters are. */
export const argumentsAgainst =
  (args: readonly Expr[]) =>
  (parameters: readonly Parameter[]): number =>
    args.filter((arg, i) => isAgainst(arg, parameters[i])).length;

function isAgainst(arg: Expr, parameter: Parameter | undefined): boolean {
  if (!parameter || parameter.type === '') return false;
  const stars = parameter.type.split('*').length - 1;
  if (arg.op === 'name' && arg.name === 'NULL') return stars === 0;
  if (arg.op === 'const') return stars > 0 && arg.value !== 0;
  const { type } = arg;
  if (!type) return false;
  const depth = type.indirections + (type.dimensions?.length ?? 0);
  if (type.scalar !== undefined && depth === 0) return stars > 0;
  if (type.name === undefined) return false;
  const base = parameter.type.split(/[\s*]+/).findLast((word) => word !== '' && !word.startsWith('__'));
  return depth > 0 && (stars !== depth || (base !== 'void' && base !== type.name && type.name !== 'void'));
}
