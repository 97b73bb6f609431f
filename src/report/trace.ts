/** The trace of a finding as scripts read it: one flat object an event, its place beside its own fields. */
import type { LocatedEvent } from './model.ts';

export const flatTrace = (trace: readonly LocatedEvent[]): object[] => trace.map(({ range, ...event }) => ({ ...event, ...range }));
