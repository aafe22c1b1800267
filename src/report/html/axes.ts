/** The axes along which training is drawn, and its points on each. */

import type { Arm } from '../../events/events.ts';
import type { BandPoint, Bands, Group, Measure, Quartiles } from '../document/report-data.ts';
import type { CurvePoint } from '../figures/curves.ts';

export type AxisName = 'step' | 'epoch' | 'seconds';

export const axisTitles: Readonly<Record<AxisName, string>> = { step: 'step', epoch: 'epoch', seconds: 'seconds' };

/** A curve of more points is drawn with about as many. */
const MAX_POINTS = 300;

/** Lines of arms as they are drawn, and their values at common places, to read off. */
export interface Lines {
  readonly drawn: ReadonlyMap<Arm, readonly CurvePoint[]>;
  readonly x: readonly number[];
  /** A line that ends before others has fewer points than `x`. */
  readonly read: ReadonlyMap<Arm, readonly Quartiles[]>;
}

/** Each of several figures of the same lines asks for them. */
const known = new WeakMap<Bands, Map<string, Lines>>();

export function linesAlong(bands: Bands, measure: Measure, axis: AxisName): Lines {
  const own = known.get(bands) ?? new Map<string, Lines>();
  known.set(bands, own);
  const key = `${measure} ${axis}`;
  const lines = own.get(key) ?? computeLines(bands, measure, axis);
  own.set(key, lines);
  return lines;
}

function computeLines(bands: Bands, measure: Measure, axis: AxisName): Lines {
  if (axis === 'seconds') return alongSeconds(bands);
  const arms = bands.of[measure] ?? new Map<Arm, readonly BandPoint[]>();
  const lines = new Map([...arms].map(([arm, line]) => [arm, line.map(point => ({ ...point, x: point[axis] }))]));
  const places = keptPlaces([...lines.values()]);
  const longest = [...lines.values()].reduce((a, b) => (b.length > a.length ? b : a), []);
  return {
    drawn: new Map([...lines].map(([arm, line]) => [arm, pointsAt(line, places)])),
    x: places.map(place => longest[place]!.x),
    read: new Map([...lines].map(([arm, line]) => [arm, places.flatMap(place => line[place] ?? [])])),
  };
}

/** Each arm has points of its own. They are read off at those of the arm that took longest. */
function alongSeconds({ bySeconds }: Bands): Lines {
  const lines = [...bySeconds].map(
    ([arm, line]) => [arm, line.map(point => ({ ...point, x: point.seconds }))] as const,
  );
  const end = (line: readonly CurvePoint[]) => line.at(-1)?.x ?? 0;
  const longest = lines.map(([, line]) => line).reduce((a, b) => (end(b) > end(a) ? b : a), []);
  const x = longest.map(point => point.x);
  return {
    drawn: new Map(lines),
    x,
    read: new Map(lines.map(([arm, line]) => [arm, x.filter(at => at <= end(line)).map(at => between(line, at))])),
  };
}

function between(line: readonly CurvePoint[], x: number): Quartiles {
  const next = line.findIndex(point => point.x >= x);
  const [a, b] = [line[Math.max(0, next - 1)]!, line[next]!];
  const share = b.x > a.x ? (x - a.x) / (b.x - a.x) : 1;
  const of = (from: number | null, to: number | null) =>
    share === 1 ? to : from === null || to === null ? null : from + share * (to - from);
  return { q25: of(a.q25, b.q25), median: of(a.median, b.median), q75: of(a.q75, b.q75) };
}

/** Places of the points that stand for all: the ends, the last of each bucket, or the lowest median of a line in it. */
function keptPlaces(lines: readonly (readonly CurvePoint[])[]): number[] {
  const length = Math.max(0, ...lines.map(line => line.length));
  if (length <= MAX_POINTS) return Array.from({ length }, (_, n) => n);
  const size = length / MAX_POINTS;
  const lowest = lines.map(placeOfLowest);
  const ofBuckets = Array.from({ length: MAX_POINTS }, (_, n) => {
    const [from, to] = [Math.floor(n * size), Math.floor((n + 1) * size)];
    const best = lowest.filter(place => from <= place && place < to);
    return best.length > 0 ? best : [to - 1];
  });
  const kept = new Set([0, ...ofBuckets.slice(1).flat(), ...lowest, ...lines.map(line => line.length - 1)]);
  return [...kept].filter(place => place >= 0).sort((a, b) => a - b);
}

function placeOfLowest(line: readonly CurvePoint[]): number {
  const median = (n: number) => line[n]!.median ?? Number.POSITIVE_INFINITY;
  return line.reduce((low, _, n) => (median(n) < median(low) ? n : low), 0);
}

/** Each point has its median, and the widest band since the point before it. */
function pointsAt(line: readonly CurvePoint[], places: readonly number[]): CurvePoint[] {
  const own = places.filter(place => place < line.length);
  return own.map((place, n) => {
    const since = line.slice(n === 0 ? place : own[n - 1]! + 1, place + 1);
    const [q25, q75] = [since.map(point => point.q25), since.map(point => point.q75)];
    return { x: line[place]!.x, q25: extreme(q25, Math.min), median: line[place]!.median, q75: extreme(q75, Math.max) };
  });
}

function extreme(values: readonly (number | null)[], of: (...values: number[]) => number): number | null {
  return values.some(value => value === null) ? null : of(...(values as number[]));
}

/** The lines of single runs, which few seeds are drawn as. */
export function runLines({ runs, arms }: Group, measure: Measure, axis: AxisName) {
  return arms.flatMap(arm =>
    runs
      .filter(run => run.arm === arm && (run.part ?? 1) === 1)
      .map(({ points }) => {
        const line = points.filter(point => point[measure] !== null);
        const drawn = line.map(point => ({
          x: point[axis],
          q25: point[measure],
          median: point[measure],
          q75: point[measure],
        }));
        return { arm, points: pointsAt(drawn, keptPlaces([drawn])) };
      }),
  );
}
