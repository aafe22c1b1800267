/** The seeds of an experiment, and the settings that each of them has. */

import type { Config } from '../../settings/config.ts';
import type { SeedSource } from '../../settings/table.ts';

/** The setting with the seed of each thing that seeds may vary. */
const settingOf = { split: 'splitSeed', init: 'initSeed', order: 'orderSeed' } as const satisfies Record<
  SeedSource,
  keyof Config
>;

const MAX_SEED = 2 ** 32 - 1;

/** The seeds, from that of the config on; after the last possible one they go on from 0. */
export function seedsOf({ seed, seeds }: Pick<Config, 'seed' | 'seeds'>): number[] {
  return Array.from({ length: seeds }, (_, n) => (seed + n) % (MAX_SEED + 1));
}

/** The settings of one seed: what does not vary keeps the seed that it has in the config. A sample is never drawn anew. */
export function withSeed<C extends Config>(config: C, seed: number): C {
  const varied = config.vary.map(source => [settingOf[source], seed]);
  return { ...config, seed, seeds: 1, ...Object.fromEntries(varied) };
}

/** Whether seeds give other training rows. */
export function variesRows({ seeds, vary, validation, shuffle, group, time }: Config): boolean {
  const drawn = typeof validation === 'number' && validation > 0 && time === null && (shuffle || group !== null);
  return seeds > 1 && drawn && vary.includes('split');
}
