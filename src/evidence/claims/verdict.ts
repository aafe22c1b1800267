/** The rule that makes verdicts of differences. */

import type { ClaimEvent } from '../../events/events.ts';
import { seedsNeeded } from '../../settings/seeds-needed.ts';
import { holm } from '../statistics/holm.ts';
import { mean } from '../statistics/moments.ts';
import { signFlipP } from '../statistics/sign-flip.ts';

export type Verdict = ClaimEvent['verdict'];
export type Reason = NonNullable<ClaimEvent['reason']>;

export interface Tested {
  /** Of the pairs; null if some have none. */
  readonly differences: readonly number[] | null;
  readonly smallestEffect: number;
  /** Why the claim cannot be tested, or null. It keeps its place among the claims, with p = 1. */
  readonly blocked: Reason | null;
}

export interface Judgement {
  readonly verdict: Verdict;
  readonly reason: Reason | null;
  readonly estimate: number | null;
  /** That the effect is the smallest effect. */
  readonly p: number;
  readonly pHolm: number;
  /** That there is no effect. */
  readonly pZero: number | null;
  /** That the effect is minus the smallest effect, with the claim's factor; null unless it is smaller. */
  readonly pOpposite: number | null;
}

/** p-values of all claims first, because Holm's method needs them together. */
export function judge(claims: readonly Tested[], alpha: number): Judgement[] {
  const p = claims.map(({ blocked, differences, smallestEffect }) =>
    blocked !== null || differences === null ? 1 : signFlipP(differences, smallestEffect),
  );
  const { adjusted, factors } = holm(p);
  return claims.map((claim, i) =>
    judgeOne(claim, { p: p[i]!, pHolm: adjusted[i]! }, factors[i]!, claims.length, alpha),
  );
}

/**
 * With p the sign-flip test that the effect is the smallest effect, adjusted by Holm's method: above α a claim is inconclusive;
 * otherwise it is supported if its mean is larger than the smallest effect. If not, it is refuted where the opposite claim would be
 * supported by the same rule, and not supported elsewhere.
 */
function judgeOne(
  { differences, smallestEffect, blocked }: Tested,
  probabilities: Pick<Judgement, 'p' | 'pHolm'>,
  factor: number,
  count: number,
  alpha: number,
): Judgement {
  if (blocked !== null || differences === null) {
    return { ...probabilities, verdict: 'INCONCLUSIVE', reason: blocked, estimate: null, pZero: null, pOpposite: null };
  }
  const estimate = mean(differences);
  const known = { ...probabilities, reason: null, estimate, pZero: signFlipP(differences), pOpposite: null };
  if (known.pHolm > alpha) {
    const few = differences.length < seedsNeeded(count, alpha);
    return { ...known, verdict: 'INCONCLUSIVE', reason: few ? 'too few seeds' : doubt(known.p, alpha) };
  }
  if (estimate > smallestEffect) return { ...known, verdict: 'SUPPORTED' };
  const pOpposite = Math.min(1, factor * signFlipP(differences, -smallestEffect));
  const isRefuted = estimate < -smallestEffect && pOpposite <= alpha;
  return { ...known, verdict: isRefuted ? 'REFUTED' : 'NOT SUPPORTED', pOpposite };
}

function doubt(p: number, alpha: number): Reason {
  return p <= alpha ? 'several claims at once' : 'may be on either side of the smallest effect';
}
