/**
 * The compiler as judge, on whole kernels: every access to `bv_page` that gcc rejects when the member is renamed is found, nothing is found in
 * text that gcc compiles without complaint, and what `fix` writes compiles. The differences go to bench/results/gccJudge-<release>.json.
 */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { helpers } from '../../src/knowledge/index.ts';
import { buildCacheRoot, type KernelBuild, openKernelBuild } from '../support/kernelBuild.ts';
import { type Comparison, compareWithJudge, type HelperSpan, type ReportedSite } from '../support/kernelBuildCompare.ts';
import { commandsReading, compileObjects, type Overlay } from '../support/kernelBuildCompile.ts';
import { bioVecPage, type Judged, judge } from '../support/kernelBuildJudge.ts';
import { definitionsOf, readSource } from '../support/kernelBuildSource.ts';
import { type KernelTree, kernelTrees } from '../support/kernels.ts';

const project = join(import.meta.dirname, '../..');
const bvecRule = 'bvec/direct-page-access';
const MINUTE_MS = 60_000;

/** What gcc 12 rejects in the packages that were counted; another package of the same release may differ by a few. */
const counted: Readonly<Record<string, { accesses: number; files: number }>> = {
  '6.12.117-1~deb12u1': { accesses: 189, files: 69 },
  '6.1.192-2': { accesses: 235, files: 78 },
};

/** Standard output with a character a byte, since a diff may hold lines that are not UTF-8. */
async function gupscope(...args: string[]): Promise<{ stdout: string; stderr: string }> {
  return promisify(execFile)(join(project, 'bin/gupscope'), args, { maxBuffer: 1 << 28, encoding: 'latin1' });
}

function helperSpans(tree: KernelTree, judged: Judged): HelperSpan[] {
  const names = new Set(helpers.map((helper) => helper.name));
  const files = new Set([...judged.rejected, ...judged.unrejected].map((site) => site.file));
  return [...files].flatMap((file) => definitionsOf(readSource(readFileSync(join(tree.root, file))), names).map((lines) => ({ file, ...lines })));
}

interface Fixed {
  /** The files that the diff changes, after it. */
  readonly overlay: Overlay;
  /** Findings converted, as the command line counts them. */
  readonly converted: number;
}

/** What `fix --diff` would write, put on by `patch` as a user would. */
async function fixed(tree: KernelTree, options: readonly string[]): Promise<Fixed> {
  const { stdout, stderr } = await gupscope('fix', '--rule', bvecRule, ...options, '--tree', tree.root, tree.root);
  const files = [...stdout.matchAll(/^\+\+\+ b\/(.+?)(?:\t.*)?$/gm)].map((m) => m[1] ?? '');
  const work = mkdtempSync(join(tmpdir(), 'gupscope-fixed-'));
  try {
    for (const file of files) {
      mkdirSync(join(work, 'tree', dirname(file)), { recursive: true });
      cpSync(join(tree.root, file), join(work, 'tree', file));
    }
    writeFileSync(join(work, 'diff'), stdout, 'latin1');
    await promisify(execFile)('patch', ['-p1', '--fuzz=0', '--silent', '-i', join(work, 'diff')], { cwd: join(work, 'tree') });
    return {
      overlay: new Map(files.map((file) => [file, readFileSync(join(work, 'tree', file))])),
      converted: Number(/^(\d+) findings? converted/m.exec(stderr)?.[1] ?? 0),
    };
  } finally {
    rmSync(work, { recursive: true });
  }
}

describe.each(kernelTrees())('gcc judges $version', (tree) => {
  let build: KernelBuild;
  let judged: Judged;
  let comparison: Comparison;
  const report: Record<string, unknown> = { kernel: tree.packageVersion };

  beforeAll(async () => {
    const opened = await openKernelBuild(tree, buildCacheRoot());
    if (!opened.ok) throw new Error(opened.error.message);
    build = opened.value;
    judged = await judge(build, bioVecPage);
    const findings = JSON.parse(
      (await gupscope('audit', '--format', 'json', '--rule', bvecRule, '--tree', tree.root, tree.root)).stdout,
    ) as ReportedSite[];
    comparison = compareWithJudge(findings, judged, helperSpans(tree, judged));
    Object.assign(report, {
      compiler: build.compilerVersion,
      rejected: { accesses: judged.rejected.length, files: new Set(judged.rejected.map((site) => site.file)).size },
      reported: findings.length,
      ...comparison,
      agreed: comparison.agreed.length,
      outsideConfiguration: build.outsideConfiguration,
      ms: { ...build.stepsMs, judge: judged.elapsedMs },
    });
    writeReport();
  }, 15 * MINUTE_MS);

  function writeReport(): void {
    mkdirSync(join(project, 'bench/results'), { recursive: true });
    writeFileSync(join(project, `bench/results/gccJudge-${tree.version}.json`), `${JSON.stringify(report, null, 2)}\n`);
  }

  it('has the accesses that were counted', () => {
    const files = new Set(judged.rejected.map((site) => site.file)).size;
    const known = counted[tree.packageVersion];
    if (known) expect({ accesses: judged.rejected.length, files }).toEqual(known);
    else expect(judged.rejected.length).toBeGreaterThan(150);
  });

  it('reports every access that gcc rejects, helpers apart', () => {
    expect(comparison.missed).toEqual([]);
    expect(comparison.agreed.length + comparison.inHelpers.length).toBe(judged.rejected.length);
  });

  it('reports nothing beyond but text that this build does not compile, and all of that', () => {
    expect(comparison.unexplained).toEqual([]);
    expect(comparison.silent).toEqual([]);
  });

  // Real objects where conversions are counted; the front end alone, which is most of the proof in a fraction of the time, for the other kernel.
  const mode = tree.version === '6.12' ? 'object' : 'syntax';
  it.each([
    ['fix', []],
    ['fix --introduce-helpers', ['--introduce-helpers']],
  ])(
    '%s writes what compiles without a new complaint',
    async (name, options) => {
      const { overlay, converted } = await fixed(tree, options);
      const sources = commandsReading(build, [...overlay.keys()]).map((command) => command.source);
      const { objects, elapsedMs } = await compileObjects(build, sources, overlay, { mode });
      const judgedFiles = new Set(build.commands.flatMap((command) => command.reads));
      report[name] = {
        files: overlay.size,
        converted,
        notCompiled: [...overlay.keys()].filter((file) => !judgedFiles.has(file)),
        objects: objects.length,
        mode,
        ms: elapsedMs,
      };
      writeReport();
      expect(objects.filter((object) => object.newDiagnostics.length > 0)).toEqual([]);
      expect(converted).toBeGreaterThan(0);
      expect(objects.length).toBeGreaterThan(0);
    },
    15 * MINUTE_MS,
  );
});
