/** What a sweep comes to, in sentences: where the arms train, their best cells, and how they differ there. */

import { percent, significant } from '../../base/text/format.ts';
import type { SweepEvent } from '../../events/events.ts';
import { measureNames } from '../measures.ts';
import { describeFacts, type Style } from '../style.ts';
import { alignTable, type Cell } from '../table.ts';
import { wrap } from '../width.ts';
import { axisLabel, cellLabel } from './axes.ts';

export type Interval = { readonly low: number; readonly high: number } | null;

export function describeSweep(sweep: SweepEvent, style: Style): string {
  const rows = [
    ...Object.keys(sweep.arms).map((arm, n) => [n === 0 ? 'trains' : '', describeRegion(sweep, arm, style)] as const),
    ...describeWider(sweep, style),
    ...Object.keys(sweep.arms).map((arm, n) => [n === 0 ? 'best' : '', describeBest(sweep, arm, style)] as const),
    ...describeDifferences(sweep, style),
  ];
  return describeFacts(rows, style);
}

/** "baseline in 31.4% of its runs: over 1.5 decades of init-scale" */
function describeRegion({ arms, axes }: SweepEvent, arm: string, style: Style): string {
  const { region, decades } = arms[arm]!;
  const widths = axes.flatMap(axis => {
    const own = decades[axis.name];
    if (own === undefined) return [];
    const least = own.atEdge && own.decades > 0 ? 'at least ' : '';
    const mean = axes.length > 1 ? ' on average' : '';
    return [`${least}${oneDecimal(own.decades)} decades of ${axisLabel(axis, style)}${mean}`];
  });
  return `${arm} in ${percent(region)} of its runs${widths.length === 0 ? '' : `: over ${widths.join(', ')}`}`;
}

function describeWider({ arms, axes, decades }: SweepEvent, style: Style): (readonly [string, string])[] {
  const [first, second] = Object.keys(arms);
  return axes.flatMap(axis => {
    const own = decades[axis.name];
    if (own === undefined || second === undefined) return [];
    const size = oneDecimal(Math.abs(own.mean));
    const words =
      size === '0.0'
        ? `${second} trains over as many decades of ${axisLabel(axis, style)} as ${first}`
        : `${second} trains over ${size} ${own.mean > 0 ? 'more' : 'fewer'} decades of ${axisLabel(axis, style)} than ${first}`;
    return [
      [
        '',
        `${words}${interval(own.t95, oneDecimal, { below: 'fewer', above: 'more', isBelow: own.mean < 0 })}`,
      ] as const,
    ];
  });
}

function describeBest({ arms, axes, measure }: SweepEvent, arm: string, style: Style): string {
  const { best } = arms[arm]!;
  if (best === null) return `${arm} nowhere: the median run diverged at every point`;
  const edges = best.atEdge.map(name => axisLabel({ name }, style));
  const edge = edges.length === 0 ? '' : `; at the edge of ${edges.join(' and ')}, so it may be better beyond`;
  return `${arm} at ${cellLabel(axes, best.cell, style)}: median ${measureNames[measure]} ${significant(best.loss)}${edge}`;
}

function describeDifferences(
  { arms, axes, measure, atBaselineBest, ownBest }: SweepEvent,
  style: Style,
): (readonly [string, string])[] {
  const [first, second] = Object.keys(arms);
  if (second === undefined) return [];
  const rows: (readonly [string, string])[] = [];
  if (atBaselineBest !== null) {
    const where = cellLabel(axes, atBaselineBest.cell, style);
    rows.push(['matched', `both at the best of ${first}, ${where}: ${lower(second, measure, atBaselineBest)}`]);
  }
  if (ownBest !== null) {
    rows.push(['own best', `each at its own best, chosen by the other seeds: ${lower(second, measure, ownBest)}`]);
  }
  return rows;
}

/** "the validation loss of batchnorm is 0.012 lower (95% interval 0.008 to 0.016)" */
function lower(
  arm: string,
  measure: SweepEvent['measure'],
  difference: { mean: number | null; t95: Interval },
): string {
  const { mean, t95 } = difference;
  if (mean === null) return 'a run diverged, so there is no difference';
  const what = `the ${measureNames[measure]} of ${arm} is`;
  if (mean === 0) return `${what} the same`;
  const range = interval(t95, value => significant(value, 3), { below: 'higher', above: 'lower', isBelow: mean < 0 });
  return `${what} ${significant(Math.abs(mean), 3)} ${mean > 0 ? 'lower' : 'higher'}${range}`;
}

/** The words for differences below and above 0, and which of them the estimate already has. */
interface Sides {
  readonly below: string;
  readonly above: string;
  readonly isBelow: boolean;
}

/** " (95% interval 0.008 to 0.016)"; an interval that spans 0 names both sides: "0.008 higher to 0.016 lower". */
export function interval(range: Interval, text: (value: number) => string, { below, above, isBelow }: Sides): string {
  if (range === null) return '';
  const { low, high } = range;
  const size = (value: number) => text(Math.abs(value));
  if (low < 0 && high > 0) return ` (95% interval ${size(low)} ${below} to ${size(high)} ${above})`;
  const [from, to] = isBelow ? [high, low] : [low, high];
  return ` (95% interval ${size(from)} to ${size(to)})`;
}

function oneDecimal(value: number): string {
  return value.toFixed(1).replace(/^-0\.0$/, '0.0');
}

/** The expected best of some tries, an arm a row. */
export function triesTable({ arms, measure }: SweepEvent, style: Style): string {
  const names = Object.keys(arms);
  const tries = arms[names[0]!]!.expectedBest;
  const heading: Cell[] = [
    { text: 'points', paint: style.color.dim },
    ...tries.map(each => ({ text: String(each.tries), paint: style.color.dim })),
  ];
  const rows = names.map((arm): Cell[] => [
    { text: arm },
    ...arms[arm]!.expectedBest.map(({ loss }) => ({ text: significant(loss, 3) })),
  ]);
  const diverges = names.some(arm => arms[arm]!.expectedBest.some(({ loss }) => loss === null));
  const note = diverges ? ' (- where one may diverge)' : '';
  const title = `Expected lowest ${measureNames[measure]} of that many points, chosen at random${note}:`;
  return `${wrap(title, style.width)}\n${alignTable([heading, ...rows], style.width, 2)}`;
}
