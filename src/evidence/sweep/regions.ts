/** Where an arm trains: the share of the runs, and the decades along each axis. */

import type { Arm } from '../../events/events.ts';
import type { Interval } from '../statistics/interval.ts';
import { mean } from '../statistics/moments.ts';
import { tInterval } from '../statistics/t-interval.ts';
import type { Axis } from './axes.ts';
import type { Cell } from './cells.ts';

export interface AxisRegion {
  /** Mean over the seeds. */
  readonly decades: number;
  /** Whether a run at the first or the last value trains, so that the decades are a lower bound. */
  readonly atEdge: boolean;
}

/** The share of the runs of an arm that train. */
export function shareThatTrains(cells: readonly Cell[], arm: Arm): number {
  return mean(cells.flatMap(({ runs }) => runs[arm]!.map(run => Number(run.trains))));
}

/**
 * For each seed the decades of an axis over which an arm trains: the cells that train, times their spacing. With other axes it
 * is the mean over their values.
 */
export function decadesBySeed(cells: readonly Cell[], arm: Arm, axis: Axis): Map<number, number> {
  const lines = cells.length / axis.values.length;
  const counts = new Map<number, number>();
  for (const { runs } of cells) {
    for (const { seed, trains } of runs[arm]!) counts.set(seed, (counts.get(seed) ?? 0) + Number(trains));
  }
  return new Map([...counts].map(([seed, count]) => [seed, (axis.decades! * count) / lines]));
}

export function axisRegion(cells: readonly Cell[], arm: Arm, axes: readonly Axis[], axis: Axis): AxisRegion {
  const at = axes.indexOf(axis);
  const ends = [0, axis.values.length - 1];
  return {
    decades: mean([...decadesBySeed(cells, arm, axis).values()]),
    atEdge: cells.some(({ place, runs }) => ends.includes(place[at]!) && runs[arm]!.some(run => run.trains)),
  };
}

/** Decades of `arm` less those of `reference`, over the seeds. */
export function decadesDifference(
  cells: readonly Cell[],
  reference: Arm,
  arm: Arm,
  axis: Axis,
): { readonly mean: number; readonly t95: Interval | null } {
  const [than, own] = [reference, arm].map(name => decadesBySeed(cells, name, axis));
  const differences = [...own!].map(([seed, decades]) => decades - than!.get(seed)!);
  return { mean: mean(differences), t95: tInterval(differences) };
}
