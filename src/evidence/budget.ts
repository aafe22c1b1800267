/** The evaluations that the settings ask for: a run that diverged has fewer. */

import { planBatches } from '../data/batches/batches.ts';
import type { ReadyExperiment } from '../experiment/ready.ts';
import { minBatchOf } from '../experiment/spec.ts';
import { isValidationStep } from '../training/validation-steps.ts';

/** The steps done at each evaluation, of runs with `trainRows` training rows. The first is before training. */
export function evaluationSteps(experiment: Pick<ReadyExperiment, 'arms' | 'config'>, trainRows: number): number[] {
  const { batchSize, epochs, validateEvery: every } = experiment.config;
  const stepsPerEpoch = planBatches(trainRows, batchSize, minBatchOf(experiment)).count;
  const all = Array.from({ length: epochs * stepsPerEpoch + 1 }, (_, step) => step);
  return all.filter(step => step % stepsPerEpoch === 0 || isValidationStep(step, { every, stepsPerEpoch }));
}
