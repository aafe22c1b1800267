/** What statistics need of pairs: the evaluations and results of their runs. */

import type { EpochEvent, PairEvent, ResultEvent, TrainingEvent, ValidationEvent } from '../../events/events.ts';
import type { Overrides } from '../arms.ts';

/** The end of an epoch, or a validation within one. A loss that is not finite is NaN; one that was not computed is null. */
export interface Evaluation {
  readonly epoch: number;
  readonly step: number;
  readonly seconds: number;
  /** Of the epoch; null within one. */
  readonly trainLoss: number | null;
  readonly validationLoss: number | null;
  readonly validationScore: number | null;
  readonly trainEvalLoss: number | null;
}

export interface RunRecord {
  readonly arm: string;
  /** In order; the first is before training. A run that diverged may have fewer than others. */
  readonly evaluations: readonly Evaluation[];
  readonly result: ResultEvent;
}

/** All arms with one seed, at one point of a sweep. */
export interface PairRecord {
  readonly seed: number;
  readonly point: Overrides;
  /** In the order of the arms. */
  readonly runs: readonly RunRecord[];
  readonly pair: PairEvent;
}

/** The record of a whole pair from its events, of which the last is that of the pair. */
export function recordOfPair(events: readonly TrainingEvent[], point: Overrides): PairRecord {
  const pair = events.at(-1) as PairEvent;
  const validates = pair.validationRows > 0;
  const runs = events.flatMap(event => {
    if (event.event !== 'result') return [];
    const own = events.filter(each => isEvaluation(each) && each.arm === event.arm) as (EpochEvent | ValidationEvent)[];
    return [{ arm: event.arm, evaluations: own.map(each => evaluationOf(each, validates)), result: event }];
  });
  return { seed: pair.seed, point, runs, pair };
}

function isEvaluation(event: TrainingEvent): event is EpochEvent | ValidationEvent {
  return event.event === 'epoch' || event.event === 'validation';
}

/** Losses that are not finite are null in events that come from a file. */
function evaluationOf(event: EpochEvent | ValidationEvent, validates: boolean): Evaluation {
  const { epoch, step, seconds, trainEvalLoss } = event;
  return {
    epoch,
    step,
    seconds,
    trainLoss: event.event === 'epoch' ? (event.trainLoss ?? Number.NaN) : null,
    validationLoss: validates ? (event.validationLoss ?? Number.NaN) : null,
    validationScore: validates ? (event.validationScore ?? Number.NaN) : null,
    trainEvalLoss: trainEvalLoss === undefined ? null : (trainEvalLoss ?? Number.NaN),
  };
}

/** The evaluation after training began with the lowest validation loss; null if no loss is finite. */
export function bestAfterStart(evaluations: readonly Evaluation[]): Evaluation | null {
  const after = evaluations.slice(1).filter(({ validationLoss }) => Number.isFinite(validationLoss));
  return after.reduce<Evaluation | null>(
    (low, each) => (low === null || each.validationLoss! < low.validationLoss! ? each : low),
    null,
  );
}

/** Of the evaluations only the first and the best after it: a sweep compares no more, and may have very many runs. */
export function withoutCurves(record: PairRecord): PairRecord {
  const runs = record.runs.map(run => {
    const [first] = run.evaluations;
    const best = bestAfterStart(run.evaluations);
    return { ...run, evaluations: [first, best].flatMap(each => each ?? []) };
  });
  return { ...record, runs };
}

/** What a sweep compares of a run. Losses that are not finite are null, as are those of a run that diverged. */
export interface RunLosses {
  readonly arm: string;
  /** Of the last epoch. */
  readonly trainLoss: number | null;
  /** The lowest after training began, and the score there; null without validation rows, too. */
  readonly validationLoss: number | null;
  readonly validationScore: number | null;
}

export function lossesOfRun(run: RunRecord): RunLosses {
  const trainLoss = lastTrainLoss(run);
  const best = trainLoss === null ? null : bestAfterStart(run.evaluations);
  const { validationLoss = null, validationScore = null } = best ?? {};
  return { arm: run.arm, trainLoss, validationLoss, validationScore };
}

/** The training loss of the last epoch; null for a run that diverged. */
export function lastTrainLoss({ result }: Pick<RunRecord, 'result'>): number | null {
  return result.diverged || !Number.isFinite(result.final.trainLoss) ? null : result.final.trainLoss;
}
