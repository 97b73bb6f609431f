/** The pages behind the step that is shown: one card each, with what the step changed marked. */
import { element } from './elements.ts';
import type { CountState, FrameOfRun, PageState } from './frames.ts';

export function drawCards({ pages, others }: FrameOfRun): readonly HTMLElement[] {
  const cards = pages.map(drawCard);
  const rest = others.length === 0 ? [] : [element('div', { class: 'card others' }, ...others.map((part) => drawCount(part)))];
  return [...cards, ...rest];
}

function drawCard(page: PageState): HTMLElement {
  const { name, isFreed, references, holders, flags, memory, disk, counts } = page;
  const held = holders.filter(({ value, before }) => before !== undefined || (typeof value === 'number' && value > 0));
  const versions = memory !== undefined || disk !== undefined;
  return element(
    'div',
    { class: `card${isFreed ? ' freed' : ''}`, role: 'group', aria: { label: `Page ${name}` } },
    element('div', { class: 'card-head' }, element('strong', {}, name), isFreed && element('span', { class: 'word bad' }, 'freed')),
    references && drawCount(references, 'big'),
    ...held.map((part) => drawCount(part)),
    ...counts.filter(({ value, before }) => before !== undefined || value !== 0).map((part) => drawCount(part)),
    versions && drawVersions(memory, disk),
    flags.length > 0 &&
      element(
        'div',
        { class: 'flags' },
        ...flags.map(({ word, isOn, isChanged }) =>
          element(
            'span',
            { class: `flag${isOn ? ' on' : ''}${isChanged ? ' changed' : ''}`, aria: { label: isOn ? word : `not ${word}` } },
            isOn ? word : `not ${word}`,
          ),
        ),
      ),
  );
}

function drawCount({ word, value, before }: CountState, size = ''): HTMLElement {
  return element(
    'div',
    { class: `count ${size}${before === undefined ? '' : ' changed'}`.trim() },
    element('span', { class: 'soft' }, word),
    ' ',
    before !== undefined && element('span', { class: 'soft' }, `${before} → `),
    element('span', { class: 'value' }, String(value)),
  );
}

/** What is in memory beside what is on disk: that they differ is the point of a lost write. */
function drawVersions(memory: CountState | undefined, disk: CountState | undefined): HTMLElement {
  const differs = memory !== undefined && disk !== undefined && memory.value !== disk.value;
  return element(
    'div',
    { class: `versions${differs ? ' differs' : ''}` },
    memory && drawVersion(memory),
    memory !== undefined &&
      disk !== undefined &&
      element('span', { aria: { label: differs ? 'differs from' : 'is the same as' } }, differs ? '≠' : '='),
    disk && drawVersion(disk),
  );
}

const drawVersion = ({ word, value, before }: CountState): HTMLElement =>
  element('span', { class: before === undefined ? 'version' : 'version changed' }, `${word} v${value}`);
