/** The page of the timeline: one replay, its runs under the policies, the step that is shown. Speaks to its host by messages only. */
import type { ReplayAnswer, ReplayRun } from '../../src/protocol/replay.ts';
import { walkedSteps } from '../../src/protocol/simulation.ts';
import type { CopyFormat, FromTimeline, TimelineStatus, ToTimeline } from '../../src/protocol/timeline.ts';
import { drawCards } from './cards.ts';
import { element } from './elements.ts';
import { framesOf, type RunFrames, stepOnLine } from './frames.ts';
import { chipTitle, headlineOf, keptRun, toneOf, wordOf } from './headline.ts';
import { drawSchedule, rowId } from './schedule.ts';

/** What the editor gives to its pages. */
interface EditorApi {
  readonly postMessage: (message: FromTimeline) => void;
  readonly getState: () => unknown;
  readonly setState: (state: Kept) => void;
}
declare function acquireVsCodeApi(): EditorApi;

/** Outlives the page while its tab is hidden. */
interface Kept {
  readonly id: string;
  readonly run: number;
  readonly step: number;
}

interface Shown {
  readonly answer: ReplayAnswer;
  /** Of the run that is shown. */
  readonly run: number;
  readonly step: number;
  /** Undefined where nothing was searched. */
  readonly frames: RunFrames | undefined;
}

/** Steps of one page key. */
const PAGE = 5;
const copyWords: Readonly<Record<CopyFormat, { readonly label: string; readonly title: string }>> = {
  text: { label: 'Text', title: 'Copy as the race diagram of commit messages, 75 columns' },
  svg: { label: 'SVG', title: 'Copy as a picture' },
  json: { label: 'JSON', title: 'Copy as JSON, which gupscope replay opens again' },
};

const { postMessage: send, getState, setState } = acquireVsCodeApi();
let shown: Shown | undefined;

const button = (text: string, title: string, onClick: () => void): HTMLElement => element('button', { title, aria: { label: title }, onClick }, text);
const quiet = (text: string, onClick: () => void): HTMLElement => element('button', { class: 'quiet', hidden: true, onClick }, text);

const headline = element('h1', {});
const about = element('p', { class: 'about soft' });
const notes = element('div', { class: 'notes' });
const statusText = element('span', { class: 'status', role: 'status' });
const stop = quiet('Stop', () => send({ kind: 'stop' }));
const again = quiet('Try again', () => send({ kind: 'again' }));
const policies = element('div', { class: 'policies', role: 'radiogroup', aria: { label: 'Policy: what each would have done' } });
const position = element('span', { class: 'position' });
const stepper = element(
  'div',
  { class: 'stepper', role: 'toolbar', aria: { label: 'Steps' } },
  button('|◀', 'To the start (Home)', () => go(Number.NEGATIVE_INFINITY)),
  button('◀', 'Step back (Up or Left)', () => go(-1)),
  position,
  button('▶', 'Step (Down or Right)', () => go(1)),
  button('▶|', 'To the end (End)', () => go(Number.POSITIVE_INFINITY)),
);
const copies = element(
  'div',
  { class: 'copies', role: 'toolbar', aria: { label: 'Copy' } },
  element('span', { class: 'soft' }, 'Copy'),
  ...(['text', 'svg', 'json'] as const).map((format) => button(copyWords[format].label, copyWords[format].title, () => copy(format))),
);
const cards = element('div', { class: 'cards', role: 'group', aria: { label: 'Pages behind this step' } });
const schedule = element('div', { class: 'body' });
const voice = element('p', { class: 'voice', aria: { live: 'polite', atomic: 'true' } });

function copy(format: CopyFormat): void {
  if (shown !== undefined && shown.answer.runs.length > 0) send({ kind: 'copy', run: shown.run, format });
}

const openStep = (step: number): void => {
  if (shown !== undefined) send({ kind: 'open', run: shown.run, step });
};

function go(by: number): void {
  if (shown?.frames !== undefined) choose(shown.step + by, true);
}

/** Shows a step of the run that is drawn. `reveal`: the user asked for it here, so the source follows. */
function choose(wanted: number, reveal: boolean): void {
  const startedMs = performance.now();
  if (shown?.frames === undefined) return;
  const { frames, answer, run } = shown;
  const step = Math.max(0, Math.min(frames.frames.length - 1, wanted));
  const frame = frames.frames[step] ?? frames.frames[0];
  const list = document.getElementById('steps');
  list?.querySelector('[aria-selected="true"]')?.setAttribute('aria-selected', 'false');
  const row = document.getElementById(rowId(step));
  row?.setAttribute('aria-selected', 'true');
  list?.setAttribute('aria-activedescendant', rowId(step));
  cards.replaceChildren(...drawCards(frame));
  position.textContent = `${step} / ${frames.frames.length - 1}`;
  voice.textContent = frame.sentence;
  shown = { ...shown, step };
  setState({ id: answer.id, run, step });
  // Last, since it lays the page out, once; that is part of what a step costs.
  row?.scrollIntoView({ block: 'nearest' });
  send({ kind: 'step', run, step, spentMs: performance.now() - startedMs, reveal });
}

function chooseRun(index: number, step: number | undefined, reveal: boolean): void {
  if (shown === undefined) return;
  const { answer } = shown;
  const run = answer.runs[index];
  const frames = run && framesOf(run.result);
  shown = { ...shown, run: index, frames };
  document.body.dataset['tone'] = toneOf(answer, run);
  headline.textContent = headlineOf(answer, run);
  drawPolicies();
  schedule.replaceChildren(...(frames === undefined ? [] : [drawSchedule(frames, { choose: (to) => choose(to, true), open: openStep })]));
  for (const part of [stepper, copies, cards]) part.hidden = frames === undefined;
  if (frames === undefined) cards.replaceChildren();
  // What breaks is the point, so it is shown first; the way there is walked back and forth.
  else choose(step ?? (run?.result.verdict === 'violated' ? frames.frames.length - 1 : 0), reveal);
}

