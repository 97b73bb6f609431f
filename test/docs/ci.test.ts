/**
 * The recipes of docs/install/ci.md: their YAML is read, and the commands in it run in a copy of the sample tree, with what the services put into them. What
 * the services do themselves (check out, set up Node, hand files from job to job) is not tried.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Log } from 'sarif';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { bin, environment, gupscope, temporaryFolder } from '../cli/cliFixture.ts';
import { sarifErrors } from '../support/sarifSchema.ts';

const page = readFileSync(new URL('../../docs/install/ci.md', import.meta.url), 'utf8');
const living = readFileSync(new URL('../../docs/living.md', import.meta.url), 'utf8');
const samples = fileURLToPath(new URL('../../samples', import.meta.url));
const INSTALL = 'npm install --global ./tools/gupscope-0.1.0.tgz';

/** A recipe is many processes. */
vi.setConfig({ testTimeout: 5 * 60_000 });

/** The code of a section, by language, in order. */
function codeOf(text: string, heading: string, language: string): string[] {
  const section = text.split(/^## /m).find((s) => s.startsWith(`${heading}\n`));
  if (section === undefined) throw new Error(`there is no section ${heading}`);
  return [...section.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].filter((m) => m[1] === language).map((m) => m[2] ?? '');
}

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}
interface Workflow {
  readonly jobs: Readonly<
    Record<
      string,
      { readonly needs?: string; readonly steps: readonly Step[]; readonly strategy?: { readonly matrix: { readonly part: readonly number[] } } }
    >
  >;
}
interface GitlabJob {
  readonly parallel?: number;
  readonly needs?: readonly string[];
  readonly script: readonly string[];
  readonly artifacts: { readonly paths: readonly string[]; readonly reports?: { readonly codequality: string } };
}

/**
 * `parallel [OPTION…] COMMAND… ::: VALUE…` as GNU parallel does it, one after the other: the command once for each value, `{}` standing for it. Options about
 * machines are passed over.
 */
const PARALLEL = `#!/bin/bash
set -e
command=()
while [ "$1" != ::: ]; do
  case $1 in
    --sshlogin | --workdir) shift ;;
    *) command+=("$1") ;;
  esac
  shift
done
shift
for value; do "\${command[@]//\\{\\}/$value}"; done
`;

let tree = '';
let tools = '';
beforeEach(() => {
  tree = temporaryFolder();
  cpSync(samples, tree, { recursive: true });
  tools = temporaryFolder();
  writeFileSync(join(tools, 'gupscope'), `#!/bin/sh\nexec ${process.execPath} ${bin} "$@"\n`);
  writeFileSync(join(tools, 'parallel'), PARALLEL);
  for (const tool of ['gupscope', 'parallel']) chmodSync(join(tools, tool), 0o755);
});

/** Status of a script, as a runner executes it. */
function sh(script: string, env: Readonly<Record<string, string>> = {}): number | null {
  const { status, stderr } = spawnSync('bash', ['-e', '-c', script], {
    cwd: tree,
    env: { ...environment, ...env, PATH: `${tools}:${environment.PATH}` },
    encoding: 'utf8',
  });
  expect(stderr).not.toMatch(/command not found|gupscope: (?!findings)/);
  return status;
}

function readLog(file: string): Log['runs'][number] {
  const log = JSON.parse(readFileSync(join(tree, file), 'utf8')) as Log;
  expect(sarifErrors(log)).toEqual([]);
  return log.runs[0] as Log['runs'][number];
}

/** What one audit of the whole tree finds. */
const wholeCount = (): number => (JSON.parse(gupscope(['audit', '--format', 'json', '.'], { cwd: tree }).stdout) as unknown[]).length;

