/** The runs of an experiment that do not follow from others. */

import type { Overrides } from '../arms.ts';
import type { Experiment } from '../spec.ts';
import { seedsOf } from './seeds.ts';
import type { SeedRuns } from './study.ts';

/** Every seed at every point; with several learning rates, the seeds behind these at every rate; of a part, its own. */
export function firstRuns({ config, rates, part }: Experiment, points: readonly Overrides[]): readonly SeedRuns[] {
  if (part !== undefined) return part.runs;
  if (rates === undefined) return seedsOf(config).map(seed => ({ seed, runs: points.map(point => ({ point })) }));
  const seeds = seedsOf({ ...config, seeds: config.seeds + config.selectSeeds }).slice(config.seeds);
  return seeds.map(seed => ({ seed, runs: rates.map(lr => ({ point: { lr } })) }));
}

export function countPairs(seeds: readonly SeedRuns[]): number {
  return seeds.reduce((sum, { runs }) => sum + runs.length, 0);
}
