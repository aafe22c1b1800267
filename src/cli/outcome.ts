/** Decides whether the result of a run counts as success. */

import { BadOutcome, UserError } from '../base/errors.ts';
import { list, significant } from '../base/text/format.ts';
import type { EnsembleEvent, ResultEvent } from '../events/events.ts';
import { toNumber } from '../settings/kinds.ts';
import type { FlagValues } from './flags.ts';

/** The score of --fail-under; null if it was not given. Throws UserError. */
export function leastScore({ failUnder }: FlagValues): number | null {
  if (failUnder === undefined) return null;
  const value = toNumber(failUnder);
  if (Number.isFinite(value) && value <= 1) return value;
  throw new UserError(`⟪failUnder⟫: got '${failUnder}', takes a score, at most 1, such as 0.9`);
}

/**
 * Throws BadOutcome if every arm diverged, or if no arm, or the ensemble, reaches the score of --fail-under; of several seeds the
 * mean counts. If one of several arms
 * diverged, that is a finding, not a failure.
 */
export function checkResults(
  results: readonly ResultEvent[],
  flags: FlagValues,
  ensemble: EnsembleEvent | undefined,
): void {
  // Of a shard there is nothing to judge while others are missing.
  if (results.length === 0) return;
  if (results.every(({ diverged }) => diverged)) {
    const arms = list([...new Set(results.map(({ arm }) => arm))]);
    throw new BadOutcome(
      'diverged',
      `${arms} diverged; ${results.length === 1 ? 'its warning says' : 'their warnings say'} what to try`,
    );
  }
  if (results[0]!.part !== undefined) {
    checkScore(ensemble?.score ?? Number.NaN, flags);
    return;
  }
  const last = flags.saveEpoch === 'last';
  const scores = [...new Set(results.map(({ arm }) => arm))].map(name => {
    const own = results.filter(({ arm }) => arm === name);
    const ofArm = own.map(({ best, final }) => (last ? final : best)?.validationScore ?? Number.NaN);
    return ofArm.reduce((sum, score) => sum + score, 0) / own.length;
  });
  checkScore(Math.max(...scores.filter(Number.isFinite), Number.NEGATIVE_INFINITY), flags);
}

/** Throws BadOutcome for a score below that of --fail-under. */
export function checkScore(score: number, flags: FlagValues): void {
  const least = leastScore(flags);
  if (least === null || score >= least) return;
  const what = Number.isFinite(score) ? `the score is ${significant(score)}` : 'there is no finite score';
  throw new BadOutcome('score', `⟪failUnder⟫: ${what}, below ${least}`);
}