describe('GitHub Actions', () => {
  const [single, split] = codeOf(page, 'GitHub Actions', 'yaml').map((text) => parse(text) as Workflow);
  const runsOf = (steps: readonly Step[] = []): string[] => steps.flatMap((s) => s.run ?? []).filter((run) => run !== INSTALL);

  it('annotates', () => {
    const [command = '', ...others] = runsOf(single?.jobs['gupscope']?.steps);
    expect(others).toEqual([]);
    expect(sh(command)).toBe(1);
  });

  it('audits in parts, uploads the whole, and fails on an error', () => {
    const audit = split?.jobs['audit'];
    const report = split?.jobs['report'];
    expect(report?.needs).toBe('audit');
    const parts = audit?.strategy?.matrix.part ?? [];
    for (const part of parts) {
      const fill = (text: string): string => text.replaceAll('${{ matrix.part }}', String(part));
      for (const command of runsOf(audit?.steps)) expect(sh(fill(command))).toBe(0);
      const upload = audit?.steps.find((s) => s.uses?.startsWith('actions/upload-artifact'));
      expect(existsSync(join(tree, fill(String(upload?.with?.['path']))))).toBe(true);
      expect(fill(String(upload?.with?.['name']))).toMatch(/^part-\d$/);
    }
    const [merge = '', gate = '', ...others] = runsOf(report?.steps);
    expect(others).toEqual([]);
    expect(sh(merge)).toBe(0);
    const upload = report?.steps.find((s) => s.uses?.startsWith('github/codeql-action/upload-sarif'));
    expect(readLog(String(upload?.with?.['sarif_file'])).results).toHaveLength(wholeCount());
    expect(sh(gate)).toBe(1);
  });
});

describe('GitLab', () => {
  const jobs = parse(codeOf(page, 'GitLab', 'yaml')[0] ?? '') as Readonly<Record<string, GitlabJob>>;

  it('audits in parts and reports on the quality of the whole', () => {
    const { gupscope: audit, 'gupscope-report': report } = jobs;
    expect(report?.needs).toEqual(['gupscope']);
    const total = audit?.parallel ?? 0;
    expect(total).toBeGreaterThan(1);
    const commands = (job: GitlabJob | undefined): string[] => (job?.script ?? []).filter((line) => line !== INSTALL);
    for (let index = 1; index <= total; index++)
      for (const command of commands(audit)) expect(sh(command, { CI_NODE_INDEX: String(index), CI_NODE_TOTAL: String(total) })).toBe(0);
    expect(audit?.artifacts.paths).toEqual(['part-*.sarif']);
    const [merge = '', quality = '', ...others] = commands(report);
    expect(others).toEqual([]);
    expect(sh(merge)).toBe(0);
    expect(sh(quality)).toBe(1);
    for (const path of report?.artifacts.paths ?? []) expect(readLog(path).results).toHaveLength(wholeCount());
    const issues = JSON.parse(readFileSync(join(tree, report?.artifacts.reports?.codequality ?? ''), 'utf8')) as Readonly<Record<string, unknown>>[];
    expect(issues).toHaveLength(wholeCount());
    // What docs.gitlab.com/ci/testing/code_quality asks for of each.
    for (const issue of issues)
      expect(issue).toEqual({
        description: expect.stringMatching(/./),
        check_name: expect.stringMatching(/^\w+\//),
        fingerprint: expect.stringMatching(/^\w+$/),
        severity: expect.stringMatching(/^(info|minor|major|critical|blocker)$/),
        location: { path: expect.stringMatching(/^[^/]/), lines: { begin: expect.any(Number), end: expect.any(Number) } },
      });
  });
});

it('GNU parallel audits in parts', () => {
  const [script = ''] = codeOf(page, 'GNU parallel', 'sh');
  expect(sh(script)).toBe(1);
  expect(readLog('gupscope.sarif').results).toHaveLength(wholeCount());
});

it('a baseline is written, named in the settings, and keeps quiet what stands in it', () => {
  const [ofPage = ''] = [...page.matchAll(/^```sh\n(gupscope audit --no-baseline[^\n]*)\n```$/gm)].map((m) => m[1]);
  const [write = '', use = ''] = codeOf(living, "Take today's findings for known: a baseline", 'sh')[0]?.split('\n') ?? [];
  expect(ofPage).toBe(write);
  expect(sh(use.replace(' --baseline gupscope-baseline.sarif', ''))).toBe(1);
  expect(sh(write)).toBe(0);
  expect(sh(use)).toBe(0);
  writeFileSync(join(tree, '.gupscope.json'), codeOf(living, "Take today's findings for known: a baseline", 'json')[0] ?? '');
  expect(sh('gupscope audit --fail-on note .')).toBe(0);
  expect(sh(write)).toBe(0);
  expect(sh('gupscope audit --fail-on note .')).toBe(0);
});

it('the settings of the page are settings', () => {
  writeFileSync(join(tree, '.gupscope.json'), codeOf(living, 'Settings for the tree: `.gupscope.json`', 'json')[0] ?? '');
  expect(gupscope(['audit', '--no-baseline', '.'], { cwd: tree }).status).toBe(1);
});
