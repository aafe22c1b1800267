/** The charts of several seeds: the arms with their bands, and below them the paired difference. */

import { list, plural } from '../../base/text/format.ts';
import type { CurveEvent, StartEvent } from '../../events/events.ts';
import { type ChartOptions, type Curve, gutterOf, renderChart, type Stroke, strokes } from '../chart.ts';
import { measureNames } from '../measures.ts';
import { armColor, type Style } from '../style.ts';

/** Min widths for higher charts, and for the note in the legend. */
const [MIN_ROOMY, MIN_NOTED] = [120, 60];
/** Losses fall over one range and then change little, where bands are of interest. */
const LOG_FROM = 4;
/** Fewer pairs cannot reach `ALPHA`. */
const MIN_PAIRS = 6;
const ALPHA = 0.05;

export interface SeedsCharts {
  readonly charts: readonly string[];
  /** What lines and bands are; '' if nothing is drawn. */
  readonly note: string;
}

/** Without the losses before training, which are no result of it and would take most of the height. */
export function seedsCharts(start: StartEvent, all: readonly CurveEvent[], pairs: number, style: Style): SeedsCharts {
  const curves = all.length > 1 ? all.slice(1) : all;
  const yLabel = measureNames[curves[0]!.measure];
  const ofArms = {
    ...common(start, curves, style),
    logFrom: LOG_FROM,
    height: style.width >= MIN_ROOMY ? 16 : 13,
    yLabel,
  };
  const ofDifference = { ...common(start, curves, style), height: style.width >= MIN_ROOMY ? 9 : 7, zero: true };
  const arms = start.arms.map((_, index) => armCurve(start, curves, index, style));
  const others = start.arms.slice(1).map((_, index) => differenceCurve(start, curves, index + 1, style));
  const named = { ...ofDifference, yLabel: 'paired difference' };
  const gutter = Math.max(gutterOf(arms, ofArms), gutterOf(others, named));
  const charts = [renderChart(arms, { ...ofArms, gutter })];
  if (hasDifferences(curves)) charts.push(renderChart(others, { ...named, gutter }));
  const isDrawn = curves.some(curve => Object.values(curve.arms).some(({ median }) => median !== null));
  return { charts, note: isDrawn ? explain(start, curves, pairs) : '' };
}

function common(start: StartEvent, curves: readonly CurveEvent[], style: Style) {
  const places = curves.map(curve => placeOf(start, curve));
  const { width, unicode, color } = style;
  const xLimits = [0, places.at(-1)!] as const;
  return {
    width,
    unicode,
    isColored: color.level > 0,
    xLabel: 'epoch',
    xLimits,
    dim: color.dim,
  } satisfies Partial<ChartOptions>;
}

/** Within an epoch by the steps. */
function placeOf({ stepsPerEpoch, config }: StartEvent, { epoch, step }: CurveEvent): number {
  return config.validateEvery === null ? epoch : step / stepsPerEpoch;
}

function armCurve(start: StartEvent, curves: readonly CurveEvent[], index: number, style: Style): Curve {
  const name = start.arms[index]!;
  const points = curves.map(curve => ({ x: placeOf(start, curve), ...curve.arms[name]! }));
  return {
    name,
    paint: armColor(style, start.arms, name),
    stroke: strokeOf(start.arms.length === 1 ? 1 : index, style),
    points: points.map(({ x, median }) => ({ x, y: median ?? Number.NaN })),
    band: points.map(({ x, q25, q75 }) => ({ x, low: q25 ?? Number.NaN, high: q75 ?? Number.POSITIVE_INFINITY })),
  };
}

