/** Where the text of a mark stands: above or below its line, or behind it, where it covers the least of the curves. */

import type { Quartiles } from '../document/report-data.ts';
import { position, type Scale } from './axes.ts';

interface Place {
  readonly x: number;
  readonly dx?: number;
  readonly dy: number;
  readonly textAnchor?: 'start';
}

type Points = readonly (Pick<Quartiles, 'median'> & { readonly x: number })[];

/** From the line to the middle of the text, in pixels. */
const DISTANCE = 13;
/** Points along a text at which the curves are looked at. */
const SAMPLES = [0, 0.25, 0.5, 0.75, 1];

/** The text has a width in units of x, and a height as a share of the figure. */
export function markPlace(
  { from, to, loss }: { readonly from: number; readonly to: number; readonly loss: number },
  size: { readonly width: number; readonly height: number },
  lines: readonly Points[],
  y: Scale,
): Place {
  const [start, end] = [Math.min(from, to), Math.max(from, to)];
  const isLong = end - start > 0.8 * size.width;
  const at = position(y, loss, [0, 1]);
  const places = [-1, 1].map(side => {
    const left = isLong ? (start + end - size.width) / 2 : end + 0.08 * size.width;
    const middle = at - (side * DISTANCE * size.height) / 16;
    const covered = lines.flatMap(line =>
      SAMPLES.filter(share => {
        const value = valueAt(line, left + share * size.width);
        return value !== null && Math.abs(position(y, value, [0, 1]) - middle) < 0.75 * size.height;
      }),
    );
    const isOutside = middle < size.height || middle > 1 - size.height;
    return { side, cost: covered.length + (isOutside ? 100 : 0) };
  });
  const { side } = places[1]!.cost < places[0]!.cost ? places[1]! : places[0]!;
  return isLong
    ? { x: (start + end) / 2, dy: side * DISTANCE }
    : { x: end, dx: 10, dy: side * (DISTANCE - 1), textAnchor: 'start' };
}

/** Between the points of a line, or null beyond its ends. */
function valueAt(line: Points, x: number): number | null {
  const n = line.findIndex(point => point.x >= x);
  const [before, after] = [line[n - 1], line[n]];
  if (after === undefined || after.median === null) return null;
  if (before === undefined) return after.x === x ? after.median : null;
  if (before.median === null) return null;
  return before.median + ((x - before.x) / (after.x - before.x)) * (after.median - before.median);
}
