/** One engine serves one tree with one set of settings: it opens files, keeps what is known of their items, and answers with reports. */
import { type Cancel, never, throwIfCancelled } from '../base/cancel.ts';
import { stableHash } from '../base/hash.ts';
import type { Problem } from '../base/problem.ts';
import type { Span } from '../base/span.ts';
import { createFileFlow, createFlowCache, type Elsewhere, type FileFlow, type FlowResult } from '../flow/index.ts';
import { accessor, BVEC } from '../knowledge/bvecIdioms.ts';
import { trackedWords } from '../knowledge/index.ts';
import type { AllowedFinding, FileReport, Finding, Fix, FunctionNote, HandedOver } from '../protocol/finding.ts';
import {
  type AllowRule,
  type FlowRule,
  type HelperIntroduction,
  type HelperView,
  type ItemRule,
  type Rule,
  type RuleFinding,
  rules,
  type TypeWorld,
} from '../rules/index.ts';
import {
  createDialect,
  type Dialect,
  editSource,
  type Item,
  openSource,
  type ParsedItem,
  type SourceFile,
  type WordUse,
  wordUses,
} from '../syntax/index.ts';
import { judgeAllows } from './allow/judge.ts';
import { matchBaseline } from './baseline.ts';
import { createMarker, type Marks } from './fingerprint.ts';
import { createHeaders, type Headers } from './headers.ts';
import { hoverAt } from './hover.ts';
import { createLevels } from './levels.ts';
import { createMender } from './mend.ts';
import { plainReferences } from './plainReferences.ts';
import { joinPath, parametersIn } from './tree.ts';
import type { Engine, EngineOptions, OpenFile, ReportOptions } from './types.ts';
import { createTypeWorld } from './typeWorld.ts';

/** What the items of a file see around them. It outlives edits that leave every declaration, macro and signature as it was. */
interface Environment {
  /** Header texts of functions and identities of everything else, in order. */
  readonly signature: readonly (object | string)[];
  file: SourceFile;
  readonly dialect: Dialect;
  readonly world: TypeWorld;
  readonly helpers: HelperView;
}

interface ItemResult {
  readonly environment: Environment;
  readonly start: number;
  readonly findings: readonly { readonly rule: Rule; readonly finding: RuleFinding }[];
  readonly syntaxErrors: readonly Span[];
  readonly partial: boolean;
  /** Every arm that holds a tracked word was parsed, not only those that a rule asked for. */
  readonly all: boolean;
  /** The findings carry their fixes. */
  readonly fixes: boolean;
}

/** A question of `Engine.grounds` that is no include. */
const INTRODUCTION = 'introduction';

const openFile = (path: string, source: SourceFile, bytes: number, elsewhere: Elsewhere | undefined): OpenFile => ({
  path,
  bytes,
  source,
  ...(elsewhere === undefined ? {} : { elsewhere }),
});

