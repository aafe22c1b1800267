/** The axes along which training is drawn, and its points on each. */

import type { Arm } from '../../events/events.ts';
import type { BandPoint, Bands, Group, Measure } from '../document/report-data.ts';
import type { CurvePoint } from '../figures/curves.ts';

export type AxisName = 'step' | 'epoch' | 'seconds';

export const axisTitles: Readonly<Record<AxisName, string>> = { step: 'step', epoch: 'epoch', seconds: 'seconds' };

/** A curve of more points is drawn with as many. */
const MAX_POINTS = 300;

export function linesAlong(bands: Bands, measure: Measure, axis: AxisName): ReadonlyMap<Arm, readonly CurvePoint[]> {
  if (axis === 'seconds') {
    return new Map(
      [...bands.bySeconds].map(([arm, line]) => [arm, line.map(({ seconds, ...rest }) => ({ x: seconds, ...rest }))]),
    );
  }
  const lines = bands.of[measure] ?? new Map<Arm, readonly BandPoint[]>();
  return new Map(
    [...lines].map(([arm, line]) => [arm, thinned(line.map(point => ({ x: point[axis], ...quartilesOf(point) })))]),
  );
}

function quartilesOf({ q25, median, q75 }: BandPoint): Pick<CurvePoint, 'q25' | 'median' | 'q75'> {
  return { q25, median, q75 };
}

/** Each bucket has its last median, and the widest band; the lowest median of all is kept. */
export function thinned(points: readonly CurvePoint[]): readonly CurvePoint[] {
  if (points.length <= MAX_POINTS) return points;
  const medians = points.map(({ median }) => median ?? Number.POSITIVE_INFINITY);
  const best = medians.reduce((low, median, n) => (median < medians[low]! ? n : low), 0);
  const size = points.length / MAX_POINTS;
  const buckets = Array.from(
    { length: MAX_POINTS },
    (_, n) => [Math.floor(n * size), Math.floor((n + 1) * size)] as const,
  );
  // The first point is before training, which no bucket replaces.
  const kept = buckets.flatMap(([from, to]) => {
    const bucket = points.slice(from, to);
    const last = from <= best && best < to ? points[best]! : bucket.at(-1)!;
    const ends = {
      q25: extreme(
        bucket.map(({ q25 }) => q25),
        Math.min,
      ),
      q75: extreme(
        bucket.map(({ q75 }) => q75),
        Math.max,
      ),
    };
    return [{ ...last, ...ends }];
  });
  return [points[0]!, ...kept.slice(1), ...(kept.at(-1)!.x < points.at(-1)!.x ? [points.at(-1)!] : [])];
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
        return { arm, points: thinned(drawn) };
      }),
  );
}
