/** The lanes: a row a step, a column an actor, and a track for each page that shows what the step did to it. */
import { element } from './elements.ts';
import { type FrameOfRun, type PageState, pageChanges, type RunFrames } from './frames.ts';

export interface ScheduleActions {
  readonly choose: (step: number) => void;
  readonly open: (step: number) => void;
}

export const rowId = (step: number): string => `step-${step}`;

/** How a page's track is drawn behind a step. */
function trackOf({ isFreed, flags, holders }: PageState): string {
  const isOn = (word: string): boolean => flags.some((flag) => flag.word === word && flag.isOn);
  if (isFreed) return 'freed';
  if (isOn('writeback')) return 'writeback';
  if (isOn('dirty')) return 'dirty';
  return holders.some(({ value }) => typeof value === 'number' && value > 0) ? 'held' : 'alive';
}

export function drawSchedule({ actors, pages, frames }: RunFrames, actions: ScheduleActions): HTMLElement {
  const columns = `2.2em repeat(${Math.max(1, actors.length)}, minmax(8.5em, 3fr)) repeat(${pages.length}, minmax(7.5em, 2fr))`;
  const head = element(
    'div',
    { class: 'row head', aria: { hidden: 'true' } },
    element('span', {}),
    ...actors.map((actor, i) => element('span', { class: `lane lane-${i % 4}` }, actor)),
    ...pages.map((page) => element('span', { class: 'page-head' }, page)),
  );
  const rows = frames.map((frame) => drawRow(frame, actors, actions));
  const list = element(
    'div',
    { class: 'steps', role: 'listbox', id: 'steps', tabIndex: 0, aria: { label: 'Steps of the schedule, from the first to the last' } },
    ...rows,
  );
  const whole = element('div', { class: 'schedule' }, head, list);
  // A style sheet cannot know how many actors there are.
  whole.style.setProperty('--columns', columns);
  return whole;
}

function drawRow(frame: FrameOfRun, actors: readonly string[], { choose, open }: ScheduleActions): HTMLElement {
  const { number } = frame;
  const lanes = actors.map((actor, i) => {
    if (actor !== frame.actor) return element('span', { class: 'lane' });
    return element(
      'span',
      { class: `lane lane-${i % 4}` },
      element(
        'span',
        { class: 'box' },
        frame.action,
        placeOf(frame, () => open(number)),
        ...frame.remarks.map((remark) => element('span', { class: 'remark' }, remark)),
      ),
    );
  });
  const before =
    number === 0 ? [element('span', { class: 'lane start' }, 'before'), ...actors.slice(1).map(() => element('span', { class: 'lane' }))] : lanes;
  const classes = ['row', frame.isBreaking && 'breaking', frame.isQuiet && 'quiet', number === 0 && 'first'].filter((name) => name !== false);
  return element(
    'div',
    {
      class: classes.join(' '),
      role: 'option',
      id: rowId(number),
      aria: { selected: 'false', label: frame.sentence },
      onClick: () => choose(number),
      onDoubleClick: () => open(number),
    },
    element('span', { class: 'number' }, frame.isBreaking ? `✗ ${number}` : number === 0 ? '' : String(number)),
    ...(actors.length === 0 ? [element('span', { class: 'lane start' }, 'before')] : before),
    ...frame.pages.map((page) => drawTrack(page, number)),
  );
}

function placeOf({ place, symbol }: FrameOfRun, open: () => void): HTMLElement | undefined {
  if (place !== undefined)
    return element(
      'span',
      {
        class: 'place link',
        title: 'Go to this line',
        onClick: (event) => {
          event.stopPropagation();
          open();
        },
      },
      place,
    );
  return symbol === undefined ? undefined : element('span', { class: 'place' }, `${symbol}()`);
}

function drawTrack(page: PageState, number: number): HTMLElement {
  const changes = number === 0 ? [page.references === undefined ? '' : `ref ${page.references.value}`] : pageChanges(page);
  return element(
    'span',
    { class: `track ${trackOf(page)}${page.isChanged ? ' changed' : ''}` },
    ...changes.filter((text) => text !== '').map((text) => element('span', { class: text === 'freed' ? 'change freed-word' : 'change' }, text)),
  );
}
