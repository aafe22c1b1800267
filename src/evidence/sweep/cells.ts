/** The cells of a sweep: one a point, with the runs of every arm and seed. */

import type { Arm } from '../../events/events.ts';
import type { Overrides } from '../../experiment/arms.ts';
import { lossesOfRun, type PairRecord, type RunLosses } from '../../experiment/pairs/records.ts';
import { type Loss, lowestLoss } from '../claims/pairs.ts';
import { trainingBar, trains } from '../claims/trains.ts';
import { type Axis, placeOf } from './axes.ts';

/** What a sweep compares of a pair. A grid may have very many. */
export interface PairLosses {
  readonly seed: number;
  readonly point: Overrides;
  readonly nullLoss: number;
  readonly runs: readonly RunLosses[];
}

export function lossesOf({ seed, point, runs, pair }: PairRecord): PairLosses {
  return { seed, point, nullLoss: pair.nullLoss, runs: runs.map(lossesOfRun) };
}

/** What a sweep keeps of a run. */
export interface CellRun extends Omit<RunLosses, 'arm'> {
  readonly seed: number;
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
export function cellsOf(pairs: readonly PairLosses[], axes: readonly Axis[]): Cell[] {
  const bars = barsOf(pairs);
  return groups(pairs, keyOfPoint()).map(own => {
    const { point, runs } = own[0]!;
    const ofArm = (arm: Arm) =>
      own.map(({ seed, runs }) => cellRun(seed, runs.find(run => run.arm === arm)!, bars.get(seed)!));
    return { point, place: placeOf(axes, point), runs: Object.fromEntries(runs.map(({ arm }) => [arm, ofArm(arm)])) };
  });
}

/** Points are mostly the same objects for every seed, so each object has one text. */
function keyOfPoint(): (pair: PairLosses) => string {
  const texts = new Map<Overrides, string>();
  return ({ point }) => {
    const text = texts.get(point) ?? JSON.stringify(point);
    texts.set(point, text);
    return text;
  };
}

export function bySeed<T extends { readonly seed: number }>(pairs: readonly T[]): T[][] {
  return groups(pairs, ({ seed }) => seed);
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
export function barsOf(pairs: readonly PairLosses[]): Map<number, Loss> {
  return new Map(
    bySeed(pairs).map(own => {
      const losses = own.flatMap(({ runs }) => runs.map(({ trainLoss }) => trainLoss));
      return [own[0]!.seed, trainingBar(own[0]!.nullLoss, lowestLoss(losses))];
    }),
  );
}

function cellRun(seed: number, { trainLoss, validationLoss, validationScore }: RunLosses, bar: Loss): CellRun {
  return { seed, trainLoss, validationLoss, validationScore, trains: trains(trainLoss, bar) };
}
