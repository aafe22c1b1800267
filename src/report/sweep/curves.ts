/** The chart of a sweep over one axis of numbers: the median of each arm with its quartiles, and diverged runs above. */

import type { CellEvent, SweepEvent } from '../../events/events.ts';
import { renderChart, strokes } from '../chart.ts';
import { armColor, type Style } from '../style.ts';
import { axisLabel, valueIn, valueLabel } from './axes.ts';
import { infinite } from './heat-map.ts';

const HEIGHT = 13;

/** Null where the axis has no numbers, or every run diverged. Losses above `cap` are drawn there. */
export function renderCurves(
  cells: readonly CellEvent[],
  { axes, arms }: SweepEvent,
  cap: number,
  style: Style,
): string | null {
  const axis = axes[0]!;
  const values = axis.values.filter(value => typeof value === 'number');
  if (values.length < axis.values.length || cells.every(({ trainLoss }) => trainLoss.median === null)) return null;
  const isLog = values[0]! > 0 && values.at(-1)! >= 10 * values[0]!;
  const scaled = (value: number) => (isLog ? Math.log10(value) : value);
  const xOf = ({ cell }: CellEvent) => scaled(valueIn(axis, cell) as number);
  const names = Object.keys(arms);
  const ofArm = (arm: string) => cells.filter(cell => cell.arm === arm).toSorted((a, b) => xOf(a) - xOf(b));
  const curves = names.map((name, n) => ({
    name,
    paint: armColor(style, names, name),
    stroke: strokes[n % strokes.length]!,
    points: ofArm(name).map(cell => ({ x: xOf(cell), y: Math.min(cell.trainLoss.median ?? Number.NaN, cap) })),
    band: ofArm(name).map(cell => ({
      x: xOf(cell),
      low: Math.min(cell.trainLoss.q25 ?? Number.NaN, cap),
      high: cell.trainLoss.q75 === null ? Number.POSITIVE_INFINITY : Math.min(cell.trainLoss.q75, cap),
    })),
  }));
  const beyond = names.flatMap(name => {
    const diverged = ofArm(name).filter(cell => cell.diverged > 0);
    if (diverged.length === 0) return [];
    const marks = diverged.map(cell => ({ x: xOf(cell), text: String(cell.diverged) }));
    return [
      { label: infinite(style), name: `${name}, runs that diverged`, marks, paint: armColor(style, names, name) },
    ];
  });
  return renderChart(curves, {
    width: style.width,
    height: HEIGHT,
    unicode: style.unicode,
    isColored: style.color.level > 0,
    yLabel: 'median training loss',
    xLabel: axisLabel(axis, style),
    dim: style.color.dim,
    xLimits: [scaled(values[0]!), scaled(values.at(-1)!)],
    ticks: values.map(value => ({ x: scaled(value), text: valueLabel(value) })),
    beyond,
  });
}
