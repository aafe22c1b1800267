/** What an ensemble adds to the results of its networks: the score of the rows that each did not learn from, and one model file. */

import { UserError } from '../base/errors.ts';
import type { LoadedData } from '../data/load.ts';
import type { EnsembleEvent, TrainingEvent } from '../events/events.ts';
import type { BlasIdentity } from '../kernels/blas/library.ts';
import { reference } from '../kernels/reference/reference.ts';
import { LossTotals } from '../network/loss/totals.ts';
import { runName } from '../training/run-name.ts';
import type { KeptEpoch } from '../training/snapshot.ts';
import { guessOf } from './guess.ts';
import type { ReadyExperiment } from './ready.ts';
import { saveArm, whyUnsaved } from './save.ts';
import type { ArmWithResult } from './threads.ts';

/**
 * Emits the score and saves the networks. A network that has none to keep leaves the ensemble without both. Returns the error of
 * saving instead of throwing it, so that results are still reported.
 */
export async function finishEnsemble(
  experiment: ReadyExperiment,
  data: LoadedData,
  outcomes: readonly ArmWithResult[],
  blas: BlasIdentity | null,
  emit: (event: TrainingEvent) => void,
): Promise<UserError | null> {
  const why = whyIncomplete(data, outcomes);
  if (why !== null) {
    const saved = experiment.save === undefined ? '' : `, and ⟪${experiment.save.setting}⟫ writes no file`;
    emit({ event: 'warning', code: 'not-saved', message: `the ensemble has no score${saved}: ${why}` });
    return null;
  }
  const event = ensembleEvent(data, outcomes, experiment.save?.epoch ?? 'best');
  emit(event);
  if (experiment.save === undefined) return null;
  try {
    const { event: _, arm, seed, ...scores } = event;
    emit(await saveArm(experiment, data, outcomes, { ensemble: scores, blas }));
    return null;
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

/** Why there is no mean of all networks; null if there is one. */
function whyIncomplete({ parts }: LoadedData, outcomes: readonly ArmWithResult[]): string | null {
  for (const outcome of outcomes) {
    const why = whyUnsaved(outcome);
    if (why !== null) return `${runName(outcome)} has no epoch to take: ${why}`;
  }
  return outcomes.length < parts!.count ? 'it was interrupted before all networks were evaluated' : null;
}

/** The score of all rows: the sums of the passes in which each network validated its part, in the epoch that it keeps. */
function ensembleEvent(data: LoadedData, outcomes: readonly ArmWithResult[], keptEpoch: KeptEpoch): EnsembleEvent {
  const { description, outputs, targetDeviation } = data;
  const totals = new LossTotals(description.task, reference, outputs);
  for (const { kept } of outcomes) totals.addState(kept!.validated!);
  const { arm, seed } = outcomes[0]!.result;
  const { loss, score, rmse, classScores } = totals;
  return {
    event: 'ensemble',
    arm,
    seed,
    networks: outcomes.length,
    kept: keptEpoch,
    rows: description.trainRows,
    loss,
    score,
    ...(classScores ?? { rmse: rmse * targetDeviation }),
    guess: guessOf(data),
  };
}
