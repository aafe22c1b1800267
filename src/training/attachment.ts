/**
 * An attachment observes a trainer between its steps: checkpoints, probes. It changes nothing that training computes,
 * so a run has the same bits with and without it. Its time is not counted as training time.
 */

import type { TrainingEvent } from '../events/events.ts';
import type { Trainer } from './trainer.ts';

/** The part of a trainer that an attachment may use. */
export type ObservedTrainer = Pick<
  Trainer,
  'arm' | 'run' | 'hasBegun' | 'steps' | 'batch' | 'learningRate' | 'state' | 'keepEvent'
>;

export interface Attachment {
  /**
   * How many steps may be taken before the next call, after `done` steps, for an attachment that needs exact steps;
   * otherwise it is called whenever the trainer pauses.
   */
  stepsUntilCall?(done: number): number;
  /**
   * Called after some steps, or after an event between them, while training is not over. `event` was sent just before.
   */
  afterSteps(trainer: ObservedTrainer, event: TrainingEvent | null): void;
  /** Called once, when training has ended or was interrupted. Returns a problem that the user must know of, or null. */
  end(trainer: ObservedTrainer): string | null;
}

/** How many of the next `steps` steps can be done at once, so that no attachment misses its step. */
export function stepsInOneGo(attachments: readonly Attachment[], done: number, steps: number): number {
  return Math.min(steps, ...attachments.map(attachment => attachment.stepsUntilCall?.(done) ?? steps));
}
