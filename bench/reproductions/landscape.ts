/** Figure 4 of Santurkar et al. 2018, loss and gradient along the gradient of a step, and the covariate shift of their figure 2. */

import { sortedQuantile } from '../../src/base/numbers/quantile.ts';
import { significant } from '../../src/base/text/format.ts';
import type { AnyEvent } from '../../src/events/events.ts';
import { armNames, arms, type Kind, only } from './events.ts';
import { markdownTable } from './spread.ts';

type Landscape = Kind<'landscape'>;

/** By name what is measured at a step, and is Infinity where it is not finite. */
const measures: Readonly<Record<string, (landscape: Landscape) => number>> = {
  'range of the loss, max - min': ({ lossRange: [low, high] }) => finite(high) - (low ?? 0),
  'largest change of the gradient': ({ gradientPredictiveness: [, high] }) => finite(high),
  'the same / norm of the gradient': ({ gradientPredictiveness: [, high], gradientNorm }) =>
    finite(high) / gradientNorm!,
  'effective smoothness': ({ effectiveSmoothness }) => finite(effectiveSmoothness),
  'internal covariate shift of the outputs, change': event => finite(event.internalCovariateShift.at(-1)!.difference),
  'internal covariate shift of the outputs, cosine': event => finite(event.internalCovariateShift.at(-1)!.cosine),
};

function finite(value: number | null): number {
  return value ?? Number.POSITIVE_INFINITY;
}

export function landscape(events: readonly AnyEvent[]): string {
  const [baseline, batchnorm] = arms.map(arm => only(events, 'landscape').filter(event => event.arm === arm));
  const stepOf = ({ seed, step }: Landscape) => `${seed} ${step}`;
  const partners = new Map(batchnorm!.map(event => [stepOf(event), event]));
  // A baseline that diverged has fewer steps.
  const pairs = baseline!.flatMap(event => {
    const partner = partners.get(stepOf(event));
    return partner === undefined ? [] : [[event, partner] as const];
  });
  const rows = Object.entries(measures).map(([name, measure]) => {
    const medians = [0, 1].map(side =>
      sortedQuantile(Float64Array.from(pairs, pair => measure(pair[side]!)).sort(), 0.5),
    );
    const smaller = pairs.filter(([one, other]) => measure(other) < measure(one)).length;
    return [name, ...medians.map(median => significant(median, 3)), `${Math.round((100 * smaller) / pairs.length)} %`];
  });
  const head = ['median over steps and seeds', ...arms.map(arm => armNames[arm]), 'steps where batch norm has less'];
  return markdownTable([head, ...rows]);
}
