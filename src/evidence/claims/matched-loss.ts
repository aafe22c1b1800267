/** The validation losses of the two runs of a pair where their training losses are equal. */

import { type ByArm, bestLoss, byArm, finiteOrNull, isFiniteLoss, type Loss, type RunLosses } from './pairs.ts';
import { trainingBar, trains } from './trains.ts';

export interface MatchedLoss extends ByArm<Loss> {
  /** The worse of the lowest training losses in eval mode; null if a run does not train. */
  readonly level: Loss;
  /** The validation loss of the baseline less that with batch norm; null without a level, or where one is not finite. */
  readonly difference: number | null;
}

export function matchedLoss(runs: ByArm<RunLosses>, nullLoss: number): MatchedLoss {
  const lowest = byArm(arm => bestLoss(runs[arm].trainEvalLoss));
  const level = levelOf(lowest, nullLoss);
  const { baseline, batchnorm } = byArm(arm => (level === null ? null : validationLossAt(runs[arm], level)));
  const difference = baseline === null || batchnorm === null ? null : baseline - batchnorm;
  return { level, baseline, batchnorm, difference };
}

function levelOf({ baseline, batchnorm }: ByArm<Loss>, nullLoss: number): Loss {
  if (baseline === null || batchnorm === null) return null;
  const level = Math.max(baseline, batchnorm);
  return trains(level, trainingBar(nullLoss, Math.min(baseline, batchnorm))) ? level : null;
}

/**
 * The validation loss where the training loss first comes to the level, between the two evaluations linear in the training loss. Null
 * where a loss there is not finite.
 */
function validationLossAt({ trainEvalLoss, validationLoss }: RunLosses, level: number): Loss {
  const at = trainEvalLoss.findIndex(loss => isFiniteLoss(loss) && loss <= level);
  const after = finiteAt(validationLoss, at);
  if (at === 0 || after === null) return after;
  const [before, above] = [finiteAt(validationLoss, at - 1), finiteAt(trainEvalLoss, at - 1)];
  if (before === null || above === null) return null;
  return before + ((above - level) / (above - trainEvalLoss[at]!)) * (after - before);
}

function finiteAt(losses: readonly Loss[] | null, index: number): Loss {
  const loss = losses?.[index];
  return finiteOrNull(loss);
}
