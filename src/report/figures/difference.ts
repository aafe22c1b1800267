/** The paired difference of two arms along the training: its mean with an interval, and the line of no difference. */

import { extent, linearScale, linearTicks, signedTick, tickText } from './axes.ts';
import { xAxis, xTitle, yAxis } from './axis-marks.ts';
import { labelOf } from './labels.ts';
import { draw, Plot } from './library.ts';
import { type PaintName, paint } from './paints.ts';
import { asSvg } from './svg.ts';

export interface DifferencePoint {
  readonly x: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

export interface DifferenceFigure {
  readonly points: readonly DifferencePoint[];
  /** Of the arm whose difference it is, and of the arm that it is compared with. */
  readonly arm: { readonly name: string; readonly paint: PaintName };
  readonly reference: { readonly name: string; readonly paint: PaintName };
  readonly xTitle: string;
  readonly label: string;
  readonly width: number;
  readonly height: number;
  readonly narrow?: boolean;
}

/** The ends of an axis on which zero is at least this share of it away from each end, so that there is room for both labels. */
function aroundZero(values: readonly number[], share: number): readonly [number, number] {
  const [low, high] = extent([0, ...values]);
  const room = share / (1 - share);
  return [Math.min(low, -room * high), Math.max(high, -room * low)];
}

export function drawDifference(figure: DifferenceFigure): string {
  const { points, arm, reference, width, height, narrow = false } = figure;
  const margin = { top: 12, right: narrow ? 92 : 152, bottom: 38, left: 52 };
  const end = points.at(-1)!.x || 1;
  const [top, bottom] = [margin.top, height - margin.bottom];
  // From zero to the middle of a label, and half of its height; narrow ones have two lines.
  const [apart, half] = narrow ? [20, 14] : [12, 8];
  const values = aroundZero(
    points.flatMap(({ low, high }) => [low, high]),
    (apart + half) / (bottom - top),
  );
  const y = linearScale(values, Math.max(3, Math.round(height / 50)));
  const color = paint(arm.paint);
  const label = (name: string, of: PaintName, dy: number) =>
    Plot.text([labelOf(name, 'better', narrow)], {
      x: end,
      y: 0,
      dx: 8,
      dy,
      textAnchor: 'start',
      lineHeight: 1.15,
      text: (text: string) => text,
      fill: paint(of),
      fontWeight: 600,
      fontSize: 12.5,
    });
  const drawn = draw({
    width,
    height,
    marginTop: margin.top,
    marginRight: margin.right,
    marginBottom: margin.bottom,
    marginLeft: margin.left,
    x: { type: 'linear', domain: [0, end], axis: null },
    y: { type: 'linear', domain: [...y.domain], axis: null },
    marks: [
      ...yAxis(y.ticks, signedTick),
      ...xAxis(linearTicks([0, end], narrow ? 3 : 6), tickText),
      xTitle(figure.xTitle),
      Plot.areaY(points, { x: 'x', y1: 'low', y2: 'high', fill: color, fillOpacity: 0.2 }),
      Plot.ruleY([0], { stroke: paint('ink'), strokeWidth: 1.2 }),
      Plot.line(points, { x: 'x', y: 'mean', stroke: color, strokeWidth: 2.2 }),
      label(reference.name, reference.paint, -apart),
      label(arm.name, arm.paint, apart),
    ],
  });
  return asSvg(drawn, figure.label, 12, {
    x: { type: 'linear', domain: [0, end], range: [margin.left, width - margin.right] },
    y: { ...y, range: [bottom, top] },
  });
}
