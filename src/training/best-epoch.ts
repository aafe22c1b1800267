/** The best and the last epoch of a run, which its result reports. */

import type { ResultEvent } from '../events/events.ts';
import type { EvaluatedEpoch } from './curve.ts';

/** The loss that training shall make small: the validation loss, or without validation rows the training loss. */
export function watchedLoss({ validationLoss, trainLoss }: EvaluatedEpoch): number {
  return validationLoss ?? trainLoss;
}

export class BestEpoch {
  best: EvaluatedEpoch | undefined;
  last: EvaluatedEpoch | undefined;
  #bestLoss = Number.POSITIVE_INFINITY;

  add(epoch: EvaluatedEpoch): void {
    const watched = watchedLoss(epoch);
    this.last = epoch;
    if (this.best !== undefined && !(watched < this.#bestLoss)) return;
    this.best = epoch;
    this.#bestLoss = Number.isFinite(watched) ? watched : Number.POSITIVE_INFINITY;
  }

  /** The result's part. Needs one epoch. */
  summary(): Pick<ResultEvent, 'best' | 'final'> {
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
