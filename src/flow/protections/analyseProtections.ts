/**
 * Follows addresses, pages and page numbers of device memory over the graph of one function: by the name of the variable or member that holds them, each with
 * what it was got under. Where paths meet, what any of them shows counts. Values that come from elsewhere, and protection that the caller holds, are not judged.
 */
import type { Span } from '../../base/span.ts';
import { asksPage, derivesPage, lookup, type ProtectionCall, protectionCall, roleOf } from '../../knowledge/index.ts';
import type { Expr, FunctionIr, Instruction } from '../ir.ts';
import { oneLine } from '../story.ts';
import { successors, walkExpression } from '../usage.ts';
import type { StaleUse } from './stale.ts';

type Call = Instruction & { readonly do: 'call' };

interface Holder {
  readonly given: StaleUse['given'];
  /** What keeps it: a kind of region, the number of the page, or the object that it is part of. */
  readonly under: string;
  /** Where it went into an object that outlives the function. */
  readonly storedAt?: Span;
  readonly written: string;
  readonly ended?: StaleUse['ended'];
}

/** By key: `v3` a variable, `t7` a temporary, `m:obj->pfn` a member. `open`: regions that every path has begun. */
interface Flow {
  readonly holders: ReadonlyMap<string, Holder>;
  readonly open: ReadonlySet<string>;
}

const withoutCasts = (e: Expr): Expr => (e.op === 'cast' ? withoutCasts(e.of) : e);

export function staleUses(fn: FunctionIr, text: string): StaleUse[] {
  return new Follower(fn, text).run();
}

class Follower {
  readonly #fn: FunctionIr;
  readonly #text: string;
  readonly #found = new Map<string, StaleUse>();
  #holders = new Map<string, Holder>();
  #open = new Set<string>();

  constructor(fn: FunctionIr, text: string) {
    this.#fn = fn;
    this.#text = text;
  }

  run(): StaleUse[] {
    const { blocks, entry } = this.#fn;
    const into = new Map<number, Flow>([[entry, { holders: new Map(), open: new Set() }]]);
    const work = [entry];
    // A holder only ever comes in or ends, and what is open only goes: the bound is never met.
    for (let turns = 0; work.length > 0 && turns < blocks.length * 64; turns++) {
      const id = work.shift() ?? entry;
      const block = blocks[id];
      const flow = into.get(id);
      if (!block || !flow) continue;
      this.#holders = new Map(flow.holders);
      this.#open = new Set(flow.open);
      for (const i of block.instructions) this.#step(i);
      const t = block.terminator;
      if (t.end === 'branch') this.#look(t.condition);
      if (t.end === 'return') this.#leave(t.value);
      const out: Flow = { holders: this.#holders, open: this.#open };
      for (const next of successors(block)) {
        const joined = join(into.get(next), out);
        if (!joined) continue;
        into.set(next, joined);
        if (!work.includes(next)) work.push(next);
      }
    }
    return [...this.#found.values()].sort((a, b) => a.span.start - b.span.start);
  }

  #step(i: Instruction): void {
    switch (i.do) {
      case 'call':
        this.#call(i);
        return;
      case 'assign': {
        this.#look(i.value);
        if (i.place.op !== 'variable') this.#look(i.place);
        this.#assign(i.place, this.#heldIn(i.value), i.span);
        return;
      }
      case 'keep': {
        this.#look(i.value);
        this.#set(`t${i.temp}`, this.#heldIn(i.value));
        return;
      }
      case 'declare':
        this.#holders.delete(`v${i.variable.id}`);
        return;
      case 'iterate':
        for (const a of i.args) this.#forget(a);
        return;
      case 'asm':
        for (const o of i.outputs) this.#forget(o);
        return;
      case 'cleanup':
        return;
    }
  }

  #set(key: string, holder: Holder | undefined): void {
    if (holder) this.#holders.set(key, holder);
    else this.#holders.delete(key);
  }

