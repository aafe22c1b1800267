/** The claims, and the smallest effect that counts in favour of each. */

import type { ClaimEvent } from '../../events/events.ts';

export type ClaimName = ClaimEvent['claim'];

interface Claim {
  /** The first word of its sentence. */
  readonly title: string;
  /** The smallest effect where none is asked for, in the unit that users give it in. */
  readonly smallest: (nullLoss: number) => number;
  /** From the unit that users give an effect in to that of the differences. */
  readonly inUnit: (asked: number) => number;
}

export const claims: Readonly<Record<ClaimName, Claim>> = {
  /** Users give a ratio of steps. */
  faster: { title: 'Faster', smallest: () => 1.1, inUnit: Math.log },
  /** Decades of initial scales. */
  initialization: { title: 'Forgives poor initialization', smallest: () => 0.5, inUnit: decades => decades },
  /** A difference of losses; a hundredth of what there is to learn. */
  regularizes: { title: 'Regularizes', smallest: nullLoss => 0.01 * nullLoss, inUnit: loss => loss },
};

export const claimNames = Object.keys(claims) as readonly ClaimName[];

/** The smallest effect that counts, in the unit of the differences. `asked` is a ratio of steps, decades, or a loss. */
export function smallestEffect(claim: ClaimName, asked: number | undefined, nullLoss: number): number {
  const { smallest, inUnit } = claims[claim];
  return inUnit(asked ?? smallest(nullLoss));
}
