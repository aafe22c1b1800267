/** The best cell of an arm, and the arms compared where both have the same settings, and where each has its best. */

import type { Arm } from '../../events/events.ts';
import type { Loss } from '../claims/pairs.ts';
import { expectedBest } from '../statistics/expected-best.ts';
import type { Interval } from '../statistics/interval.ts';
import { mean } from '../statistics/moments.ts';
import { tInterval } from '../statistics/t-interval.ts';
import type { Cell } from './cells.ts';
import { mediansOfOthers, spreadOf } from './spread.ts';

/** The loss by which cells are compared. */
export type Measure = 'validationLoss' | 'trainLoss';

/** The loss of the first arm less that of the second, over the seeds: positive where the second is better. */
export interface Difference {
  /** Null where a run diverged. */
  readonly mean: number | null;
  readonly t95: Interval | null;
}

/** The median over the seeds; null where it is not finite. */
export function medianLoss({ runs }: Cell, arm: Arm, measure: Measure): Loss {
  return spreadOf(runs[arm]!.map(run => run[measure])).median;
}

/** The cell with the lowest median loss; null if no cell has one. */
export function bestCell(cells: readonly Cell[], arm: Arm, measure: Measure): Cell | null {
  return lowest(cells, cell => medianLoss(cell, arm, measure));
}

/** At the same cell. */
export function differenceAt(cell: Cell, [first, second]: readonly [Arm, Arm], measure: Measure): Difference {
  const other = cell.runs[second]!;
  return differenceOf(cell.runs[first]!.map((run, n) => [run[measure], other[n]![measure]]));
}

/**
 * Each arm at its own best cell. For each seed the cell is chosen by the median loss of the other seeds, so no run is tested by
 * which it was chosen. Null with one seed.
 */
export function differenceAtOwnBest(
  cells: readonly Cell[],
  arms: readonly [Arm, Arm],
  measure: Measure,
): (Difference & { readonly cells: Readonly<Record<Arm, readonly (Cell | null)[]>> }) | null {
  const seeds = cells[0]!.runs[arms[0]]!.length;
  if (seeds < 2) return null;
  const chosen = arms.map(arm => bestForOthers(cells, arm, measure, seeds));
  const lossOf = (arm: number, n: number) => {
    const cell = chosen[arm]![n] ?? null;
    return cell === null ? null : cell.runs[arms[arm]!]![n]![measure];
  };
  const pairs = Array.from({ length: seeds }, (_, n) => [lossOf(0, n), lossOf(1, n)] as const);
  return { ...differenceOf(pairs), cells: Object.fromEntries(arms.map((arm, n) => [arm, chosen[n]!])) };
}

export interface Tries {
  readonly tries: number;
  /** Null where a cell whose median diverged still has weight. */
  readonly loss: Loss;
}

/** For some numbers of tries the expected lowest of the cells' median losses. */
export function expectedBestOf(cells: readonly Cell[], arm: Arm, measure: Measure): Tries[] {
  const losses = cells.map(cell => medianLoss(cell, arm, measure));
  return triesUpTo(cells.length).map(tries => ({ tries, loss: expectedBest(losses, tries) }));
}

/** 1, 2, 5, 10, 20 and so on, and the number itself. */
function triesUpTo(count: number): number[] {
  const powers = Array.from({ length: Math.ceil(Math.log10(count)) + 1 }, (_, power) => 10 ** power);
  return [...powers.flatMap(power => [power, 2 * power, 5 * power]).filter(tries => tries < count), count];
}

/** For each seed the best cell by the medians of the other seeds. */
function bestForOthers(cells: readonly Cell[], arm: Arm, measure: Measure, seeds: number): (Cell | null)[] {
  const medians = new Map(cells.map(cell => [cell, mediansOfOthers(cell.runs[arm]!.map(run => run[measure]))]));
  return Array.from({ length: seeds }, (_, n) => lowest(cells, cell => medians.get(cell)![n]!));
}

function differenceOf(pairs: readonly (readonly [Loss, Loss])[]): Difference {
  if (pairs.some(([a, b]) => a === null || b === null)) return { mean: null, t95: null };
  const differences = pairs.map(([a, b]) => a! - b!);
  return { mean: mean(differences), t95: tInterval(differences) };
}

function lowest(cells: readonly Cell[], lossOf: (cell: Cell) => Loss): Cell | null {
  let best: { cell: Cell; loss: number } | null = null;
  for (const cell of cells) {
    const loss = lossOf(cell);
    if (loss !== null && (best === null || loss < best.loss)) best = { cell, loss };
  }
  return best?.cell ?? null;
}
