/** What goes into the activation of a layer along the training: median, and the range that most of it lies in. */

import { linearScale, linearTicks, tickText } from './axes.ts';
import { xAxis, yAxis } from './axis-marks.ts';
import { draw, Plot } from './library.ts';
import { type PaintName, paint } from './paints.ts';
import { asSvg } from './svg.ts';

export interface ProbePoint {
  readonly x: number;
  readonly low: number;
  readonly median: number;
  readonly high: number;
  /** A wider range; left out where it is not known. */
  readonly lowest?: number;
  readonly highest?: number;
}

export interface ProbesFigure {
  readonly points: readonly ProbePoint[];
  /** All panels of a page have the same. */
  readonly domain: readonly number[];
  readonly paint: PaintName;
  readonly title: string;
  readonly label: string;
}

export function drawProbes({ points, domain, paint: color, title, label }: ProbesFigure): string {
  const y = linearScale(domain, 4);
  const end = points.at(-1)!.x || 1;
  const drawn = draw({
    width: 220,
    height: 150,
    marginLeft: 34,
    marginRight: 6,
    marginTop: 22,
    marginBottom: 22,
    x: { type: 'linear', domain: [0, end], axis: null },
    y: { type: 'linear', domain: [...y.domain], axis: null },
    marks: [
      ...yAxis(y.ticks, tickText),
      ...xAxis(linearTicks([0, end], 3), tickText),
      Plot.text([title], { frameAnchor: 'top', dy: -16, text: (text: string) => text }),
      Plot.areaY(
        points.filter(({ lowest, highest }) => lowest !== undefined && highest !== undefined),
        { x: 'x', y1: 'lowest', y2: 'highest', fill: paint(color), fillOpacity: 0.15 },
      ),
      Plot.areaY(points, { x: 'x', y1: 'low', y2: 'high', fill: paint(color), fillOpacity: 0.25 }),
      Plot.line(points, { x: 'x', y: 'median', stroke: paint(color), strokeWidth: 2 }),
    ],
  });
  return asSvg(drawn, label, 11);
}
