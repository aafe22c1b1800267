/** Settings of `evidence`. */

import { list } from '../../base/text/format.ts';
import { integer, percentage, positive, real, smallestEffects, someOf } from '../kinds.ts';
import { setting } from '../setting.ts';

/** The claims about batch norm that `evidence` tests. */
export const claims = ['faster', 'initialization', 'regularizes'] as const;

/** The smallest effects that count where none are given: a ratio of steps, decades, a share of the loss of guessing. */
export const smallestByDefault = { faster: 1.1, initialization: 0.5, regularizes: 0.01 } as const;

/** The target of the claim faster, from the loss of guessing (0) to the best loss of the slower arm (1), where none is given. */
export const TARGET_SHARE = 0.9;

/** The seeds of `evidence` where none are asked for. */
export const EVIDENCE_SEEDS = 20;

export const evidenceSettings = {
  claims: setting(someOf(claims), [...claims], {
    group: 'evidence',
    value: '<claims>',
    help: `what to test: ${list(claims, claims.length)}`,
    shown: 'all of them',
  }),
  alpha: setting(
    real('a number from 0.001 to 0.5', value => value >= 0.001 && value <= 0.5),
    0.05,
    { group: 'evidence', value: '<a>', help: 'accepted probability of a wrong verdict, over all claims' },
  ),
  smallestEffect: setting(smallestEffects, null, {
    group: 'evidence',
    value: '<effects>',
    help: 'smallest effects that count: a ratio of steps, decades, a loss',
    shown: `faster=${smallestByDefault.faster},initialization=${smallestByDefault.initialization}; regularizes: ${100 * smallestByDefault.regularizes}% of the loss of guessing`,
  }),
  targetShare: setting(percentage, TARGET_SHARE, {
    group: 'evidence',
    value: '<share>',
    help: 'target of faster, from the loss of guessing (0%) to the best loss of the slower arm (100%)',
    shown: `${100 * TARGET_SHARE}%`,
  }),
  targetLoss: setting(positive, null, {
    group: 'evidence',
    value: '<loss>',
    help: 'a loss as the target instead',
    shown: 'none',
  }),
  selectSeeds: setting(integer(1, 1000), 3, {
    group: 'evidence',
    value: '<n>',
    help: 'further seeds that choose the rate of each arm, if ⟪lr⟫ has several',
  }),
};
