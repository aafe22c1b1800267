/** The paired difference of a score in words. */

import { formatCount, plural, significant } from '../../base/text/format.ts';
import type { SummaryEvent } from '../../events/events.ts';
import { inWords } from '../../experiment/arms.ts';
import type { Task } from '../../network/tasks.ts';
import { seedsNeeded } from '../../settings/seeds-needed.ts';
import type { Interval } from '../statistics/interval.ts';

/** A difference without its sentence. */
export type Numbers = Omit<NonNullable<SummaryEvent['differences'][string]>, 'sentence'>;

export interface DifferenceContext {
  readonly measure: SummaryEvent['measure'];
  readonly task: Task;
  /** 1 where lower is better, -1 where higher is. */
  readonly sign: 1 | -1;
  readonly arm: string;
  readonly first: string;
  readonly pairs: number;
}

/** Differences with a smaller p-value are not called chance. */
const ALPHA = 0.05;

export function describeDifference({ mean, t95, p, better, equal }: Numbers, context: DifferenceContext): string {
  const { arm, first, pairs } = context;
  const subject = `The ${nameOf(context)} of ${inWords(arm)}`;
  const than = `that of ${inWords(first)}`;
  if (equal === pairs) return `${subject} is the same as ${than} (${plural(pairs, 'pair')}).`;
  const found =
    mean === 0
      ? `is the same as ${than}`
      : `is ${size(mean, context)}${isShare(context) ? ' percentage points' : ''} ${mean < 0 ? 'lower' : 'higher'} than ${than}`;
  const range = t95 === null ? [] : [`95% interval ${describeInterval(t95, context)}`];
  const tally = [
    plural(pairs, 'pair'),
    `${formatCount(better)} better`,
    ...(equal > 0 ? [`${formatCount(equal)} equal`] : []),
  ];
  return `${subject} ${found} (${[...range, tally.join(', '), probability(p)].join('; ')})${doubt(p, pairs)}.`;
}

function nameOf({ measure, task }: DifferenceContext): string {
  const score = task === 'classification' ? 'accuracy' : 'R²';
  const names: Readonly<Record<SummaryEvent['measure'], string>> = {
    'best.validationLoss': 'best validation loss',
    'best.validationScore': `${score} at the best validation loss`,
    'final.validationLoss': 'final validation loss',
    'final.validationScore': `final ${score}`,
    'final.trainLoss': 'final training loss',
  };
  return names[measure];
}

/** Of a difference, whatever its sign; shares are in percentage points. */
function size(difference: number, context: DifferenceContext): string {
  const value = Math.abs(difference);
  return isShare(context) ? (100 * value).toFixed(1) : significant(value, 2);
}

function isShare({ measure, task }: DifferenceContext): boolean {
  return measure.endsWith('Score') && task === 'classification';
}

/** "0.070 to 0.15 lower", "0.01 lower to 0.02 higher" */
function describeInterval({ low, high }: Interval, context: DifferenceContext): string {
  const [a, b] = [size(low, context), size(high, context)];
  if (high <= 0) return `${b} to ${a} lower`;
  if (low >= 0) return `${a} to ${b} higher`;
  return `${a} lower to ${b} higher`;
}

function doubt(p: number, pairs: number): string {
  const needed = seedsNeeded(1, ALPHA);
  if (pairs < needed) return `: too few seeds for a verdict, which takes ${formatCount(needed)} or more`;
  return p > ALPHA ? ', which may be chance' : '';
}

function probability(p: number): string {
  return p < 0.001 ? 'p < 0.001' : `p = ${significant(p, 2)}`;
}
