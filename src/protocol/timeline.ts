/** What the timeline's page and its host in the editor tell each other. The page keeps which step is shown; the host keeps the replay. */
import type { ReplayAnswer } from './replay.ts';

/** `current`: what is shown is of the text as it is. */
export type TimelineStatus =
  | { readonly kind: 'current' }
  | { readonly kind: 'outdated' }
  /** `states`: found so far; absent at the start. */
  | { readonly kind: 'searching'; readonly states?: number }
  | { readonly kind: 'failed'; readonly sentence: string };

export type ToTimeline =
  /** Another replay, or a newer state of the same; `isNew` forgets the step that was shown. */
  | { readonly kind: 'show'; readonly answer: ReplayAnswer; readonly isNew: boolean }
  | { readonly kind: 'status'; readonly status: TimelineStatus }
  /** To the first step on a line of the source, from 1 on, or by so many steps. */
  | { readonly kind: 'go-to-line'; readonly line: number }
  | { readonly kind: 'go'; readonly by: number };

export type CopyFormat = 'text' | 'svg' | 'json';

export type FromTimeline =
  | { readonly kind: 'ready' }
  /** A step is shown: of the run at `run` in the answer; 0 is before the first. `spentMs`: drawing it. `reveal`: the user asked for this step here. */
  | { readonly kind: 'step'; readonly run: number; readonly step: number; readonly spentMs: number; readonly reveal: boolean }
  | { readonly kind: 'copy'; readonly run: number; readonly format: CopyFormat }
  /** The cursor goes to the step's place. */
  | { readonly kind: 'open'; readonly run: number; readonly step: number }
  | { readonly kind: 'stop' }
  | { readonly kind: 'again' };
