/** A scenario from the text of a file that somebody wrote: the description, or the first mistake with its place. */
import { type JsonText, readJson } from '../../base/jsonText.ts';
import { LineIndex } from '../../base/lineIndex.ts';
import { fail, ok, type Result } from '../../base/problem.ts';
import { unknownName } from './names.ts';
import { type ScenarioDescription, scenarioSchema } from './schema.ts';
import { explainIssue, firstIssue } from './schemaSentence.ts';

/** `line` and `column` are 1-based; the message is a sentence without a full stop. */
export interface ScenarioMistake {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export function parseScenario(text: string): Result<ScenarioDescription, ScenarioMistake> {
  const lines = new LineIndex(text);
  const at = (offset: number, message: string): { readonly ok: false; readonly error: ScenarioMistake } => {
    const { line, column } = lines.positionAt(offset);
    return fail({ line: line + 1, column: column + 1, message });
  };
  const json = readJson(text);
  if (!json.ok) return at(json.error.offset, json.error.message);
  const wrong = firstMistake(json.value);
  if (!('path' in wrong)) return ok(wrong.description);
  return at(wrong.isKey ? json.value.keyAt(wrong.path) : json.value.valueAt(wrong.path), wrong.message);
}

function firstMistake(json: JsonText) {
  const parsed = scenarioSchema.safeParse(json.value);
  const issue = firstIssue(parsed.error?.issues ?? []);
  if (issue !== undefined) return explainIssue(scenarioSchema, json.value, issue, []);
  const description = json.value as ScenarioDescription; // the schema accepted it
  return unknownName(description) ?? { description };
}
