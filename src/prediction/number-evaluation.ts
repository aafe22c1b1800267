/**
 * Scores of predicted numbers, in the units of the target. R² = 1 - squared error / squared deviation of the targets
 * from their mean; it is NaN if all targets are equal. A residual is target - prediction, so it is above 0 if the
 * prediction was too low. Quantiles are of Hyndman and Fan's type 7, the default of numpy and R.
 */

import { RunningVariance } from '../base/numbers/running-variance.ts';
import type { GuessReport } from '../events/events.ts';

export interface NumberEvaluation {
  r2: number;
  rmse: number;
  mae: number;
  /** Min, quartiles, max and mean of the residuals. */
  residuals: { least: number; lower: number; median: number; upper: number; greatest: number; mean: number };
  /** The level of guessing by these rows' mean. */
  guess: GuessReport;
}

export class NumberEvaluator {
  #residuals = new Float64Array(1024);
  #rows = 0;
  readonly #targets = new RunningVariance();
  readonly #deviation: number;

  /** One unit of the loss's targets is `deviation` in the target's own units. */
  constructor(deviation: number) {
    this.#deviation = deviation;
  }

  add(target: number, prediction: number): void {
    if (this.#rows === this.#residuals.length) {
      const longer = new Float64Array(2 * this.#rows);
      longer.set(this.#residuals);
      this.#residuals = longer;
    }
    this.#residuals[this.#rows++] = target - prediction;
    this.#targets.add(target);
  }

  result(): NumberEvaluation {
    const sorted = this.#residuals.slice(0, this.#rows).sort();
    let [squares, sizes, sum] = [0, 0, 0];
    for (const residual of sorted) {
      squares += residual * residual;
      sizes += Math.abs(residual);
      sum += residual;
    }
    const [least, lower, median, upper, greatest] = [0, 0.25, 0.5, 0.75, 1].map(share => quantile(sorted, share));
    const varies = this.#targets.squares;
    const spread = Math.sqrt(varies / this.#rows);
    return {
      r2: varies > 0 ? 1 - squares / varies : Number.NaN,
      rmse: Math.sqrt(squares / this.#rows),
      mae: sizes / this.#rows,
      residuals: {
        least: least!,
        lower: lower!,
        median: median!,
        upper: upper!,
        greatest: greatest!,
        mean: sum / this.#rows,
      },
      guess: { loss: (spread / this.#deviation) ** 2, r2: varies > 0 ? 0 : Number.NaN, rmse: spread },
    };
  }
}

export function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low]! + (at - low) * (sorted[high]! - sorted[low]!);
}
