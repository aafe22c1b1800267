/** The claim that batch norm converges faster, as `compare` tests it on its pairs, alone. */

import { isDeepStrictEqual } from 'node:util';
import type { ClaimEvent } from '../../events/events.ts';
import { comparedArms } from '../../experiment/arms.ts';
import { areSame } from '../../experiment/experiment.ts';
import type { Study } from '../../experiment/pairs/study.ts';
import { atOneRate, claimsOf, type StepCost } from '../test-claims.ts';

/** Empty for arms other than the baseline and batch norm, which the claim is about, and where both are the same network. */
export function fasterClaim(study: Study, stepCost: StepCost | null): ClaimEvent[] {
  const { experiment } = study;
  if (!isDeepStrictEqual(experiment.arms, comparedArms) || areSame(experiment, 1)) return [];
  return claimsOf(atOneRate(study), stepCost, ['faster']);
}
