/** The paired difference of two arms along the training: its mean with an interval, and the line of no difference. */

import { linearScale, linearTicks, position, signedTick, tickText } from './axes.ts';
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

export function drawDifference(figure: DifferenceFigure): string {
  const { points, arm, reference, width, height, narrow = false } = figure;
  const margin = { top: 12, right: narrow ? 92 : 152, bottom: 38, left: 52 };
  const y = linearScale([0, ...points.flatMap(({ low, high }) => [low, high])], Math.max(3, Math.round(height / 50)));
  const end = points.at(-1)!.x || 1;
  const [top, bottom] = [margin.top, height - margin.bottom];
  const zero = position(y, 0, [bottom, top]);
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
  const apart = narrow ? 20 : 12;
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
      // Labels stay within the figure where zero is at its edge.
      ...(zero - apart > top - 4 ? [label(reference.name, reference.paint, -apart)] : []),
      ...(zero + apart < bottom - 4 ? [label(arm.name, arm.paint, apart)] : []),
    ],
  });
  return asSvg(drawn, figure.label, 12, {
    x: { type: 'linear', domain: [0, end], range: [margin.left, width - margin.right] },
    y: { ...y, range: [bottom, top] },
  });
}
