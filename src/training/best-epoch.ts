/**
 * The best and the last epoch of a run, which its result reports. A validation within an epoch can be the best too, so that a
 * finer look finds a better network; the last is always the end of an epoch.
 */

import type { ResultEvent } from '../events/events.ts';
import type { EvaluatedEpoch, EvaluatedPoint } from './curve.ts';

/** The loss that training minimizes: the validation loss, or without validation rows the training loss. */
export function watchedLoss(point: EvaluatedPoint): number {
  return point.event === 'validation' ? point.validationLoss : (point.validationLoss ?? point.trainLoss);
}

export class BestEpoch {
  /** Undefined as long as no loss was finite. */
  best: EvaluatedPoint | undefined;
  last: EvaluatedEpoch | undefined;
  /** The last with a finite loss. */
  lastFinite: EvaluatedEpoch | undefined;

  add(point: EvaluatedPoint): void {
    const watched = watchedLoss(point);
    const finite = Number.isFinite(watched);
    if (point.event === 'epoch') {
      this.last = point;
      if (finite) this.lastFinite = point;
    }
    if (finite && (this.best === undefined || watched < watchedLoss(this.best))) this.best = point;
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
