/** Records of a sweep with given losses. */

import type { PairEvent, ResultEvent } from '../../src/events/events.ts';
import type { Overrides } from '../../src/experiment/arms.ts';
import type { PairRecord, RunRecord } from '../../src/experiment/pairs/records.ts';

/** Of a run: its training loss of the last epoch, and its validation losses before training and after each epoch. */
export interface GivenRun {
  readonly trainLoss: number | null;
  readonly validation?: readonly (number | null)[];
}

/** The pair of a seed at a point. A training loss of null stands for a run that diverged. */
export function recordOf(
  seed: number,
  point: Overrides,
  runs: Readonly<Record<string, GivenRun>>,
  nullLoss = 1,
): PairRecord {
  return {
    seed,
    point,
    runs: Object.entries(runs).map(([arm, run]) => runOf(arm, seed, run)),
    pair: { event: 'pair', seed, nullLoss } as PairEvent,
  };
}

function runOf(arm: string, seed: number, { trainLoss, validation = [] }: GivenRun): RunRecord {
  const evaluations = validation.map((validationLoss, epoch) => ({
    epoch,
    step: epoch,
    seconds: 0,
    trainLoss: null,
    validationLoss: validationLoss ?? Number.NaN,
    validationScore: validationLoss === null ? Number.NaN : 1 - validationLoss,
    trainEvalLoss: null,
  }));
  const result = {
    ...{ event: 'result', arm, seed, diverged: trainLoss === null },
    final: { trainLoss: trainLoss ?? Number.NaN },
  };
  return { arm, evaluations, result: result as unknown as ResultEvent };
}