export function createEngine(options: EngineOptions): Engine {
  const headers = createHeaders(options.reader, options.tree.root, options.recordsGrounds);
  const isItemRule = (rule: Rule): rule is ItemRule => rule.flow === undefined && rule.allow === undefined;
  const isFlowRule = (rule: Rule): rule is FlowRule => rule.flow === true;
  const isAllowRule = (rule: Rule): rule is AllowRule => rule.allow === true;
  const ruleWords = new Set(rules.filter(isItemRule).flatMap((r) => r.words));
  const tracked = new Set<string>([...trackedWords(), ...rules.filter((r) => !isAllowRule(r)).flatMap((r) => r.words)]);
  const levels = createLevels(options.settings);
  const isOn = (r: Rule): boolean => levels.isEverOn(r.info.id);
  const active = rules.filter(isItemRule).filter(isOn);
  const activeFlow = rules.filter(isFlowRule).filter(isOn);
  const activeAllow = rules.filter(isAllowRule).filter(isOn);
  const ruleIds = rules.map((r) => r.info.id);
  const flowCache = createFlowCache();
  const flows = new WeakMap<SourceFile, FileFlow>();
  const flowFindings = new WeakMap<FlowResult, readonly { readonly rule: Rule; readonly finding: RuleFinding }[]>();
  let environments = new WeakMap<SourceFile, Environment>();
  const results = new WeakMap<object, ItemResult>();
  const holdsRuleWord = new WeakMap<object, boolean>();
  const holdsTrackedWord = new WeakMap<object, boolean>();
  let accessorHeader = createIntroduction(options, headers);

  /** Files for which it was asked whether the tree can gain the helper. */
  const introduced = new Set<string>();
  const introduction = (path: string): ReturnType<typeof accessorHeader> => {
    if (options.recordsGrounds === true) introduced.add(path);
    return accessorHeader();
  };
  const groundOf = (question: string): string | undefined =>
    question === INTRODUCTION ? stableHash(JSON.stringify(accessorHeader())) : headers.resolve(question);

  const environmentOf = (file: OpenFile, inherited?: Environment): Environment => {
    const known = environments.get(file.source);
    if (known) return known;
    const signature = signatureOf(file.source);
    let environment = inherited;
    if (!environment || !sameSignature(environment.signature, signature))
      environment = createEnvironment(file, signature, options, headers, () => introduction(file.path));
    environment.file = file.source;
    environments.set(file.source, environment);
    return environment;
  };

  /** Whether an item holds a word of a rule, or of all that is tracked; remembered for as long as its text stays. */
  const holds = (file: SourceFile, item: Item, memory: WeakMap<object, boolean>, words: ReadonlySet<string>): boolean => {
    let answer = memory.get(item.identity);
    if (answer === undefined) {
      answer = wordUses(file, item, words).length > 0;
      memory.set(item.identity, answer);
    }
    return answer;
  };

  /** Checks one item, or takes what is known of it. `all` parses it for its syntax errors even if no rule asks. */
  const resultOf = (file: OpenFile, item: Item, environment: Environment, wanted: { all: boolean; fixes: boolean }): ItemResult | undefined => {
    if (!wanted.all && !holds(file.source, item, holdsRuleWord, ruleWords)) return undefined;
    const known = results.get(item.identity);
    if (known && known.environment === environment && (known.all || !wanted.all) && (known.fixes || !wanted.fixes)) return known;
    const uses = wordUses(file.source, item, wanted.all ? tracked : ruleWords);
    environment.file = file.source;
    const parsed = options.parser.parseItem(file.source, item, environment.dialect, uses);
    try {
      const path = options.tree.root === undefined ? file.path : relativeTo(options.tree.root, file.path);
      const asked = active.filter((rule) => rule.isExempt?.(path) !== true);
      const findings = asked.flatMap((rule) => checkItem(rule, file.source, parsed, uses, environment, wanted.fixes));
      const syntaxErrors = parsed.variants.flatMap((v) => v.errors);
      const result: ItemResult = { environment, start: item.start, findings, syntaxErrors, partial: parsed.partial, ...wanted };
      results.set(item.identity, result);
      return result;
    } finally {
      parsed.dispose();
    }
  };

  const flowFor = (file: OpenFile, environment: Environment): FileFlow => {
    let flow = flows.get(file.source);
    if (!flow) {
      const path = options.tree.root === undefined ? file.path : relativeTo(options.tree.root, file.path);
      flow = createFileFlow({
        file: file.source,
        path,
        version: options.tree.version,
        parser: options.parser,
        dialect: environment.dialect,
        cache: flowCache,
        ...(file.elsewhere === undefined ? {} : { elsewhere: file.elsewhere }),
      });
      flows.set(file.source, flow);
    }
    return flow;
  };
  /** What the flow analysis says of a function; nothing where no rule asks for it. */
  const flowOf = (file: OpenFile, item: Item, environment: Environment, cancel: Cancel): FlowResult | undefined =>
    activeFlow.length === 0 || item.kind !== 'function' ? undefined : flowFor(file, environment).resultOf(item, cancel);
  const findingsOf = (result: FlowResult): readonly { readonly rule: Rule; readonly finding: RuleFinding }[] => {
    let known = flowFindings.get(result);
    if (!known) {
      known = activeFlow.flatMap((rule) => rule.check(result).map((finding) => ({ rule, finding })));
      flowFindings.set(result, known);
    }
    return known;
  };

  const mend = createMender({ parser: options.parser, rules: rules.filter(isFlowRule) });
  const withFixes = (finding: RuleFinding, rule: Rule, at: { file: OpenFile; item: Item; flow: FlowResult; cancel: Cancel }): RuleFinding => {
    if (!isFlowRule(rule)) return finding;
    const { file, item, flow: result, cancel } = at;
    const environment = environmentOf(file);
    const { dialect, world } = environment;
    const followed = (source: SourceFile, of: Item): FlowResult | undefined => {
      const text = openFile(file.path, source, source.text.length, file.elsewhere);
      return flowOf(text, of, environmentOf(text, environment), cancel);
    };
    return { ...finding, ...mend({ file: file.source, item, dialect, world, rule, result, finding, flowOf: followed, cancel }) };
  };

  const isGone = (file: string): boolean => !options.reader.exists(joinPath(options.sourceRoot, file));
  const knownOf = (file: string, findings: readonly Finding[], allowed: readonly AllowedFinding[]): ReadonlySet<Finding> =>
    options.baseline === undefined
      ? new Set()
      : matchBaseline(options.baseline, { file, findings, allowed: allowed.map((a) => a.finding), isGone }).known;

  const report = (file: OpenFile, wanted: ReportOptions): FileReport => {
    const environment = environmentOf(file);
    const cancel = wanted.cancel ?? never;
    const name = relativeTo(options.sourceRoot, file.path);
    const drafts: Draft[] = [];
    const errors: FunctionNote[] = [];
    const incomplete: FunctionNote[] = [];
    const problems: Problem[] = [];
    const handedOver: HandedOver[] = [];
    /** Items of which not everything is known. */
    const uncertain: Item[] = [];
    let trackedFunctions = 0;
    let acquiringFunctions = 0;
    for (const item of file.source.items) {
      throwIfCancelled(cancel);
      const isTracked = wanted.stats && holds(file.source, item, holdsTrackedWord, tracked);
      const result = resultOf(file, item, environment, { all: isTracked, fixes: wanted.fixes });
      if (isTracked && item.kind === 'function') trackedFunctions++;
      const flow = flowOf(file, item, environment, cancel);
      if (flow) {
        const label = item.name ?? '(unnamed)';
        if (flow.acquires) acquiringFunctions++;
        for (const { rule, finding } of findingsOf(flow)) {
          const level = levels.of(name, rule.info.id, finding.level);
          if (level === 'off') continue;
          const whole = wanted.fixes ? withFixes(finding, rule, { file, item, flow, cancel }) : finding;
          drafts.push(complete(whole, 0, { rule, level, item, file, name, options, fixes: wanted.fixes }));
        }
        for (const h of flow.handOvers)
          handedOver.push({
            function: label,
            span: h.span,
            pages: h.pages.array,
            to: h.to,
            ...(h.pages.acquiredBy === undefined ? {} : { acquiredBy: h.pages.acquiredBy }),
          });
        if (flow.incomplete !== undefined) {
          incomplete.push({ name: label, span: item.nameSpan ?? item, reason: flow.incomplete });
          uncertain.push(item);
        }
      }
      if (!result) continue;
      if (result.partial || result.syntaxErrors.length > 0) uncertain.push(item);
      const by = item.start - result.start;
      for (const { rule, finding } of result.findings) {
        const level = levels.of(name, rule.info.id, finding.level);
        if (level === 'off') continue;
        drafts.push(complete(finding, by, { rule, level, item, file, name, options, fixes: wanted.fixes }));
      }
      if (item.kind !== 'function') continue;
      const label = item.name ?? '(unnamed)';
      const first = result.syntaxErrors[0];
      if (first)
        errors.push({
          name: label,
          span: { start: first.start + by, end: first.end + by },
          reason: 'the text holds something that is not C as the parser knows it',
        });
      if (result.partial && flow?.incomplete === undefined)
        incomplete.push({ name: label, span: item.nameSpan ?? item, reason: 'not every arm of its #if groups could be read' });
    }
    drafts.sort(byPosition);
    const isOnHere = (rule: string): boolean => levels.of(name, rule, 'error') !== 'off';
    const judged = judgeAllows({ file: file.source, findings: drafts.map((d) => d.finding), ruleIds, isOn: isOnHere, uncertain });
    for (const rule of judged.comments.length === 0 ? [] : activeAllow) {
      for (const found of rule.check({ text: file.source.text, allows: judged.comments, ruleIds })) {
        const level = levels.of(name, rule.info.id, found.level);
        const item = file.source.itemAt(found.span.start);
        if (level !== 'off') drafts.push(complete(found, 0, { rule, level, item, file, name, options, fixes: wanted.fixes }));
      }
    }
    drafts.sort(byPosition);
    const mark = createMarker(file.source);
    const findings: Finding[] = [];
    const allowed: AllowedFinding[] = [];
    for (const { item, finding } of drafts) {
      const whole = { ...finding, ...mark(item, finding) };
      const comment = judged.allowed.get(finding);
      if (comment === undefined) findings.push(whole);
      else allowed.push({ finding: whole, reason: comment.reason, comment: comment.comment });
    }
    const known = knownOf(name, findings, allowed);
    return {
      file: name,
      findings: findings.filter((f) => !known.has(f)),
      allowed,
      known: findings.filter((f) => known.has(f)),
      stats: {
        bytes: file.bytes,
        trackedFunctions,
        functionsWithSyntaxErrors: errors,
        incompleteFunctions: incomplete,
        acquiringFunctions,
        handedOver,
      },
      problems,
    };
  };

  return {
    tree: options.tree,
    rules: rules.map((r) => r.info),
    words: [...new Set([...tracked, ...rules.flatMap((r) => r.words)])],
    open: (path, source, bytes, elsewhere) => openFile(path, openSource(source.text), bytes ?? source.text.length, elsewhere),
    edit(file, edits) {
      const source = editSource(file.source, edits);
      const edited = openFile(file.path, source, source.text.length, file.elsewhere);
      environmentOf(edited, environments.get(file.source));
      return edited;
    },
    followAnew(file) {
      flows.delete(file.source);
      return { ...file };
    },
    report,
    offered: (file, cancel) => (activeFlow.length === 0 ? [] : flowFor(file, environmentOf(file)).offered(cancel)),
    summaryOf: (file, name, takesOrDrops) => flowFor(file, environmentOf(file)).summaryOf(name, takesOrDrops),
    headersInReach: (file) => new Set(Array.from(headers.reach(file.path, file.source.includes, false), (header) => header.path)),
    grounds(path) {
      const grounds = new Map(headers.followed(path));
      if (introduced.delete(path)) grounds.set(INTRODUCTION, groundOf(INTRODUCTION));
      return grounds;
    },
    groundOf,
    fixesOf(file, finding) {
      const again = report(file, { stats: false, fixes: true });
      return again.findings.find((f) => f.fingerprint === finding.fingerprint)?.fixes ?? [];
    },
    pathsAt(file, offset, cancel) {
      const item = file.source.itemAt(offset);
      return item?.kind === 'function' ? flowFor(file, environmentOf(file)).pathsOf(item, cancel) : [];
    },
    referencesAt(file, offset) {
      const item = file.source.itemAt(offset);
      return item?.kind === 'function' ? plainReferences(file.source.text, item, options.tree.version) : [];
    },
    hover: (file, offset, wanted) =>
      hoverAt(file, offset, {
        tree: options.tree,
        findings: report(file, { stats: false, fixes: false }).findings,
        rules,
        sayFindings: wanted.findings,
      }),
    forget(path) {
      headers.forget(path);
      // What was judged by the old text is judged anew, and an edit of a header is placed anew.
      environments = new WeakMap();
      accessorHeader = createIntroduction(options, headers);
    },
  };
}

