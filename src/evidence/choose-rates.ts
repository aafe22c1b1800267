/** The learning rate of each arm: that with the lowest median loss over seeds that are not tested. */

import { sortedQuantile } from '../base/numbers/quantile.ts';
import type { LearningRatesEvent, WarningEvent } from '../events/events.ts';
import { inWords } from '../experiment/arms.ts';
import type { PairRecord, RunRecord } from '../experiment/pairs/records.ts';
import { arms, bestLoss, byArm, finiteOrNull, type PairedArm } from './claims/pairs.ts';
import { measureOf } from './seeds/losses.ts';

export interface Rate {
  readonly lr: number;
  /** Median over the seeds of the best loss; null if it is not finite. */
  readonly medianLoss: number | null;
}

export function chooseRates(records: readonly PairRecord[], rates: readonly number[]): LearningRatesEvent {
  const measure = measureOf(records);
  const tried = byArm(arm =>
    rates.map((lr): Rate => {
      const losses = records.filter(({ point }) => point.lr === lr).map(record => lossOf(runOf(record, arm), measure));
      return {
        lr,
        medianLoss: finiteOrNull(
          sortedQuantile(
            losses.sort((a, b) => a - b),
            0.5,
          ),
        ),
      };
    }),
  );
  const chosen = byArm(arm => lowest(tried[arm]));
  const seeds = [...new Set(records.map(({ seed }) => seed))];
  return { event: 'learning-rates', measure, seeds, tried, chosen };
}

/** Of each arm whose choice is the lowest or the highest of the rates. */
export function edgeWarnings({ tried, chosen }: Pick<LearningRatesEvent, 'tried' | 'chosen'>): WarningEvent[] {
  return arms.flatMap(arm => {
    const edge =
      chosen[arm] === tried[arm][0]!.lr ? 'lowest' : chosen[arm] === tried[arm].at(-1)!.lr ? 'highest' : null;
    if (edge === null) return [];
    const way = edge === 'lowest' ? 'lower' : 'higher';
    const message = `⟪lr⟫: ${chosen[arm]}, the ${edge} rate of the list, is the best for ${inWords(arm)}; a ${way} one may be better, so add some`;
    return [{ event: 'warning' as const, code: 'settings' as const, message }];
  });
}

/** A run that diverged is of no use, however low it came before. */
function lossOf({ evaluations, result }: RunRecord, measure: LearningRatesEvent['measure']): number {
  const best = bestLoss(evaluations.map(evaluation => evaluation[measure]));
  return result.diverged || best === null ? Number.POSITIVE_INFINITY : best;
}

/** The lowest rate of those with the lowest loss. */
function lowest(rates: readonly Rate[]): number {
  const loss = ({ medianLoss }: Rate) => medianLoss ?? Number.POSITIVE_INFINITY;
  return rates.reduce((best, rate) => (loss(rate) < loss(best) ? rate : best)).lr;
}

function runOf({ runs }: PairRecord, arm: PairedArm): RunRecord {
  return runs[arms.indexOf(arm)]!;
}
