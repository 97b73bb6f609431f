/** The transcripts in docs/ are what the built command prints. `npx vitest run --project commands test/cli/transcripts.test.ts -u` writes them anew. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { scenarioJsonSchema, stepTable } from '../support/stepTable.ts';
import { gupscope, temporaryFolder } from './cliFixture.ts';

const docs = fileURLToPath(new URL('../../docs/', import.meta.url));

/** Blocks with a command get its output, blocks that name a file its text. */
function filledIn(page: string): string {
  const withFiles = page.replaceAll(
    /^```json file=(\S+)\n[^]*?^```$/gm,
    (_, file: string) => `\`\`\`json file=${file}\n${readFileSync(`${docs}${file}`, 'utf8')}\`\`\``,
  );
  const withSteps = withFiles.replace(/^```text steps\n[^]*?^```$/m, () => `\`\`\`text steps\n${stepTable()}\n\`\`\``);
  return withSteps.replaceAll(/^```console\n\$ gupscope (.*)\n[^]*?^```$/gm, (_, line: string) => {
    const { stdout, stderr } = gupscope(line.split(' '), { cwd: docs });
    return `\`\`\`console\n$ gupscope ${line}\n${stdout}${stderr}\`\`\``;
  });
}

describe('the transcripts', () => {
  it.each(['simulate.md', 'replay.md'])('of %s are what is printed', async (name) => {
    const page = readFileSync(`${docs}${name}`, 'utf8');
    expect(page).toMatch(/^\$ gupscope /m);
    await expect(filledIn(page)).toMatchFileSnapshot(`${docs}${name}`);
  });
});

describe('the schema of scenarios', () => {
  it('is what the command checks', async () => {
    await expect(`${JSON.stringify(scenarioJsonSchema('ref'), undefined, 1)}\n`).toMatchFileSnapshot(`${docs}scenarios/scenario.schema.json`);
  });
});

describe('the picture of the cost study', () => {
  it('is what a study draws', async () => {
    const folder = temporaryFolder();
    expect(gupscope(['study', '--svg', 'study.svg'], { cwd: folder })).toMatchObject({ status: 0, stderr: '' });
    await expect(readFileSync(`${folder}/study.svg`, 'utf8')).toMatchFileSnapshot(`${docs}study.svg`);
  });
});
