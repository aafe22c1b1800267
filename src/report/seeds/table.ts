/** The table of several seeds: each arm, and its paired difference from the first. */

import { formatCount, plural, significant } from '../../base/text/format.ts';
import type { ResultEvent, StartEvent, StepCostEvent, SummaryEvent } from '../../events/events.ts';
import { armColor, type Style, signs } from '../style.ts';
import { alignTable, type Cell } from '../table.ts';
import { wrap } from '../width.ts';

type Interval = NonNullable<SummaryEvent['arms'][string]['t95']>;
type Values = SummaryEvent['arms'][string];

export interface Found {
  readonly pairs: number;
  readonly summaries: readonly SummaryEvent[];
  readonly costs: readonly StepCostEvent[];
  /** Of whole pairs. */
  readonly results: readonly ResultEvent[];
}

export function seedsTable(start: StartEvent, found: Found, style: Style): string {
  const note = style.color.dim(wrap(explainTable(start, found, style), style.width));
  return `${alignTable(seedsRows(start, found, style), style.width)}\n${note}`;
}

/** The heading first. */
export function seedsRows(start: StartEvent, { pairs, summaries, costs, results }: Found, style: Style): Cell[][] {
  const [first, ...others] = start.arms;
  const { dim, bold } = style.color;
  const heading = [
    { text: '' },
    ...start.arms.map((arm): Cell => ({ text: arm, paint: text => bold(armColor(style, start.arms, arm)(text)) })),
    ...others.flatMap(arm =>
      [others.length === 1 ? 'difference' : `${arm} - ${first}`, 'better in'].map(text => ({ text, paint: dim })),
    ),
  ];
  const row = (
    name: string,
    ofArm: (arm: string) => string,
    ofOther: (arm: string) => [string, string] = () => ['', ''],
  ) => [name, ...start.arms.map(ofArm), ...others.flatMap(ofOther)].map(text => ({ text }));
  const rows: Cell[][] = [heading];
  for (const { measure, arms, differences } of summaries) {
    const percents = measure.endsWith('Score') && start.data.metric === 'accuracy';
    const difference = (arm: string): [string, string] => {
      const found = differences[arm];
      return found
        ? [formatDifference(found, percents, style), `${formatCount(found.better)} of ${formatCount(pairs)}`]
        : ['-', '-'];
    };
    rows.push(row(rowName(measure, start, style), arm => formatValues(arms[arm]!, percents, style), difference));
  }
  const diverged = (arm: string) => results.filter(result => result.arm === arm && result.diverged).length;
  if (results.some(result => result.diverged)) {
    rows.push(row('runs that diverged', arm => `${formatCount(diverged(arm))} of ${formatCount(pairs)}`));
  }
  if (costs.some(({ ratio }) => ratio !== null)) rows.push(row('time of a step', ...formatCosts(costs)));
  return rows;
}

function rowName(measure: SummaryEvent['measure'], { data }: StartEvent, style: Style): string {
  const score = data.metric === 'accuracy' ? 'accuracy' : `R${signs(style).squared}`;
  const unit = data.metric === 'accuracy' ? ', %' : '';
  const names: Readonly<Record<SummaryEvent['measure'], string>> = {
    'best.validationLoss': 'best validation loss',
    'best.validationScore': `  ${score} there${unit}`,
    'final.validationLoss': 'final validation loss',
    'final.validationScore': `  ${score}${unit}`,
    'final.trainLoss': 'final training loss',
  };
  return names[measure];
}

/** The mean with half its interval; where a run diverged, the median with its quartiles. */
function formatValues({ mean, t95, median, q25, q75 }: Values, percents: boolean, style: Style): string {
  if (mean !== null) return withMargin(mean, t95, percents, style);
  const scale = percents ? 100 : 1;
  const show = (value: number | null) => (value === null ? '-' : significant(scale * value, 3));
  return median === null ? '-' : `${show(median)} (${show(q25)} to ${show(q75)})`;
}

function formatDifference(found: { mean: number; t95: Interval | null }, percents: boolean, style: Style): string {
  const text = withMargin(found.mean, found.t95, percents, style);
  return found.mean > 0 ? `+${text}` : text;
}

/** "0.201 ± 0.061": two digits of the margin, and as many decimals of the mean. A t interval has its mean in the middle. */
function withMargin(mean: number, t95: Interval | null, percents: boolean, style: Style): string {
  const scale = percents ? 100 : 1;
  const margin = t95 === null ? null : (scale * (t95.high - t95.low)) / 2;
  if (margin === null) return percents ? (scale * mean).toFixed(1) : significant(mean);
  if (margin === 0) return `${significant(scale * mean)} ${plusMinus(style)} 0`;
  const decimals = Math.min(Math.max(1 - Math.floor(Math.log10(margin)), 0), 12);
  const digits = percents ? Math.max(Math.min(decimals, 1), 1) : decimals;
  if (digits > 6) return `${significant(scale * mean)} ${plusMinus(style)} ${significant(margin, 2)}`;
  return `${(scale * mean).toFixed(digits)} ${plusMinus(style)} ${margin.toFixed(digits)}`;
}

/** The time of a step as a multiple of the first arm's, and the limits of this. */
function formatCosts(costs: readonly StepCostEvent[]) {
  const of = (arm: string) => costs.find(each => each.arm === arm);
  const times = (ratio: number | null) => (ratio === null ? '-' : ratio.toFixed(2));
  const percents = (ratio: number) => `${ratio < 1 ? '-' : '+'}${Math.round(100 * Math.abs(ratio - 1))}%`;
  const limits = ({ low, high }: StepCostEvent) =>
    low === null || high === null ? '-' : `${percents(low)} to ${percents(high)}`;
  return [
    (arm: string) => times(of(arm) === undefined ? 1 : of(arm)!.ratio),
    (arm: string): [string, string] => [limits(of(arm)!), ''],
  ] as const;
}

function plusMinus({ unicode }: Style): string {
  return unicode ? '±' : '+/-';
}

export function explainTable({ arms }: StartEvent, { pairs, results }: Found, style: Style): string {
  const margin = `${plusMinus(style)} half of their 95% interval`;
  const diverged = results.some(result => result.diverged);
  const sentences = [
    pairs < 2
      ? 'One pair has no interval; that takes 2 or more.'
      : `Means of ${plural(pairs, arms.length > 1 ? 'pair' : 'run')} ${margin}.`,
    ...(diverged ? ['Where a run diverged: the median and the quartiles, with such runs as the worst (-).'] : []),
  ];
  return sentences.join(' ');
}
