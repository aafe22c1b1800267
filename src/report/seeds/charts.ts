/** The charts of several seeds: the arms with their bands, and below them the paired difference. */

import type { CurveEvent, StartEvent } from '../../events/events.ts';
import { type ChartOptions, type Curve, gutterOf, renderChart, strokes } from '../chart.ts';
import { armColor, type Style } from '../style.ts';
import { wrap } from '../width.ts';

const nouns = { validationLoss: 'validation loss', trainLoss: 'training loss' } as const;

const MIN_ROOMY = 120;

/** What lies before training would take most of the height, and says nothing about it. */
export function seedsCharts(start: StartEvent, all: readonly CurveEvent[], pairs: number, style: Style): string {
  const curves = all.length > 1 ? all.slice(1) : all;
  const yLabel = nouns[curves[0]!.measure];
  const ofArms = { ...common(start, curves, style), height: style.width >= MIN_ROOMY ? 16 : 13, yLabel };
  const ofDifference = { ...common(start, curves, style), height: style.width >= MIN_ROOMY ? 9 : 7, zero: true };
  const arms = start.arms.map((_, index) => armCurve(start, curves, index, style));
  const others = start.arms.slice(1).map((_, index) => differenceCurve(start, curves, index + 1, style));
  const named = { ...ofDifference, yLabel: differenceLabel(start, others.length) };
  const gutter = Math.max(gutterOf(arms, ofArms), gutterOf(others, named));
  const parts = [renderChart(arms, { ...ofArms, gutter })];
  if (others.length > 0) parts.push(renderChart(others, { ...named, gutter }));
  parts.push(explain(start, pairs, style));
  return parts.join('\n\n');
}

function common(start: StartEvent, curves: readonly CurveEvent[], style: Style) {
  const places = curves.map(curve => placeOf(start, curve));
  const { width, unicode } = style;
  const xLimits = [0, places.at(-1)!] as const;
  return { width, unicode, xLabel: 'epoch', xLimits, dim: style.color.dim } satisfies Partial<ChartOptions>;
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
    stroke: strokes[start.arms.length === 1 ? 1 : index % strokes.length]!,
    points: points.map(({ x, median }) => ({ x, y: median ?? Number.NaN })),
    band: points.map(({ x, q25, q75 }) => ({ x, low: q25 ?? Number.NaN, high: q75 ?? Number.POSITIVE_INFINITY })),
  };
}

function differenceCurve(start: StartEvent, curves: readonly CurveEvent[], index: number, style: Style): Curve {
  const name = start.arms[index]!;
  const points = curves.map(curve => ({ x: placeOf(start, curve), difference: curve.differences[name] ?? null }));
  return {
    name: `${name} - ${start.arms[0]}`,
    paint: armColor(style, start.arms, name),
    stroke: strokes[index % strokes.length]!,
    points: points.map(({ x, difference }) => ({ x, y: difference?.mean ?? Number.NaN })),
    band: points.map(({ x, difference }) => {
      const { low, high } = difference?.t95 ?? { low: Number.NaN, high: Number.NaN };
      return { x, low, high };
    }),
  };
}

function differenceLabel({ arms }: StartEvent, others: number): string {
  return others === 1 ? `${arms[1]} - ${arms[0]}` : 'difference';
}

function explain({ arms }: StartEvent, pairs: number, style: Style): string {
  const ofArms = `Lines are medians of ${pairs} runs, bands hold the middle half of them.`;
  const ofDifference = ' Below: mean of the paired differences with its 95% interval.';
  const each = ' Bands and intervals are of each epoch by itself.';
  return style.color.dim(wrap(`${ofArms}${arms.length > 1 ? ofDifference : ''}${each}`, style.width));
}
