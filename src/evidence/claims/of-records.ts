/** Pairs as claims see them, from the records of their runs. */

import type { Evaluation, PairRecord, RunRecord } from '../../experiment/pairs/records.ts';
import {
  arms,
  byArm,
  finiteOrNull,
  type Loss,
  type Pair,
  type PairedArm,
  type RunLosses,
  type ScalePair,
} from './pairs.ts';

/** `steps` are those of all evaluations of the budget. */
export function pairOf(record: PairRecord, steps: readonly number[]): Pair {
  const { seed, pair } = record;
  return {
    seed,
    steps,
    nullLoss: pair.nullLoss,
    ...byArm(arm => lossesOf(runOf(record, arm), pair.validationRows > 0)),
  };
}

function lossesOf({ evaluations }: RunRecord, validates: boolean): RunLosses {
  const of = (key: 'trainLoss' | 'trainEvalLoss' | 'validationLoss') =>
    evaluations.map(each => finiteOrNull(each[key]));
  return {
    trainLoss: of('trainLoss'),
    trainEvalLoss: of('trainEvalLoss'),
    validationLoss: validates ? of('validationLoss') : null,
  };
}

/** The records of one seed, by scale; `epochs` is the budget. */
export function scalePairOf(records: readonly PairRecord[], epochs: number): ScalePair {
  const { seed, pair } = records[0]!;
  const lossesOf = (arm: PairedArm) => records.map(record => lastTrainLoss(runOf(record, arm).evaluations, epochs));
  return { seed, nullLoss: pair.nullLoss, baseline: lossesOf('baseline'), batchnorm: lossesOf('batchnorm') };
}

/** Null for a run that did not come to the end of its last epoch. */
function lastTrainLoss(evaluations: readonly Evaluation[], epochs: number): Loss {
  const last = evaluations.at(-1);
  return last?.epoch === epochs ? finiteOrNull(last.trainLoss) : null;
}

function runOf({ runs }: PairRecord, arm: PairedArm): RunRecord {
  return runs[arms.indexOf(arm)]!;
}
