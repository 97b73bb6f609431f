import type { LineIndex } from '../base/lineIndex.ts';
import type { Trace } from '../protocol/trace.ts';
import type { PlacedEvent } from './driver.ts';

/** The events of a trace, each with the line that it stands on. `lines` are those of the file that the spans are offsets of. */
export const placed = (trace: Trace, lines: LineIndex): readonly PlacedEvent[] =>
  trace.map(({ span, ...event }): PlacedEvent => ({ ...event, line: lines.lineAt(span.start) + 1 }));
