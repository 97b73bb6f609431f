/** `rules` and `api`: what a rule means, and what the knowledge base says of a name. */

import { groupBy } from '../base/groupBy.ts';
import { suggestion } from '../base/nearest.ts';
import { apiText, entries, explainAll } from '../knowledge/index.ts';
import { rules } from '../rules/index.ts';
import { Failure } from './failure.ts';
import { writeStdout } from './output.ts';

export async function showRules(id: string | undefined): Promise<number> {
  if (id === undefined) {
    const width = Math.max(...rules.map((rule) => rule.info.id.length));
    await writeStdout(rules.map(({ info }) => `${info.id.padEnd(width)}  ${info.level.padEnd(7)}  ${info.title}\n`).join(''));
    return 0;
  }
  const rule = rules.find((r) => r.info.id === id);
  if (!rule) {
    const ids = rules.map((r) => r.info.id);
    throw new Failure(`there is no rule ${id}${suggestion(id, ids)}; gupscope rules lists them`);
  }
  const { documentation, url } = rule.info;
  await writeStdout(`${documentation.trimEnd()}\n${url === undefined ? '' : `\n${url}\n`}`);
  return 0;
}

export async function showApi(name: string | undefined): Promise<number> {
  if (name === undefined) {
    const items = explainAll();
    const width = Math.max(...items.map((item) => item.name.length));
    const sections = [...groupBy(items, (item) => item.family)].map(
      ([family, members]) => `${family}\n${members.map((item) => `  ${item.name.padEnd(width)}  ${item.summary}\n`).join('')}`,
    );
    await writeStdout(sections.join('\n'));
    return 0;
  }
  const text = apiText(name);
  if (text === undefined)
    throw new Failure(`the knowledge base does not know ${name}${suggestion(name, [...entries.keys()])}; gupscope api lists what it knows`);
  await writeStdout(`${text.trimEnd()}\n`);
  return 0;
}
