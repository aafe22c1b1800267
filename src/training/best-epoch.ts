/** The best and the last epoch of a run, which its result reports. */

import type { ResultEvent } from '../events/events.ts';
import type { EvaluatedEpoch } from './curve.ts';

/** The loss that training minimizes: the validation loss, or without validation rows the training loss. */
export function watchedLoss({ validationLoss, trainLoss }: EvaluatedEpoch): number {
  return validationLoss ?? trainLoss;
}

export class BestEpoch {
  /** Undefined as long as no epoch had a finite loss. */
  best: EvaluatedEpoch | undefined;
  last: EvaluatedEpoch | undefined;
  /** The last with a finite loss. */
  lastFinite: EvaluatedEpoch | undefined;

  add(epoch: EvaluatedEpoch): void {
    const watched = watchedLoss(epoch);
    this.last = epoch;
    if (!Number.isFinite(watched)) return;
    this.lastFinite = epoch;
    if (this.best === undefined || watched < watchedLoss(this.best)) this.best = epoch;
  }

  /** The best and the last epoch for the result. Needs one epoch. */
  summary(): Pick<ResultEvent, 'best' | 'final'> {
    const { best } = this;
    const last = this.last!;
    return {
      best:
        best === undefined
          ? null
          : {
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
