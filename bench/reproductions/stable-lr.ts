/** Bjorck et al. 2018: the largest learning rate at which a network trains. */

import { significant } from '../../src/base/text/format.ts';
import type { AnyEvent } from '../../src/events/events.ts';
import { armNames, arms, type Kind, only } from './events.ts';
import { besidePyTorch } from './spread.ts';

export function stableLr(events: readonly AnyEvent[]): string {
  const searches = only(events, 'stable-lr');
  const of = (arm: string, rate: 'lr' | 'bestLr') =>
    searches.filter(search => search.arm === arm).map(search => search[rate]!);
  const rates = arms.flatMap(arm => [
    { name: `largest stable learning rate, ${armNames[arm]}`, values: of(arm, 'lr') },
    { name: `best learning rate of the grid, ${armNames[arm]}`, values: of(arm, 'bestLr') },
  ]);
  const batchnorm = of('batchnorm', 'lr');
  const decades = of('baseline', 'lr').map((lr, i) => Math.log10(batchnorm[i]! / lr));
  const table = besidePyTorch('stable-lr', [...rates, { name: 'decades gained by batch norm', values: decades }]);
  const { atBaselineBest, ownBest } = only(events, 'sweep')[0]!;
  const sentence =
    `Validation loss of the baseline less that of batch norm: ${difference(atBaselineBest!)} with both at the rate that is best for ` +
    `the baseline, and ${difference(ownBest!)} with each at its own best rate, chosen by the other seeds.`;
  return `${table}\n\n${sentence}`;
}

type Difference = Pick<NonNullable<Kind<'sweep'>['ownBest']>, 'mean' | 't95'>;

/** "0.012 (95 % interval -0.003 to 0.027)" */
function difference({ mean, t95 }: Difference): string {
  return `${significant(mean, 2)} (95 % interval ${significant(t95!.low, 2)} to ${significant(t95!.high, 2)})`;
}
