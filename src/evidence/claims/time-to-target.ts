/** How many steps the two runs of a pair need to a loss. */

import { arms, type ByArm, bestLoss, byArm, isFiniteLoss, type Loss } from './pairs.ts';

/**
 * A loss; or the share of the way from the null loss to the worse of the lowest losses of the two runs. A run counts if its lowest
 * loss is below the null loss; if one counts, the target is its own. The rule is the same for both arms, so it favours neither.
 */
export type Target = { readonly loss: number } | { readonly share: number };

export interface ArmTime {
  readonly steps: number;
  readonly reached: boolean;
}

export interface TimeToTarget extends ByArm<ArmTime> {
  /** Null if no run counts. */
  readonly target: Loss;
  /** ln(steps of the baseline / steps with batch norm). */
  readonly difference: number;
}

/**
 * The time of a run is that of its first evaluation after training began with a loss of at most the target. For a run that does not
 * reach it, it is the steps of the evaluation that would come next, which is a lower bound.
 */
export function timeToTarget(
  losses: ByArm<readonly Loss[]>,
  steps: readonly number[],
  nullLoss: number,
  rule: Target,
): TimeToTarget {
  const target = 'loss' in rule ? rule.loss : sharedTarget(losses, nullLoss, rule.share);
  const times = byArm(arm => armTime(losses[arm], steps, target));
  return { target, ...times, difference: Math.log(times.baseline.steps / times.batchnorm.steps) };
}

function sharedTarget(losses: ByArm<readonly Loss[]>, nullLoss: number, share: number): Loss {
  const lowest = arms.map(arm => bestLoss(losses[arm])).filter(isFiniteLoss);
  const counting = lowest.filter(loss => loss < nullLoss);
  return counting.length === 0 ? null : nullLoss - share * (nullLoss - Math.max(...counting));
}

function armTime(losses: readonly Loss[], steps: readonly number[], target: Loss): ArmTime {
  const at = losses.findIndex((loss, i) => i > 0 && target !== null && isFiniteLoss(loss) && loss <= target);
  if (at > 0) return { steps: steps[at]!, reached: true };
  return { steps: 2 * steps.at(-1)! - steps.at(-2)!, reached: false };
}
