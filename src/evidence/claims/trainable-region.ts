/** Over which initial scales the runs of a seed train. */

import { mean } from '../statistics/moments.ts';
import { type ByArm, byArm, isFiniteLoss, type Loss, lowestLoss, type ScalePair } from './pairs.ts';
import { trainingBar, trains } from './trains.ts';

export interface Region {
  /** By scale. */
  readonly trains: readonly boolean[];
  /** The number of scales that train, times the spacing. */
  readonly decades: number;
  /** Whether the first or the last scale trains. */
  readonly atEdge: boolean;
  /** The mean over the scales of (null loss - loss)/(null loss - lowest loss), from 0 to 1; 0 for a run that diverged. */
  readonly shareOfGain: number;
}

export interface TrainableRegion extends ByArm<Region> {
  readonly bar: Loss;
  /** Decades with batch norm less those of the baseline. */
  readonly difference: number;
}

/** The decades between neighbouring scales, of two or more with equal ratios. */
export function spacingOf(scales: readonly number[]): number {
  return Math.log10(scales.at(-1)! / scales[0]!) / (scales.length - 1);
}

export function trainableRegion({ nullLoss, ...losses }: ScalePair, spacing: number): TrainableRegion {
  const lowest = lowestLoss([...losses.baseline, ...losses.batchnorm]);
  const bar = trainingBar(nullLoss, lowest);
  const regions = byArm(arm => region(losses[arm], bar, nullLoss, lowest, spacing));
  return { bar, ...regions, difference: regions.batchnorm.decades - regions.baseline.decades };
}

function region(losses: readonly Loss[], bar: Loss, nullLoss: number, lowest: Loss, spacing: number): Region {
  const each = losses.map(loss => trains(loss, bar));
  const gain = (loss: Loss) =>
    bar === null || !isFiniteLoss(loss) ? 0 : Math.min(1, Math.max(0, (nullLoss - loss) / (nullLoss - lowest!)));
  return {
    trains: each,
    decades: spacing * each.filter(Boolean).length,
    atEdge: each[0]! || each.at(-1)!,
    shareOfGain: mean(losses.map(gain)),
  };
}
