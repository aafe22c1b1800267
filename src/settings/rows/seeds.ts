/** Settings of what is drawn at random. */

import { list } from '../../base/text/format.ts';
import { integer, someOf } from '../kinds.ts';
import { follows, type Setting, setting } from '../setting.ts';

const seed = integer(0, 2 ** 32 - 1);

/** What seeds may vary. */
const sources = ['split', 'init', 'order'] as const;
export type SeedSource = (typeof sources)[number];

/** The seed of one thing that is drawn at random. */
function ofSeed(help: string): Setting<number> {
  const follow = follows('seed', (seed: number) => seed);
  return setting(seed, follow, { group: 'training', scope: 'data', value: '<n>', help, shown: '⟪seed⟫' });
}

export const seedSettings = {
  seed: setting(seed, 1, {
    group: 'training',
    scope: 'data',
    value: '<n>',
    help: 'of everything that is drawn at random',
  }),
  splitSeed: ofSeed('of the split into training and validation rows'),
  initSeed: ofSeed('of the initial weights'),
  orderSeed: ofSeed('of the order of the batches'),
  sampleSeed: ofSeed('of the rows that ⟪sample⟫ draws'),
  seeds: setting(integer(1, 10_000), 1, {
    group: 'training',
    scope: 'none',
    value: '<n>',
    help: 'repeat with n seeds, from ⟪seed⟫ on',
  }),
  vary: setting(someOf(sources), [...sources], {
    group: 'training',
    scope: 'none',
    value: '<what>',
    help: `what ⟪seeds⟫ vary: ${list(sources, sources.length)}`,
    shown: 'all of them',
  }),
};
