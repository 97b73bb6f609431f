/** Validates a SARIF log against the OASIS schema. */
import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

let validate: ValidateFunction | undefined;

function load(): ValidateFunction {
  const {
    $schema: _draft,
    id,
    ...schema
  }: Record<string, unknown> = JSON.parse(readFileSync(new URL('../sarif-schema-2.1.0.json', import.meta.url), 'utf8'));
  // The schema is written for draft 4; of what changed since, it uses only the name of its own identifier.
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats.default(ajv);
  return ajv.compile({ ...schema, $id: String(id) });
}

/** Empty if the log is valid; otherwise where and what. */
export function sarifErrors(log: unknown): string[] {
  validate ??= load();
  return validate(log) ? [] : (validate.errors ?? []).map((e) => `${e.instancePath}: ${e.message}`);
}
