/** A claim before its test: what the pairs of runs gave. */

import type { ClaimEvent } from '../../events/events.ts';
import type { Reason } from './verdict.ts';

/** Fields of one claim alone that do not depend on its test. */
export type OwnFields = Partial<
  Pick<
    ClaimEvent,
    'target' | 'sensitivity' | 'weak' | 'ties' | 'coarse' | 'scales' | 'shareOfGain' | 'finalGap' | 'bestDifference'
  >
>;

export interface Measured extends Pick<ClaimEvent, 'claim' | 'unit' | 'measure' | 'smallestEffect' | 'pairs'> {
  /** In favour of batch norm where positive; null if the claim is blocked. */
  readonly differences: readonly number[] | null;
  /** Why the claim cannot be tested, or null. */
  readonly blocked: Reason | null;
  /** The pairs on account of which it is blocked. */
  readonly blockedPairs: number;
  readonly own: OwnFields;
}

/** The share of pairs from which on, exceeded, a claim without differences is blocked. */
const MAX_UNDECIDED = 0.5;

/** Whether too many pairs are undecided for the claim to be tested. */
export function isMostOf(silent: number, pairs: number): boolean {
  return silent > MAX_UNDECIDED * pairs;
}
