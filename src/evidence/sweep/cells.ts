/** The cells of a sweep: one a point, with the runs of every arm and seed. */

import type { Arm } from '../../events/events.ts';
import type { Overrides } from '../../experiment/arms.ts';
import type { PairRecord, RunRecord } from '../../experiment/pairs/records.ts';
import { isFiniteLoss, type Loss, lowestLoss } from '../claims/pairs.ts';
import { trainingBar, trains } from '../claims/trains.ts';
import { type Axis, placeOf } from './axes.ts';

/** What a sweep keeps of a run. The losses of a run that diverged are null. */
export interface CellRun {
  readonly seed: number;
  /** Of the last epoch. */
  readonly trainLoss: Loss;
  /** The lowest after training began, and the score there; null without validation rows, too. */
  readonly validationLoss: Loss;
  readonly validationScore: Loss;
  /** Whether it gets half of what the best run of its seed gets, over the whole grid and both arms. */
  readonly trains: boolean;
}

export interface Cell {
  readonly point: Overrides;
  /** Its place on each axis. */
  readonly place: readonly number[];
  /** For each arm its runs, in the order of the seeds. */
  readonly runs: Readonly<Record<Arm, readonly CellRun[]>>;
}

/** The cells of these pairs, in the order of their points. */
export function cellsOf(records: readonly PairRecord[], axes: readonly Axis[]): Cell[] {
  const bars = barsOf(records);
  return groups(records, ({ point }) => JSON.stringify(point)).map(own => {
    const { point, runs } = own[0]!;
    const ofArm = (arm: Arm) =>
      own.map(({ seed, runs }) => cellRun(seed, runs.find(run => run.arm === arm)!, bars.get(seed)!));
    return { point, place: placeOf(axes, point), runs: Object.fromEntries(runs.map(({ arm }) => [arm, ofArm(arm)])) };
  });
}

export function bySeed(records: readonly PairRecord[]): PairRecord[][] {
  return groups(records, ({ seed }) => seed);
}

function groups<T>(items: readonly T[], keyOf: (item: T) => unknown): T[][] {
  const byKey = new Map<unknown, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (byKey.has(key)) byKey.get(key)!.push(item);
    else byKey.set(key, [item]);
  }
  return [...byKey.values()];
}

/** The highest training loss that counts as trained, for each seed. */
export function barsOf(records: readonly PairRecord[]): Map<number, Loss> {
  return new Map(
    bySeed(records).map(own => {
      const losses = own.flatMap(({ runs }) => runs.map(lastTrainLoss));
      return [own[0]!.seed, trainingBar(own[0]!.pair.nullLoss, lowestLoss(losses))];
    }),
  );
}

/** The training loss of the last epoch; null for a run that diverged. */
export function lastTrainLoss({ result }: RunRecord): Loss {
  return result.diverged || !isFiniteLoss(result.final.trainLoss) ? null : result.final.trainLoss;
}

function cellRun(seed: number, run: RunRecord, bar: Loss): CellRun {
  const trainLoss = lastTrainLoss(run);
  const own = { seed, trainLoss, trains: trains(trainLoss, bar) };
  const after = run.evaluations.slice(1).filter(({ validationLoss }) => isFiniteLoss(validationLoss));
  if (trainLoss === null || after.length === 0) return { ...own, validationLoss: null, validationScore: null };
  const best = after.reduce((low, each) => (each.validationLoss! < low.validationLoss! ? each : low));
  return { ...own, validationLoss: best.validationLoss, validationScore: best.validationScore };
}
