/**
 * The knowledge base against the kernels that it speaks of: whatever their headers declare that looks like a tracked family's is in the tables or
 * on the explained ignore list; every prototype is the tree's; every header function that touches `bv_page` has been decided on.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BVEC } from '../../src/knowledge/bvecIdioms.ts';
import {
  bvecMembers,
  bvecSources,
  entries,
  helperDecisions,
  iteratorMacros,
  looksTracked,
  parsePrototype,
  prototypeShape,
  unknownTrackedNames,
} from '../../src/knowledge/index.ts';
import { type KernelTree, kernelTrees } from '../support/kernels.ts';
import { blankComments, bvecMembersIn, declarationsOf, functionAround } from './headerText.ts';

/** The packages whose lines the tables give; in another package of the same release lines may have moved, and only the file is asked for. */
const READ: ReadonlySet<string> = new Set(['6.12.117-1~deb12u1', '6.12.117', '6.1.192-2', '6.1.192']);

/** Tables of register numbers, generated, 300 MB; and what is no part of the kernel proper. */
const SKIPPED = new Set(['drivers/gpu/drm/amd/include', 'Documentation', 'tools', 'scripts', 'samples']);
/** No name of a family does without one of these. */
const HINT = /unpin|user_page|user_folio|pin_|iov_iter_|extract_|bio_|bvec|kmap|kunmap|direct_access|rq_for_each|map_user/;
const NAMES = /\b([A-Za-z_]\w*)\s*\(|#\s*define\s+([A-Za-z_]\w*)/g;

function headersBelow(root: string, folder: string, into: string[]): string[] {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory() && !SKIPPED.has(path)) headersBelow(root, path, into);
    else if (entry.isFile() && entry.name.endsWith('.h')) into.push(path);
  }
  return into;
}

const texts = new Map<string, string>();
/** Names are ASCII, so the encoding does not matter; comments are blank. */
function codeOf(tree: KernelTree, path: string): string {
  const file = join(tree.root, path);
  let text = texts.get(file);
  if (text === undefined) {
    text = blankComments(readFileSync(file, 'latin1'));
    texts.set(file, text);
  }
  return text;
}

/** `include/linux/mm.h:1585` → path and 1-based line. */
const split = (at: string): readonly [string, number] => [at.replace(/:\d+$/, ''), Number(/:(\d+)$/.exec(at)?.[1])];

