/** The losses of all runs at the evaluations that they have in common. */

import type { Evaluation, PairRecord, RunRecord } from '../../experiment/pairs/records.ts';
import { finiteOrNull } from '../claims/pairs.ts';
import type { LossRows } from '../statistics/arm-curve.ts';

export type Measure = 'validationLoss' | 'trainLoss';

export interface Losses {
  readonly measure: Measure;
  /** The first is before training. */
  readonly evaluations: readonly Pick<Evaluation, 'epoch' | 'step'>[];
  /** By arm: a row for each pair, with a loss for each evaluation; null where it is not finite. */
  readonly rows: ReadonlyMap<string, LossRows>;
}

export function measureOf(records: readonly PairRecord[]): Measure {
  return records.every(({ pair }) => pair.validationRows > 0) ? 'validationLoss' : 'trainLoss';
}

/** Runs that diverged may lack evaluations: these losses are not finite. What another run lacks is in none. */
export function lossesOf(records: readonly PairRecord[]): Losses {
  const measure = measureOf(records);
  const runs = records.flatMap(record => record.runs.map(run => lossesOfRun(run, measure)));
  const longest = runs.reduce((a, b) => (b.losses.size > a.losses.size ? b : a));
  const whole = runs.filter(({ diverged }) => !diverged);
  const evaluations = [...longest.losses].filter(([key]) => whole.every(({ losses }) => losses.has(key)));
  const rowOf = ({ losses }: RunLosses) => evaluations.map(([key]) => finiteOrNull(losses.get(key)?.[measure]));
  const arms = records[0]!.runs.map(({ arm }) => arm);
  const rows = arms.map(arm => [arm, runs.filter(run => run.arm === arm).map(rowOf)] as const);
  return { measure, evaluations: evaluations.map(([, evaluation]) => evaluation), rows: new Map(rows) };
}

interface RunLosses {
  readonly arm: string;
  readonly diverged: boolean;
  readonly losses: ReadonlyMap<string, Evaluation>;
}

/**
 * Ends of epochs go by the epoch, evaluations within them by the step: where seeds differ in the number of training rows, so do the
 * steps of an epoch. Training loss is known at the ends of epochs.
 */
function lossesOfRun({ arm, evaluations, result }: RunRecord, measure: Measure): RunLosses {
  const known = evaluations.filter(evaluation => evaluation[measure] !== null);
  const keyed = known.map(
    each => [each.trainLoss === null ? `step ${each.step}` : `epoch ${each.epoch}`, each] as const,
  );
  return { arm, diverged: result.diverged, losses: new Map(keyed) };
}
