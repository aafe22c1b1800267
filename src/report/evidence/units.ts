/** Differences in the units of their claim: ratios of steps, decades, losses. */

import { formatCount, significant } from '../../base/text/format.ts';
import type { ClaimEvent } from '../../events/events.ts';

type Claim = ClaimEvent['claim'];

/** "1.4×", "0.71×", "12×" */
export function factor(value: number): string {
  return `${value >= 9.95 ? formatCount(Math.round(value)) : value >= 1.095 ? value.toFixed(1) : value.toFixed(2)}×`;
}

/** A position on the axis: "1.4×" for the natural logarithm of a ratio, "0.5" decades, "-0.02". */
export function axisLabel(claim: Claim, difference: number): string {
  if (claim !== 'faster') return significant(difference, 2);
  return difference === 0 ? '1×' : factor(Math.exp(difference));
}

/** What a difference of a claim is, in the units of its axis. */
export const quantities: Readonly<Record<Claim, string>> = {
  faster: 'steps without / steps with batch norm',
  initialization: 'decades with - decades without batch norm',
  regularizes: 'validation loss without - with batch norm',
};

/** "0.86× to 1.4×", "-0.5 to 1" */
export function rangeOf(claim: Claim, { low, high }: { readonly low: number; readonly high: number }): string {
  return `${axisLabel(claim, low)} to ${axisLabel(claim, high)}`;
}

/** "p < 0.001", "p = 0.012" */
export function probability(p: number): string {
  return p < 0.001 ? 'p < 0.001' : `p = ${Number(p.toPrecision(2))}`;
}
