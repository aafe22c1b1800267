/**
 * What looks at a trainer between its steps: checkpoints, probes. It reads, and changes nothing that training computes: a
 * run has the same bits with and without it. Its time is not counted as training time.
 */

import type { TrainingEvent } from '../events/events.ts';
import type { Trainer } from './trainer.ts';

/** What an attachment may use. */
export type ObservedTrainer = Pick<Trainer, 'arm' | 'hasBegun' | 'steps' | 'state'>;

export interface Attachment {
  /** Steps between calls, where it needs them at exact steps; otherwise it is called whenever the trainer pauses. */
  readonly everySteps?: number;
  /** After some steps, or an event between them, while there is more to come. `event` was sent just before. */
  afterSteps(trainer: ObservedTrainer, event: TrainingEvent | null): void;
  /** Once, when training has ended or was interrupted. Returns what went wrong and the user must know of, or null. */
  end(trainer: ObservedTrainer): string | null;
}

/** How many of the next `steps` steps may be done in one go, so that no attachment misses a step that it is called at. */
export function stepsInOneGo(attachments: readonly Attachment[], done: number, steps: number): number {
  return attachments.reduce(
    (most, { everySteps }) => (everySteps === undefined ? most : Math.min(most, everySteps - (done % everySteps))),
    steps,
  );
}