  #assign(place: Expr, holder: Holder | undefined, span: Span): void {
    const key = this.#keyOf(place);
    if (key === undefined) return;
    if (!holder) {
      this.#holders.delete(key);
      return;
    }
    const written = this.#said(place);
    // `obj->base += offset`
    const before = this.#holders.get(key);
    const storedAt = before?.given.span.start === holder.given.span.start ? (before.storedAt ?? span) : span;
    if (key.startsWith('v')) this.#set(key, { ...holder, written });
    else this.#store(key, { ...holder, written, storedAt });
  }

  /** Into an object that outlives the function; what is void already is told at once. */
  #store(key: string, holder: Holder): void {
    this.#set(key, holder);
    if (holder.ended) this.#tell('stored', holder.storedAt ?? holder.given.span, holder);
  }

  #keyOf(place: Expr): string | undefined {
    const p = withoutCasts(place);
    if (p.op === 'variable') return p.variable.kind === 'static' ? `m:${p.variable.name}` : `v${p.variable.id}`;
    if (p.op === 'name') return `m:${p.name}`;
    return p.op === 'field' && this.#outlives(p) ? `m:${this.#said(p)}` : undefined;
  }

  /** A member of what a pointer leads to, or of a global: not of a local structure, nor of what a parameter says is to be filled. */
  #outlives(e: Expr): boolean {
    const p = withoutCasts(e);
    switch (p.op) {
      case 'field':
        return p.arrow ? withoutCasts(p.base).op !== 'address' : this.#outlives(p.base);
      case 'index':
        return this.#outlives(p.base);
      case 'name':
        return true;
      case 'variable':
        return p.variable.kind === 'static';
      case 'address':
      case 'binary':
      case 'cast':
      case 'const':
      case 'deref':
      case 'opaque':
      case 'select':
      case 'string':
      case 'temp':
      case 'unary':
        return false;
    }
  }

  #call(i: Call): void {
    const known = i.callee === undefined ? undefined : protectionCall(i.callee);
    if (i.target) this.#look(i.target);
    if (known) {
      this.#protection(i, known);
      return;
    }
    const [first] = i.args;
    const role = i.callee === undefined ? undefined : roleOf(i.callee);
    const derives =
      i.callee !== undefined && (derivesPage(i.callee) || role?.role === 'same-page' || role?.role === 'same-value' || role?.role === 'address-of');
    if (derives && first) {
      for (const a of i.args) this.#look(a);
      this.#set(`t${i.result}`, this.#heldIn(i.args.find((a) => this.#heldIn(a) !== undefined) ?? first));
      return;
    }
    const asks =
      i.callee !== undefined && (asksPage(i.callee) || role?.role === 'harmless' || role?.role.startsWith('is-') || role?.role.startsWith('error'));
    this.#holders.delete(`t${i.result}`);
    if (role?.role === 'free' && first) this.#dropObject(i.args[role.argument]);
    for (const a of i.args) {
      if (asks) {
        this.#look(a);
        continue;
      }
      const held = this.#heldIn(a);
      if (held?.ended) this.#tell('used', i.span, held, i.callee ?? '');
      else this.#look(a);
      // A reference on the page keeps the device; so may whoever is given it.
      if (held && !held.ended && (held.under.startsWith('number ') || this.#takesReference(i.callee))) this.#dropGiven(held);
      if (withoutCasts(a).op === 'address') this.#forget(a);
    }
  }

  #takesReference(callee: string | undefined): boolean {
    return (callee !== undefined && lookup(callee)?.effects.some((e) => e.effect === 'get' || e.effect === 'pin' || e.effect === 'own-get')) ?? false;
  }

  #protection(i: Call, call: ProtectionCall): void {
    const name = i.callee ?? '';
    const given = { call: name, span: i.span, text: this.#line(i.span) };
    const said = (at: number): string => (i.args[at] ? this.#said(i.args[at]) : '');
    switch (call.does) {
      case 'start':
        this.#open.add(name);
        return;
      case 'end':
        this.#end((h) => h.under === call.startedBy, given);
        this.#open.delete(call.startedBy);
        return;
      case 'give-into':
        for (const at of call.into) {
          const arg = i.args[at] && withoutCasts(i.args[at]);
          if (arg?.op !== 'address') continue;
          const covered = this.#open.has(call.startedBy);
          const holder = { given, under: call.startedBy, written: this.#said(arg.of) };
          this.#assign(arg.of, covered ? holder : undefined, i.span);
        }
        return;
      case 'count':
        this.#holders.set(`t${i.result}`, { given, under: `reference ${said(call.of)}`, written: '' });
        return;
      case 'uncount': {
        const reference = i.args[call.reference] && this.#heldIn(i.args[call.reference] as Expr);
        const number = reference?.under.startsWith('reference ') ? reference.under.slice('reference '.length) : undefined;
        if (number !== undefined && number !== '') this.#end((h) => h.under === `number ${number}`, given);
        return;
      }
      case 'give-of':
        this.#holders.set(`t${i.result}`, { given, under: `number ${said(call.of)}`, written: '' });
        return;
      case 'give-object':
        this.#holders.set(`t${i.result}`, { given, under: `object ${said(call.object)}`, written: '' });
        return;
      case 'end-object':
        this.#end((h) => h.under === `object ${said(call.object)}`, given);
        return;
    }
  }

  #end(isMeant: (h: Holder) => boolean, ended: StaleUse['ended']): void {
    for (const [key, h] of this.#holders) if (!h.ended && isMeant(h)) this.#holders.set(key, { ...h, ended });
  }

  #dropGiven({ given }: Holder): void {
    for (const [key, h] of this.#holders) if (h.given.span.start === given.span.start) this.#holders.delete(key);
  }

  /** The object is gone, and what stood in it. */
  #dropObject(object: Expr | undefined): void {
    if (!object) return;
    const prefix = `m:${this.#said(object)}`;
    for (const key of this.#holders.keys()) if (key.startsWith(`${prefix}->`) || key.startsWith(`${prefix}.`)) this.#holders.delete(key);
  }

  /** Somebody else writes there. */
  #forget(e: Expr): void {
    const p = withoutCasts(e);
    const key = this.#keyOf(p.op === 'address' ? p.of : p);
    if (key !== undefined) this.#holders.delete(key);
  }

  /** What the value of an expression is: the address or the page itself, with or without an offset; not what stands there. */
  #heldIn(e: Expr): Holder | undefined {
    const x = withoutCasts(e);
    switch (x.op) {
      case 'temp':
        return this.#holders.get(`t${x.id}`);
      case 'variable':
      case 'name': {
        const key = this.#keyOf(x);
        return key === undefined ? undefined : this.#holders.get(key);
      }
      case 'field': {
        const key = this.#keyOf(x);
        const own = key === undefined ? undefined : this.#holders.get(key);
        // `pfn.val`: the number inside.
        return own ?? (x.arrow ? undefined : this.#heldIn(x.base));
      }
      case 'binary':
        return x.operator === '+' || x.operator === '-' || x.operator === '&' || x.operator === '|' || x.operator === '<<' || x.operator === '>>'
          ? (this.#heldIn(x.left) ?? this.#heldIn(x.right))
          : undefined;
      case 'select':
        return this.#heldIn(x.then) ?? this.#heldIn(x.else);
      case 'address': {
        const of = withoutCasts(x.of);
        return of.op === 'index' || (of.op === 'field' && of.arrow) ? this.#heldIn(of.base) : undefined;
      }
      case 'cast':
      case 'const':
      case 'deref':
      case 'index':
      case 'opaque':
      case 'string':
      case 'unary':
        return undefined;
    }
  }

  /** Accesses inside of an expression. */
  #look(e: Expr): void {
    const addressed = new Set<Expr>();
    walkExpression(e, (x) => {
      if (x.op === 'address') addressed.add(withoutCasts(x.of));
      if (addressed.has(x)) return;
      const base = x.op === 'deref' || x.op === 'index' || (x.op === 'field' && x.arrow) ? x.base : undefined;
      const held = base && this.#heldIn(base);
      if (held?.ended && !held.under.startsWith('reference ')) this.#tell('used', x.span, held);
    });
  }

  #leave(value: Expr | undefined): void {
    if (value) {
      this.#look(value);
      const held = this.#heldIn(value);
      if (held?.ended && held.storedAt === undefined) this.#tell('returned', value.span, held);
    }
    for (const [key, h] of this.#holders) if (key.startsWith('m:') && h.ended && h.storedAt) this.#tell('stored', h.storedAt, h);
  }

  #line(span: Span): string {
    return oneLine(this.#text.slice(span.start, span.end));
  }

  #tell(how: StaleUse['how'], span: Span, h: Holder, call?: string): void {
    if (h.under.startsWith('reference ') || !h.ended) return;
    const key = `${how}:${span.start}`;
    if (this.#found.has(key)) return;
    this.#found.set(key, {
      how,
      span,
      text: this.#line(span),
      holder: h.written,
      given: h.given,
      ended: h.ended,
      ...(call === undefined || call === '' ? {} : { call }),
    });
  }

  #said(e: Expr): string {
    return this.#text.slice(e.span.start, e.span.end).replace(/\s+/g, '');
  }
}

/** What both ways bring; undefined if `before` says it all. */
function join(before: Flow | undefined, more: Flow): Flow | undefined {
  if (!before) return { holders: new Map(more.holders), open: new Set(more.open) };
  let changed = false;
  const holders = new Map(before.holders);
  for (const [key, h] of more.holders) {
    const old = holders.get(key);
    if (old && (old.ended || !h.ended)) continue;
    holders.set(key, h);
    changed = true;
  }
  const open = new Set([...before.open].filter((name) => more.open.has(name)));
  if (open.size !== before.open.size) changed = true;
  return changed ? { holders, open } : undefined;
}
