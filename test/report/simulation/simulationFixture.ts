/** Results made up by hand, so that what is drawn depends on nothing else. */
import type { SimulationResult, TraceStep } from '../../../src/protocol/simulation.ts';

export const step = (n: number, actor: string, action: string, changes: TraceStep['changes'] = {}, remarks: readonly string[] = []): TraceStep => ({
  step: n,
  actor,
  action,
  source: { file: 'mm/gup.c', line: null, symbol: 'gup_fast', tag: 'v6.12' },
  changes,
  remarks,
});

export const holds: SimulationResult = {
  scenario: 'z1-race',
  policy: 'foll-pin',
  variant: { 'stable-writes': 'on' },
  verdict: 'holds',
  outcome: 'OK',
  broken: null,
  stuck: null,
  bound: null,
  statesExplored: 1234,
  transitions: 2345,
  elapsedMs: 1.5,
  costs: { copies: 1, allocs: 2, atomics: 3, mmapLocks: 1, lruLocks: 0, folioLocks: 4 },
  sometimes: [{ sentence: 'the device writes while the page is written', reached: true }],
  initial: { 'F.ref': 2, 'F.dirty': 0, 'F.writeback': 0 },
  trace: [],
  ordinary: [],
  isShortest: true,
};

export const violated: SimulationResult = {
  ...holds,
  verdict: 'violated',
  outcome: 'CSUM',
  broken: { name: 'I5', sentence: 'what the disk stores has the checksum that came with it', source: 'block/t10-pi.c' },
  trace: [
    step(1, 'driver', 'pin F', { 'F.ref': { from: 2, to: 1026 }, 'F.dirty': { from: 0, to: 1 } }),
    step(2, 'writeback', 'find F dirty, lock it, take write permission away', { 'F.dirty': { from: 1, to: 0 } }),
    step(3, 'driver', 'the device writes F', {}, ['nobody is told of it']),
    step(4, 'writeback', 'disk verifies the checksum'),
  ],
};

export const incomplete: SimulationResult = { ...holds, verdict: 'incomplete', outcome: null, bound: 'states', statesExplored: 1000 };
