/** The steps of scenarios with their arguments, one a line, read out of the schema. */
import * as z from 'zod';
import { scenarioSchema } from '../../src/sim/scenario/index.ts';

type Schema = z.core.JSONSchema.JSONSchema;

/** For editors. What stands in several places is written there again, or once and referred to. */
export const scenarioJsonSchema = (reused: 'inline' | 'ref'): Schema => z.toJSONSchema(scenarioSchema, { io: 'input', target: 'draft-07', reused });

const common = ['do', 'when', 'label', 'text', 'source'];

const asSchema = (s: z.core.JSONSchema._JSONSchema | undefined): Schema => (typeof s === 'object' ? s : {});
const single = (items: Schema['items']): Schema => (Array.isArray(items) ? {} : asSchema(items));

/** `get|pin`, `on|off` for truth, nothing where names or numbers are meant. */
function valuesOf(argument: Schema): string {
  const [first, ...others] = (argument.anyOf ?? argument.oneOf ?? [argument]).map(asSchema);
  const values = first?.enum ?? (first?.type === 'boolean' ? ['true', 'false'] : []);
  const keys = [first, ...others].flatMap((s) => Object.keys(s?.properties ?? {})).filter((key) => key !== 'parameter');
  if (values.length > 0) return `=${values.join('|')}`;
  return keys.length > 0 ? `={${keys.join('|')}}` : '';
}

export function stepTable(): string {
  const actors = single(asSchema(scenarioJsonSchema('inline').properties?.['actors']).items);
  const program = single(asSchema(actors.properties?.['program']).items);
  const steps = (program.oneOf ?? []).map(asSchema).map(({ properties = {}, required = [] }) => ({
    name: String(asSchema(properties['do']).const),
    words: Object.entries(properties)
      .filter(([key]) => !common.includes(key))
      .map(([key, argument]) => `${key}${valuesOf(asSchema(argument))}`)
      .map((word) => (required.includes(word.split('=')[0] ?? '') ? word : `[${word}]`)),
  }));
  const width = Math.max(...steps.map(({ name }) => name.length));
  return steps.map(({ name, words }) => `${name.padEnd(width)}  ${words.join(' ')}`.trimEnd()).join('\n');
}