function checkItem(
  rule: ItemRule,
  file: SourceFile,
  parsed: ParsedItem,
  uses: readonly WordUse[],
  environment: Environment,
  fixes: boolean,
): { rule: Rule; finding: RuleFinding }[] {
  const own = uses.filter((u) => rule.words.includes(u.word));
  if (own.length === 0) return [];
  const { world, helpers, dialect } = environment;
  const macro = (name: string): ReturnType<Dialect['definitionOf']> => dialect.definitionOf(name);
  return rule.check({ file, parsed, uses: own, world, helpers, macro, fixes }).map((finding) => ({ rule, finding }));
}

interface Completion {
  readonly rule: Rule;
  readonly level: Finding['level'];
  /** Undefined for a comment between items. */
  readonly item: Item | undefined;
  readonly file: OpenFile;
  readonly name: string;
  readonly options: EngineOptions;
  readonly fixes: boolean;
}

/** A finding that is not told apart from its like yet. */
interface Draft {
  readonly item: Item | undefined;
  readonly finding: Omit<Finding, keyof Marks>;
}

const byPosition = ({ finding: a }: Draft, { finding: b }: Draft): number => a.span.start - b.span.start || a.rule.localeCompare(b.rule);

function complete(found: RuleFinding, by: number, c: Completion): Draft {
  const { source } = c.file;
  const move = (s: Span): Span => ({ start: s.start + by, end: s.end + by });
  const span = move(found.span);
  const around = source.conditionAt(span.start);
  const condition = [around, found.condition ?? '']
    .filter((c) => c !== '' && !(found.condition !== undefined && c === around && found.condition.includes(around)))
    .join(' && ');
  // `static_assert(…)` at file scope is neither function, macro nor variable.
  const enclosing = c.item?.kind === 'declaration' && c.item.nameSpan?.start === c.item.start ? undefined : c.item?.name;
  const fixes: Fix[] = !c.fixes
    ? []
    : found.fixes.map(({ edits, header, ...fix }) => ({
        ...fix,
        introducesHelper: header !== undefined,
        changes: [
          { file: c.name, edits: edits.map((e) => ({ span: move(e.span), newText: e.newText })) },
          ...(header ? [{ file: relativeTo(c.options.sourceRoot, joinPath(c.options.tree.root ?? '/', header.header)), edits: header.edits }] : []),
        ],
      }));
  const finding: Draft['finding'] = {
    rule: c.rule.info.id,
    level: c.level,
    kind: found.kind,
    message: found.message,
    file: c.name,
    span,
    ...(enclosing === undefined ? {} : { enclosing }),
    ...(condition === '' ? {} : { condition }),
    path: found.path.map((s) => ({ ...s, file: c.name, span: move(s.span) })),
    ...(found.trace === undefined ? {} : { trace: found.trace.map((e) => ({ ...e, span: move(e.span) })) }),
    fixes,
    ...(c.fixes && found.noFixReason !== undefined ? { noFixReason: found.noFixReason } : {}),
  };
  return { item: c.item, finding };
}