describe.each(kernelTrees())('Linux $packageVersion', (tree) => {
  const headers = headersBelow(tree.root, '', []);
  const exact = READ.has(tree.packageVersion);

  it('declares nothing of the tracked families that is not known or explained', () => {
    const seen = new Set<string>();
    for (const path of headers) {
      const raw = readFileSync(join(tree.root, path), 'latin1');
      if (!HINT.test(raw)) continue;
      for (const [, called, defined] of blankComments(raw).matchAll(NAMES)) seen.add(called ?? defined ?? '');
    }
    expect([...seen].filter(looksTracked).length).toBeGreaterThan(100);
    expect(unknownTrackedNames(seen)).toEqual([]);
  });

  it('declares what the tables say, where they say it', () => {
    const wrong: string[] = [];
    for (const entry of entries.values()) {
      for (const form of entry.forms) {
        const at = form.at?.[tree.version];
        if (at === undefined) continue;
        const [path, line] = split(at);
        const code = existsSync(join(tree.root, path)) ? codeOf(tree, path) : '';
        const found = declarationsOf(code, entry.name);
        if (found.length === 0) wrong.push(`${entry.name}: not in ${path}`);
        else if (exact && !found.some((d) => d.line === line))
          wrong.push(`${entry.name}: ${path}:${found.map((d) => d.line).join(',')}, not ${line}`);
        if (entry.kind !== 'function' || form.prototype === undefined) continue;
        const want = parsePrototype(form.prototype);
        const shapes = found.flatMap((d) => (d.prototype === undefined ? [] : [prototypeShape(d.prototype)]));
        if (want && !shapes.includes(prototypeShape(want))) wrong.push(`${entry.name}: ${shapes.join(' or ')} instead of ${prototypeShape(want)}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('lacks what the tables say it lacks', () => {
    const absent = new Set(
      [...entries.values()].filter((e) => e.onlyIn === undefined && e.forms.every((f) => f.at?.[tree.version] === undefined)).map((e) => e.name),
    );
    expect(absent.size).toBeGreaterThan(20);
    const found = headers
      .filter((path) => path.startsWith('include/'))
      .flatMap((path) => {
        const raw = readFileSync(join(tree.root, path), 'latin1');
        return [...new Set(raw.match(/\w+/g))]
          .filter((word) => absent.has(word))
          .flatMap((word) => (declarationsOf(codeOf(tree, path), word).length > 0 ? [`${word} in ${path}`] : []));
      });
    expect(found).toEqual([]);
  });

  it('has the documents and definitions that the tables point to', () => {
    const lost: string[] = [];
    for (const entry of entries.values()) {
      if (!entry.forms.some((form) => form.at?.[tree.version] !== undefined)) continue;
      if (entry.doc !== undefined && !existsSync(join(tree.root, entry.doc))) lost.push(`${entry.name}: ${entry.doc}`);
      if (entry.definedIn !== undefined && !new RegExp(`\\b${entry.name}\\b`).test(codeOf(tree, entry.definedIn)))
        lost.push(`${entry.name}: ${entry.definedIn}`);
    }
    expect(lost).toEqual([]);
  });

  it('touches the page of a bvec in no header function that has not been decided on', () => {
    const decided = new Set(helperDecisions.map((helper) => helper.name));
    const open: string[] = [];
    let touching = 0;
    for (const path of headers.filter((p) => p.startsWith('include/'))) {
      if (!readFileSync(join(tree.root, path), 'latin1').includes(BVEC.page)) continue;
      const code = codeOf(tree, path);
      for (const m of code.matchAll(new RegExp(`(?:->|\\.)\\s*${BVEC.page}\\b`, 'g'))) {
        touching++;
        const name = functionAround(code, m.index);
        if (name === undefined || !decided.has(name)) open.push(`${path}: ${name ?? 'at file scope'}`);
      }
    }
    expect(touching).toBeGreaterThan(15);
    expect(open).toEqual([]);
  });

  it('has each helper in the headers named for it, and no other has it', () => {
    const wrong: string[] = [];
    for (const helper of helperDecisions.filter((h) => h.helper)) {
      const here = helper.headers.some((path) => existsSync(join(tree.root, path)) && declarationsOf(codeOf(tree, path), helper.name).length > 0);
      if (here !== helper.in.includes(tree.version)) wrong.push(`${helper.name} is ${here ? '' : 'not '}there`);
    }
    for (const macro of iteratorMacros) {
      const here = macro.headers.some((path) => existsSync(join(tree.root, path)) && declarationsOf(codeOf(tree, path), macro.name).length > 0);
      if (here !== macro.in.includes(tree.version)) wrong.push(`${macro.name} is ${here ? '' : 'not '}there`);
    }
    for (const source of bvecSources) {
      const path = source.at[tree.version];
      if (path === undefined) continue;
      const code = codeOf(tree, path);
      const here = source.kind === 'typedef' ? code.includes(`${source.prototype};`) : declarationsOf(code, source.name).length > 0;
      if (!here) wrong.push(`${source.name} is not in ${path}`);
    }
    expect(wrong).toEqual([]);
  });

  it('has the members of type struct bio_vec that are listed, and under include/ no others', () => {
    const key = (m: { readonly struct: string; readonly member: string; readonly is: string; readonly const: boolean }): string =>
      `${m.struct}.${m.member} ${m.const ? 'const ' : ''}${m.is}`;
    const listed = bvecMembers.filter((m) => m.at[tree.version] !== undefined);
    const missing = listed.filter((m) => !bvecMembersIn(codeOf(tree, m.at[tree.version] ?? '')).some((found) => key(found) === key(m)));
    expect(missing.map(key)).toEqual([]);
    const known = new Set(listed.map(key));
    const unlisted = headers
      .filter((path) => path.startsWith('include/') && /\b(?:bio_vec|skb_frag_t)\b/.test(readFileSync(join(tree.root, path), 'latin1')))
      .flatMap((path) => bvecMembersIn(codeOf(tree, path)).map(key))
      .filter((name) => !known.has(name) && !(tree.version === '6.12' && name.includes('.frags ')));
    expect(unlisted).toEqual([]);
  });
});
