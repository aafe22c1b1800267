/** Wilcoxon's signed-rank test (1945), with the zeros of Pratt (1959). */

import { countBelow, countUpTo } from './sorted-counts.ts';

export interface SignedRanks {
  /** The smaller of the sums of ranks of the positive and of the negative values. */
  readonly statistic: number;
  readonly p: number;
}

/**
 * The test that values are symmetric about 0. Magnitudes are ranked, zeros among them; ties get their mean rank, and zeros then take
 * no side. The two-sided p-value is the share of all sign patterns of the ranks whose sum is at least as far from 0, for any number
 * of values.
 */
export function wilcoxon(values: readonly number[]): SignedRanks {
  const ranked = doubledRanks(values.map(Math.abs));
  const ranks = ranked.filter((_, i) => values[i] !== 0);
  const plus = ranked.reduce((total, rank, i) => (values[i]! > 0 ? total + rank : total), 0);
  const total = ranks.reduce((sum, rank) => sum + rank, 0);
  // Without ties ranks are whole, and there are half as many sums.
  const unit = ranks.every(rank => rank % 2 === 0) ? 2 : 1;
  const inUnits = ranks.map(rank => rank / unit);
  return { statistic: Math.min(plus, total - plus) / 2, p: shareAsFar(inUnits, total / unit, plus / unit) };
}

/** Twice the mean rank of each value, from 2; so they are whole numbers. */
function doubledRanks(values: readonly number[]): number[] {
  const sorted = Float64Array.from(values).sort();
  return values.map(value => countBelow(sorted, value) + countUpTo(sorted, value) + 1);
}

/**
 * The probability that random signs give the positive ranks a sum as far from the middle as `plus` is, from the distribution of that
 * sum: each rank is added or not, with equal probability.
 */
function shareAsFar(ranks: readonly number[], total: number, plus: number): number {
  const probabilities = new Float64Array(total + 1);
  probabilities[0] = 1;
  let largest = 0;
  for (const rank of ranks) {
    largest += rank;
    // Downwards, because a sum takes from a lower one.
    for (let sum = largest; sum >= rank; sum--) {
      probabilities[sum] = (probabilities[sum]! + probabilities[sum - rank]!) / 2;
    }
    for (let sum = rank - 1; sum >= 0; sum--) probabilities[sum]! /= 2;
  }
  const distance = Math.abs(2 * plus - total);
  return probabilities.reduce(
    (p, probability, sum) => (Math.abs(2 * sum - total) >= distance ? p + probability : p),
    0,
  );
}
