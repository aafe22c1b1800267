/** The claim that batch norm regularizes. */

import type { Task } from '../../network/tasks.ts';
import { smallestByDefault } from '../../settings/rows/evidence.ts';
import { mean } from '../statistics/moments.ts';
import { tInterval } from '../statistics/t-interval.ts';
import { type MatchedLoss, matchedLoss } from './matched-loss.ts';
import type { Measured } from './measured.ts';
import { type ByArm, bestLoss, byArm, isFiniteLoss, type Loss, type Pair, type RunLosses } from './pairs.ts';
import type { Reason } from './verdict.ts';

export interface RegularizesOptions {
  readonly task: Task;
  /** The smallest difference of losses that counts; by default a share of the null loss, which is all that there is to learn. */
  readonly smallestEffect?: number | undefined;
}

export function measureRegularizes(pairs: readonly Pair[], { task, ...options }: RegularizesOptions): Measured {
  const matched = pairs.map(pair => matchedLoss(pair, pair.nullLoss));
  const differences = matched.flatMap(({ difference }) => difference ?? []);
  const missing = pairs.length - differences.length;
  const blocked = blockOf(pairs, missing);
  const beside = pairs.map(pair => byArm(arm => besideOf(pair, arm)));
  return {
    claim: 'regularizes',
    unit: task === 'classification' ? 'nats' : 'standardized squared error',
    measure: 'validationLoss',
    smallestEffect:
      options.smallestEffect ?? smallestByDefault.regularizes * mean(pairs.map(({ nullLoss }) => nullLoss)),
    differences: blocked === null ? differences : null,
    blocked,
    blockedPairs: missing,
    pairs: matched.map((each, i) => pairFields(pairs[i]!.seed, each, beside[i]!)),
    own: {
      finalGap: byArm(arm => meanOf(beside.map(each => each[arm].finalGap))),
      bestDifference: bestDifferenceOf(beside),
    },
  };
}

function blockOf(pairs: readonly Pair[], missing: number): Reason | null {
  if (pairs.some(pair => pair.baseline.validationLoss === null)) return 'no validation rows';
  return missing > 0 ? 'untrained pairs' : null;
}

interface Beside {
  readonly bestValidationLoss: Loss;
  readonly finalGap: Loss;
}

/** What is shown beside the claim: the gap at the end, and the best validation loss, which is what a user gets. */
function besideOf({ steps, ...runs }: Pair, arm: keyof ByArm<RunLosses>): Beside {
  const { validationLoss, trainEvalLoss } = runs[arm];
  const last = steps.length - 1;
  const gap = (validationLoss?.[last] ?? Number.NaN) - (trainEvalLoss[last] ?? Number.NaN);
  return { bestValidationLoss: bestLoss(validationLoss ?? []), finalGap: isFiniteLoss(gap) ? gap : null };
}

function pairFields(
  seed: number,
  { level, difference, ...losses }: MatchedLoss,
  beside: ByArm<Beside>,
): Measured['pairs'][number] {
  return { seed, difference, level, ...byArm(arm => ({ validationLoss: losses[arm], ...beside[arm] })) };
}

function meanOf(losses: readonly Loss[]): number | null {
  return losses.every(isFiniteLoss) ? mean(losses) : null;
}

function bestDifferenceOf(
  beside: readonly ByArm<Beside>[],
): { mean: number; t95: ReturnType<typeof tInterval> } | null {
  const differences = beside.map(({ baseline, batchnorm }) =>
    baseline.bestValidationLoss === null || batchnorm.bestValidationLoss === null
      ? null
      : baseline.bestValidationLoss - batchnorm.bestValidationLoss,
  );
  return differences.every(isFiniteLoss) ? { mean: mean(differences), t95: tInterval(differences) } : null;
}
