/** Pairs in which each arm has a learning rate of its own. */

import type { TrainingEvent } from '../events/events.ts';
import type { Overrides } from '../experiment/arms.ts';
import type { PairRecord } from '../experiment/pairs/records.ts';
import { seedsOf } from '../experiment/pairs/seeds.ts';
import type { SeedRuns, Study } from '../experiment/pairs/study.ts';
import { chooseRates, edgeWarnings } from './choose-rates.ts';
import { arms, type ByArm, byArm, type PairedArm } from './claims/pairs.ts';
import { isOwnScale } from './evidence.ts';

/** Pairs to test claims on. */
export interface Tested {
  readonly study: Study;
  readonly learningRate: ByArm<number>;
  /** Whole pairs with the rate of the baseline in both arms, where each has its own. */
  readonly atBaselineRate?: readonly PairRecord[];
}

/** Chooses the rates by the records of a study, and trains the pairs. Null if a signal ended the choice. */
export async function trainAtOwnRates(study: Study, emit: (event: TrainingEvent) => void): Promise<Tested | null> {
  const { experiment, records } = study;
  if (records.length < study.pairs) return null;
  const found = chooseRates(records, experiment.rates!);
  for (const event of [found, ...edgeWarnings(found)]) emit(event);
  const rates = found.chosen;
  const seeds = seedsOf(experiment.config);
  const points = experiment.points ?? [{}];
  const own = points.find(isOwnScale);
  const isBeside = rates.baseline !== rates.batchnorm && experiment.config.claims.includes('faster');
  const done = await study.train(runsOf(seeds, points, rates, isBeside ? own! : null));
  const pairs = (at: Overrides, of: ByArm<number>) => seeds.flatMap(seed => pairAt(done, seed, at, of) ?? []);
  const all = seeds.flatMap(seed => points.flatMap(point => pairAt(done, seed, point, rates) ?? []));
  return {
    study: { ...study, records: all, pairs: seeds.length * points.length },
    learningRate: rates,
    ...(isBeside
      ? {
          atBaselineRate: pairs(
            own!,
            byArm(() => rates.baseline),
          ),
        }
      : {}),
  };
}

/** Every seed at every point; `beside` is the point at which batch norm has the rate of the baseline, too. */
function runsOf(
  seeds: readonly number[],
  points: readonly Overrides[],
  rates: ByArm<number>,
  beside: Overrides | null,
): SeedRuns[] {
  const runs = points.flatMap((point): SeedRuns['runs'] =>
    rates.baseline === rates.batchnorm
      ? [{ point: { ...point, lr: rates.baseline } }]
      : arms.map(arm => ({ point: { ...point, lr: rates[arm] }, arm })),
  );
  const more = beside === null ? [] : [{ point: { ...beside, lr: rates.baseline }, arm: 'batchnorm' }];
  return seeds.map(seed => ({ seed, runs: [...runs, ...more] }));
}

/** The pair of a seed at a point, made of runs with these rates; null if one of them is not whole. */
function pairAt(
  records: readonly PairRecord[],
  seed: number,
  point: Overrides,
  rates: ByArm<number>,
): PairRecord | null {
  const runOf = (arm: PairedArm) => {
    const of = ({ point: at, ...record }: PairRecord) =>
      record.seed === seed && at.initScale === point.initScale && at.lr === rates[arm];
    const record = records.find(each => of(each) && each.runs.some(run => run.arm === arm));
    return record && { record, run: record.runs.find(run => run.arm === arm)! };
  };
  const [baseline, batchnorm] = arms.map(runOf);
  if (baseline === undefined || batchnorm === undefined) return null;
  return { seed, point, pair: baseline.record.pair, runs: [baseline.run, batchnorm.run] };
}