function signatureOf(file: SourceFile): (object | string)[] {
  return file.items.map((i) => (i.kind === 'function' ? file.text.slice(i.start, i.body?.start ?? i.end) : i.identity));
}

const sameSignature = (a: readonly (object | string)[], b: readonly (object | string)[]): boolean =>
  a.length === b.length && a.every((x, i) => x === b[i]);

function createEnvironment(
  file: OpenFile,
  signature: readonly (object | string)[],
  options: EngineOptions,
  headers: Headers,
  accessorHeader: () => ReturnType<HelperView['introduceAccessor']>,
): Environment {
  const { path } = file;
  const lookup = (name: string): ReturnType<Dialect['definitionOf']> => {
    for (const header of headers.reach(path, environment.file.includes, false)) {
      const found = header.macros.get(name);
      if (found) return found;
    }
    return undefined;
  };
  const shims = new Map<string, readonly string[] | undefined>();
  const environment: Environment = {
    signature,
    file: file.source,
    dialect: createDialect({ file: file.source, lookup }),
    world: createTypeWorld({ current: () => environment.file, path, parser: options.parser, headers }),
    helpers: {
      parametersOf(name) {
        if (!shims.has(name)) shims.set(name, shimIn(environment.file, path, name, headers));
        return shims.get(name) ?? options.tree.helpers[name]?.parameters;
      },
      introduceAccessor: accessorHeader,
    },
  };
  return environment;
}

