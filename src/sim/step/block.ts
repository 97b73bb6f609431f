/** Vecs of bios and of tables outside of them: adding, merging, surgery, completion. What a tag is and who honours it is data of the design. */
import { and, type Block, check, decrease, eq, gt, type Int, increase, not, off, on, remark, type Statement, set, when } from '../form/index.ts';
import { type BvecDesign, type BvecName, bvecDesigns } from '../policy/index.ts';
import type { Bio, Page, Scene, Vec } from '../world/index.ts';
import { type Context, detected } from './context.ts';
import { spend } from './costs.ts';
import { letGo } from './counts.ts';
import { source } from './sources.ts';
import type { StepOf } from './vocabulary.ts';

const designOf = (scene: Scene): BvecDesign => bvecDesigns[scene.parameter('bvec') as BvecName];

/** What a release does with a vec of this tag. */
const primitiveFor = (design: BvecDesign, isTagged: boolean): 'put' | 'unpin' | 'nothing' => (isTagged ? design.tagged : design.untagged);

/** Runs the statements for the last vec that is in use. */
function atLast(bio: Bio, statements: (vec: Vec, i: number) => readonly Statement[], empty: readonly Statement[] = []): readonly Statement[] {
  return bio.vecs.reduce<readonly Statement[]>((rest, vec, i) => [when(on(vec.first), statements(vec, i), rest)], empty);
}

/** Puts a vec behind the last one. */
function append(bio: Bio, first: Int, length: Int, tag: Int): readonly Statement[] {
  return bio.vecs.reduceRight<readonly Statement[]>(
    (rest, vec) => [when(off(vec.first), [set(vec.first, first), set(vec.length, length), set(vec.tag, tag)], rest)],
    [],
  );
}

/** One entry of the ledger changes its owner, a pin first. */
function pass(page: Page, from: string, to: string): readonly Statement[] {
  const [folio] = page.folios;
  const source = folio.entry(from);
  const target = folio.entry(to);
  return [
    when(
      gt(source.pins, 0),
      [decrease(source.pins, 1), increase(target.pins, 1)],
      [when(gt(source.gets, 0), [decrease(source.gets, 1), increase(target.gets, 1)])],
    ),
  ];
}

export function bioAdd(ctx: Context, step: StepOf<'bio-add'>): readonly Block[] {
  const { scene } = ctx;
  const design = designOf(scene);
  const bio = scene.bio(step.bio);
  const page = scene.page(step.page);
  const number = bio.pages.indexOf(page.name) + 1;
  const user = step.origin === 'user';
  const tag = design.tag !== 'none' && user ? 1 : 0;
  // what the bio will release belongs to the bio from here on
  const gives = primitiveFor(design, user) === 'nothing' ? [] : pass(page, ctx.actor, bio.name);
  if (step.joins === 'same-page') return [ctx.last('adds it: the same page again', [], { source: source.bioMerge })];
  const opens = [spend('bios', 1), spend('allocs', 1)];
  const grows: readonly Statement[] = [...append(bio, number, 1, tag), spend('bytes', design.bytes.bits64)];
  // a design with one tag for the whole bio closes it where the origin changes, and chains another
  const splits = design.tag === 'bio' && !bio.isOutside;
  const isNew = bio.isOutside ? [] : opens;
  const added = atLast(
    bio,
    (last) => {
      const chained: readonly Statement[] = splits ? [when(not(eq(last.tag, tag)), [spend('chains', 1), ...opens])] : [];
      if (step.joins !== 'contiguous') return [...chained, ...grows];
      const compares = splits || (design.tag === 'vec' && scene.isOn('compare-tag'));
      const merged: readonly Statement[] = [increase(last.length, 1)];
      return [...chained, ...(compares ? [when(eq(last.tag, tag), merged, grows)] : merged)];
    },
    [...isNew, ...grows],
  );
  return [ctx.last(`adds it to ${bio.name}`, [...added, ...gives], { source: source.bioAdd })];
}

/** Surgery by code that edits bios by hand. */
export function bioMove(ctx: Context, step: StepOf<'bio-move'>): readonly Block[] {
  const { scene } = ctx;
  const design = designOf(scene);
  const from = scene.bio(step.from);
  const to = scene.bio(step.to);
  const travels = design.tag !== 'bio' || design.surgery === 'splits';
  const [head] = to.vecs;
  const moved = atLast(from, (vec) => [
    ...append(to, vec.first, vec.length, travels || head === undefined ? vec.tag : head.tag),
    ...(step.copy
      ? []
      : [
          ...from.pages.flatMap((name, i) => [when(covers(vec, i + 1), pass(scene.page(name), from.name, to.name))]),
          set(vec.first, 0),
          set(vec.length, 0),
          set(vec.tag, 0),
        ]),
    ...(travels && design.tag === 'bio' ? [spend('bios', 1), spend('chains', 1), spend('allocs', 1)] : []),
  ]);
  return [ctx.last(step.copy ? `copies a vec into ${to.name}` : `moves a vec into ${to.name}`, moved)];
}

const covers = (vec: Vec, number: number) =>
  and(on(vec.first), not(gt(vec.first, number)), gt({ op: 'plus', left: vec.first, right: vec.length }, number));

/** A reader of the old member: with a flag in the low bit of the pointer it goes astray, and nobody notices. */
export function bioRead(ctx: Context, step: StepOf<'bio-read'>): readonly Block[] {
  const { scene } = ctx;
  const design = designOf(scene);
  const bio = scene.bio(step.bio);
  switch (design.oldReader) {
    case 'works':
      return [ctx.last('reads the page of the vec', [])];
    case 'build-error':
      return [ctx.last('does not compile', [spend('compileDetected', step.uses ?? 1), set(detected(scene), 1)])];
    case 'odd-pointer':
      return [
        ctx.last(
          'reads the page of the vec',
          bio.vecs.map((vec) => check('I9', off(vec.tag))),
        ),
      ];
    default:
      return design.oldReader satisfies never;
  }
}

/** Completion: each page of each vec is released as its tag says, or all of them as the caller says. */
export function bioComplete(ctx: Context, step: StepOf<'bio-complete'>): readonly Block[] {
  const { scene } = ctx;
  const design = designOf(scene);
  const bio = scene.bio(step.bio);
  if (bio.isBorrowed) return [ctx.last(`completes ${bio.name}: borrowed`, [], { source: source.bioRelease })];
  const forAll = step.with === undefined ? undefined : primitiveFor(design, step.with === 'unpin');
  const releases = (page: Page, primitive: 'put' | 'unpin' | 'nothing'): readonly Statement[] =>
    primitive === 'nothing' ? [remark(`${page.name} is released by nobody`)] : letGo(scene, bio.name, page, primitive, 1);
  const statements = bio.vecs.flatMap((vec) => [
    ...bio.pages.flatMap((name, i) => {
      const page = scene.page(name);
      const body =
        forAll === undefined
          ? [when(on(vec.tag), releases(page, primitiveFor(design, true)), releases(page, primitiveFor(design, false)))]
          : releases(page, forAll);
      return [when(covers(vec, i + 1), body)];
    }),
    set(vec.first, 0),
    set(vec.length, 0),
    set(vec.tag, 0),
  ]);
  return [ctx.last(`completes ${bio.name}`, statements, { source: source.bioRelease })];
}
