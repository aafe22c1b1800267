/** The best and the last of the epochs that a run has passed, which its result speaks of. */

import type { ResultEvent } from '../events/events.ts';
import type { Milestone } from './curve.ts';

/** What is to become small: the validation loss, or without validation rows the training loss. */
export function watchedLoss({ validationLoss, trainLoss }: Milestone): number {
  return validationLoss ?? trainLoss;
}

export class Standing {
  best: Milestone | undefined;
  last: Milestone | undefined;
  #bestLoss = Number.POSITIVE_INFINITY;

  pass(milestone: Milestone): void {
    const watched = watchedLoss(milestone);
    this.last = milestone;
    if (this.best !== undefined && !(watched < this.#bestLoss)) return;
    this.best = milestone;
    this.#bestLoss = Number.isFinite(watched) ? watched : Number.POSITIVE_INFINITY;
  }

  /** The result's part of it. One epoch was passed at least. */
  told(): Pick<ResultEvent, 'best' | 'final'> {
    const [best, last] = [this.best!, this.last!];
    return {
      best: {
        epoch: best.epoch,
        step: best.step,
        validationLoss: best.validationLoss,
        validationScore: best.validationScore,
        ...best.scores,
      },
      final: {
        trainLoss: last.trainLoss,
        validationLoss: last.validationLoss,
        validationScore: last.validationScore,
        ...last.scores,
      },
    };
  }
}
