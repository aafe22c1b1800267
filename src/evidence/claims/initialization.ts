/** The claim that batch norm forgives poor initialization. */

import { smallestByDefault } from '../../settings/rows/evidence.ts';
import { mean } from '../statistics/moments.ts';
import { isMostOf, type Measured } from './measured.ts';
import { byArm, type ScalePair } from './pairs.ts';
import { spacingOf, trainableRegion } from './trainable-region.ts';

export interface InitializationOptions {
  /** The smallest difference in decades that counts, if not the default. */
  readonly smallestEffect?: number | undefined;
}

export function measureInitialization(
  pairs: readonly ScalePair[],
  scales: readonly number[],
  options: InitializationOptions,
): Measured {
  const regions = pairs.map(pair => trainableRegion(pair, spacingOf(scales)));
  const untrained = regions.filter(({ bar }) => bar === null).length;
  const blocked = isMostOf(untrained, pairs.length);
  return {
    claim: 'initialization',
    unit: 'decades',
    measure: 'trainLoss',
    smallestEffect: options.smallestEffect ?? smallestByDefault.initialization,
    differences: blocked ? null : regions.map(({ difference }) => difference),
    blocked: blocked ? 'nothing trains' : null,
    blockedPairs: untrained,
    pairs: regions.map(({ bar, difference, ...region }, i) => ({
      seed: pairs[i]!.seed,
      difference,
      bar,
      ...byArm(arm => {
        const { decades, atEdge, shareOfGain } = region[arm];
        return { decades, atEdge, shareOfGain };
      }),
    })),
    own: {
      scales: scales.map((initScale, i) => ({
        initScale,
        ...byArm(arm => mean(regions.map(region => Number(region[arm].trains[i])))),
      })),
      shareOfGain: byArm(arm => mean(regions.map(region => region[arm].shareOfGain))),
    },
  };
}