function differenceCurve(start: StartEvent, curves: readonly CurveEvent[], index: number, style: Style): Curve {
  const name = start.arms[index]!;
  const points = curves.map(curve => ({ x: placeOf(start, curve), difference: curve.differences[name] ?? null }));
  return {
    name: `${name} - ${start.arms[0]}${style.width >= MIN_NOTED ? ' (below 0 is better)' : ''}`,
    paint: armColor(style, start.arms, name),
    stroke: strokeOf(index, style),
    points: points.map(({ x, difference }) => ({ x, y: difference?.mean ?? Number.NaN })),
    band: points.map(({ x, difference }) => {
      const { low, high } = difference?.t95 ?? { low: Number.NaN, high: Number.NaN };
      return { x, low, high };
    }),
  };
}

/** In a band a dashed line is hard to see, and colours are enough to distinguish lines. */
function strokeOf(index: number, { color }: Style): Stroke {
  return strokes[color.level > 0 ? 1 : index % strokes.length]!;
}

function explain(start: StartEvent, curves: readonly CurveEvent[], pairs: number): string {
  const others = start.arms.slice(1);
  const diverged = curves.some(({ arms }) => Object.values(arms).some(each => each.diverged > 0));
  const lines =
    pairs === 1
      ? 'Lines are of a single run, so there are no bands'
      : `Lines are medians of ${plural(pairs, 'run')}, bands hold the middle half of them`;
  const mean = `mean of the paired differences${pairs === 1 ? '' : ' and its 95% interval'}`;
  const sentences = [
    `${lines}${diverged ? '; runs that diverged count as the worst' : ''}.`,
    ...(hasDifferences(curves) ? [`The lower chart has the ${mean}.`] : []),
    ...(diverged && others.length > 0
      ? ['Where a run diverged there is no mean: it would be one of the survivors.']
      : []),
    ...(pairs === 1 ? [] : ['Bands and intervals are of each epoch by itself.']),
    ...others.flatMap(arm => describeRanges(start, curves, arm, pairs)),
  ];
  return sentences.join(' ');
}

function hasDifferences(curves: readonly CurveEvent[]): boolean {
  return curves.some(({ differences }) => Object.values(differences).some(found => found !== null));
}

/** Where the arm differs from the first over all epochs at once; empty if that is not known. */
function describeRanges({ arms }: StartEvent, curves: readonly CurveEvent[], arm: string, pairs: number): string[] {
  const tested = curves.some(({ differences }) => differences[arm] && differences[arm].pMaxT !== null);
  if (pairs < MIN_PAIRS || !tested) return [];
  const sides = (['lower', 'higher'] as const)
    .map(side => ({ side, ranges: rangesWhere(curves, curve => sideOf(curve, arm) === side) }))
    .filter(({ ranges }) => ranges.length > 0)
    .sort((a, b) => a.ranges[0]![0] - b.ranges[0]![0])
    .map(({ side, ranges }) => `${side} in ${list(ranges.map(describeRange), 4)}`);
  const loss = `the ${measureNames[curves[0]!.measure]} of ${arm}`;
  const found =
    sides.length === 0
      ? `${loss} differs from that of ${arms[0]} in no epoch`
      : `compared with ${arms[0]}, ${loss} is ${sides.join(', and ')}`;
  return [`For all epochs together (p < ${ALPHA}): ${found}.`];
}

function sideOf({ differences }: CurveEvent, arm: string): 'lower' | 'higher' | null {
  const found = differences[arm];
  if (!found || found.pMaxT === null || found.pMaxT >= ALPHA) return null;
  return found.mean < 0 ? 'lower' : 'higher';
}

/** The first and the last epoch of each range. */
function rangesWhere(curves: readonly CurveEvent[], holds: (curve: CurveEvent) => boolean): [number, number][] {
  const ranges: [number, number][] = [];
  let isOpen = false;
  for (const curve of curves) {
    const isIn = holds(curve);
    if (isIn && isOpen) ranges.at(-1)![1] = curve.epoch;
    else if (isIn) ranges.push([curve.epoch, curve.epoch]);
    isOpen = isIn;
  }
  return ranges;
}

function describeRange([from, to]: readonly [number, number]): string {
  return from === to ? `epoch ${from}` : `epochs ${from} to ${to}`;
}