function drawPolicies(): void {
  if (shown === undefined) return;
  const { answer, run: index } = shown;
  const hadFocus = policies.contains(document.activeElement);
  const chips = answer.runs.map((run, i) => {
    const isChosen = i === index;
    return element(
      'span',
      {
        class: `chip ${toneOf(answer, run)}`,
        role: 'radio',
        tabIndex: isChosen ? 0 : -1,
        title: chipTitle(answer, run),
        aria: { checked: String(isChosen), label: `${run.result.policy}: ${chipTitle(answer, run)}` },
        onClick: () => chooseRun(i, undefined, true),
      },
      element(
        'span',
        { class: 'policy' },
        run.result.policy,
        run.result.policy === answer.mainline && element('span', { class: 'soft' }, ' mainline'),
      ),
      element('span', { class: 'verdict' }, wordOf(run.result)),
    );
  });
  policies.replaceChildren(...chips);
  if (hadFocus) chips[index]?.focus();
}

function show(answer: ReplayAnswer, isNew: boolean): void {
  const kept = isNew ? undefined : shown;
  const run = kept === undefined ? 0 : keptRun(answer, kept.answer.runs[kept.run]?.result.policy);
  // The same schedule again: whoever looks at a step stays there.
  const isSame = kept?.frames !== undefined && kept.frames.frames.length - 1 === stepsIn(answer.runs[run]);
  const state = getState() as Kept | undefined;
  const step = isSame ? kept?.step : isNew && state?.id === answer.id && state.run === run ? state.step : undefined;
  shown = { answer, run, step: step ?? 0, frames: undefined };
  const { subject, kernel } = answer;
  about.textContent =
    subject === undefined
      ? 'A saved replay'
      : [subject.rule, subject.enclosing && `${subject.enclosing}()`, subject.place, kernel && `Linux ${kernel}`].filter(Boolean).join('  ·  ');
  about.title = subject?.message ?? '';
  const fixed =
    answer.fixed && element('p', { class: answer.fixed.holds ? 'good' : 'bad' }, `${answer.fixed.holds ? '✓' : '✗'} ${answer.fixed.sentence}`);
  notes.replaceChildren(...answer.remarks.map((remark) => element('p', { class: 'soft' }, remark)), ...(fixed === undefined ? [] : [fixed]));
  chooseRun(run, step, false);
}

const stepsIn = (run: ReplayRun | undefined): number | undefined => run && walkedSteps(run.result).length;

function drawStatus(status: TimelineStatus): void {
  statusText.textContent = statusWords(status);
  statusText.className = `status ${status.kind}`;
  stop.hidden = status.kind !== 'searching';
  again.hidden = status.kind !== 'failed';
  document.body.classList.toggle('stale', status.kind !== 'current');
}

function statusWords(status: TimelineStatus): string {
  switch (status.kind) {
    case 'current':
      return '';
    case 'outdated':
      return 'The source has changed: out of date';
    case 'searching':
      return status.states === undefined ? 'Searching…' : `Searching… ${status.states.toLocaleString('en-US')} states`;
    case 'failed':
      return status.sentence;
    default:
      return status satisfies never;
  }
}

function onKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || shown === undefined) return;
  const inPolicies = policies.contains(document.activeElement);
  const moves: Readonly<Record<string, () => void>> = {
    ArrowDown: () => go(1),
    ArrowRight: () => go(1),
    ArrowUp: () => go(-1),
    ArrowLeft: () => go(-1),
    PageDown: () => go(PAGE),
    PageUp: () => go(-PAGE),
    Home: () => go(Number.NEGATIVE_INFINITY),
    End: () => go(Number.POSITIVE_INFINITY),
    Enter: () => openStep(shown?.step ?? 0),
  };
  const { run, answer } = shown;
  const turn = (by: number) => (): void => chooseRun((run + by + answer.runs.length) % answer.runs.length, undefined, true);
  const turns: Readonly<Record<string, () => void>> = { ArrowDown: turn(1), ArrowRight: turn(1), ArrowUp: turn(-1), ArrowLeft: turn(-1) };
  // A button keeps its own Enter.
  const isButton = event.key === 'Enter' && document.activeElement instanceof HTMLButtonElement;
  const act = inPolicies ? (turns[event.key] ?? moves[event.key]) : moves[event.key];
  if (act === undefined || isButton) return;
  event.preventDefault();
  act();
}

function take(message: ToTimeline): void {
  switch (message.kind) {
    case 'show':
      show(message.answer, message.isNew);
      if (message.isNew) document.getElementById('steps')?.focus({ preventScroll: true });
      return;
    case 'status':
      drawStatus(message.status);
      return;
    case 'go-to-line': {
      const step = shown?.frames && stepOnLine(shown.frames, message.line, shown.step);
      if (step !== undefined && step !== shown?.step) choose(step, false);
      return;
    }
    case 'go':
      go(message.by);
      return;
    default:
      message satisfies never;
  }
}

document.body.append(
  element('header', {}, headline, about, notes, policies),
  element('div', { class: 'bar' }, stepper, element('div', { class: 'state' }, statusText, stop, again), copies),
  cards,
  schedule,
  voice,
);
window.addEventListener('keydown', onKey);
window.addEventListener('message', (event: MessageEvent<ToTimeline>) => take(event.data));
send({ kind: 'ready' });
