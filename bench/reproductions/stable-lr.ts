/** Bjorck et al. 2018: the largest learning rate at which a network trains. */

import type { AnyEvent } from '../../src/events/events.ts';
import { armNames, arms, only } from './events.ts';
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
  return besidePyTorch('stable-lr', [...rates, { name: 'decades gained by batch norm', values: decades }]);
}