/** A helper that the file, or a header beside it, defines for itself: what compatibility shims do. */
function shimIn(file: SourceFile, path: string, name: string, headers: Headers): readonly string[] | undefined {
  const own = parametersIn(file, name);
  if (own) return own;
  for (const header of headers.reach(path, file.includes, true)) {
    const macro = header.macros.get(name);
    if (macro) return macro.params ?? [];
    const text = headers.text(header.path);
    const found = text?.includes(name) ? parametersIn(openSource(text), name) : undefined;
    if (found) return found;
  }
  return undefined;
}

/** How the tree gains the accessor: behind the definition of the structure, unless the name is taken somewhere. */
function createIntroduction(options: EngineOptions, headers: Headers): () => HelperIntroduction | { readonly refused: string } {
  let answer: HelperIntroduction | { readonly refused: string } | undefined;
  const find = (): HelperIntroduction | { readonly refused: string } => {
    const { root } = options.tree;
    if (root === undefined) return { refused: `there is no ${accessor.helper}(), and no tree around the file that could gain it` };
    for (const header of accessor.headers) {
      const text = headers.text(joinPath(root, header));
      if (text === undefined) continue;
      const source = openSource(text);
      const pattern = new RegExp(`\\bstruct\\s+${BVEC.tag}\\s*\\{`);
      const at = source.items.find((i) => i.kind === 'declaration' && pattern.test(text.slice(i.start, i.end)));
      if (!at) continue;
      const taken = options.nameTaken?.(accessor.helper);
      if (taken !== undefined) return { refused: `${taken} already has something named ${accessor.helper}` };
      const end = source.lines.lineSpan(at.end).end;
      const newline = text.includes('\r\n') ? '\r\n' : '\n';
      return { header, edits: [{ span: { start: end, end }, newText: accessor.text.replaceAll('\n', newline) }] };
    }
    return { refused: `no header of the tree defines struct ${BVEC.tag}` };
  };
  return () => (answer ??= find());
}

export function relativeTo(root: string, path: string): string {
  if (root === '/') return path.slice(1);
  return path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path;
}
