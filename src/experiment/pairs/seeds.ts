/** The seeds of an experiment, and the settings that each of them has. */

import type { Config } from '../../settings/config.ts';
import type { SeedSource } from '../../settings/rows/seeds.ts';

/** The setting with the seed of each thing that seeds may vary. */
const settingOf = { split: 'splitSeed', init: 'initSeed', order: 'orderSeed' } as const satisfies Record<
  SeedSource,
  keyof Config
>;

/** The number of seeds that there are, from 0 on. */
const SEEDS = 2 ** 32;

/** The seeds, from that of the config on; after the last possible one they go on from 0. */
export function seedsOf({ seed, seeds }: Pick<Config, 'seed' | 'seeds'>): number[] {
  return Array.from({ length: seeds }, (_, n) => (seed + n) % SEEDS);
}

/**
 * The settings of one seed. What varies goes on from the seed that it has in the config, which is `seed` if no other was given;
 * everything else keeps it. A sample is never drawn anew.
 */
export function withSeed<C extends Config>(config: C, seed: number): C {
  const place = seed - config.seed + SEEDS;
  const varied = config.vary.map(source => settingOf[source]).map(key => [key, (config[key] + place) % SEEDS]);
  return { ...config, seed, seeds: 1, ...Object.fromEntries(varied) };
}

/** Whether a split is drawn, initial weights are, and so is the order of batches. */
const isDrawn: Readonly<Record<SeedSource, (config: Config) => boolean>> = {
  split: ({ validation, shuffle, group, time }) =>
    typeof validation === 'number' && validation > 0 && time === null && (shuffle || group !== null),
  init: ({ initFrom }) => initFrom === null,
  order: ({ shuffle }) => shuffle,
};

/** What differs between the seeds of an experiment: of what is to vary, all that is drawn at random. */
export function variedBy(config: Config): SeedSource[] {
  return config.vary.filter(source => isDrawn[source](config));
}

/** Whether seeds give other training rows. */
export function variesRows(config: Config): boolean {
  return config.seeds > 1 && variedBy(config).includes('split');
}
