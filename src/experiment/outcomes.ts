/** Outcomes of arms that are compared. */

import type { ArmWithResult } from './threads.ts';

/**
 * Arms that ended at different times are compared up to the last epoch, or window of it, for which all have a digest.
 */
export function withCommonOrderHash(outcomes: readonly ArmWithResult[]): ArmWithResult[] {
  const [first, ...others] = outcomes.map(({ orderHashes }) => orderHashes);
  const common = first!.counts.findLast(count => others.every(({ counts }) => counts.includes(count)));
  return outcomes.map(outcome => {
    const { counts, values } = outcome.orderHashes;
    const orderHash = values[counts.indexOf(common ?? 0)] ?? '';
    return { ...outcome, result: { ...outcome.result, orderHash } };
  });
}
