/**
 * A first look at some 100 training rows, which settles nearly all columns of a wide table: a column that tells the target,
 * copies it or names rows leaves little of the target's variance within its groups there, or never repeats a whole number.
 *
 * The rows are of the most frequent classes, as many of each, so that a rare class is seen; a column that tells all
 * classes tells these. Groups are a text's categories and the best intervals of numbers, as where a column is checked in
 * earnest (tells.ts), and half of the variance is far from the 99.5 % of right answers that are asked for there.
 */

import type { ColumnValues } from '../../../base/numbers/values.ts';
import type { Task } from '../../../network/tasks.ts';
import { cellsOf, sample } from '../../tables/sample.ts';
import { bestCuts, intervalOf, type Targets } from './cuts.ts';

const ROWS = 100;
const CLASSES = 4;
/** Intervals for each class, or in all for numbers. */
const PER_CLASS = 2;
const OF_NUMBERS = 10;
const SUSPICIOUS = 0.5;

/** The rows to look at, in file order; all of them have a target. */
export function pilotRows(target: ColumnValues, task: Task, rows: Int32Array): Int32Array {
  if (task === 'regression') return sample(rows, ROWS);
  const answers = cellsOf(target, rows);
  const counts = new Map<number, number>();
  for (let n = 0; n < answers.length; n++) counts.set(answers[n]!, (counts.get(answers[n]!) ?? 0) + 1);
  const frequent = [...counts].sort((a, b) => b[1] - a[1]).slice(0, CLASSES);
  const most = Math.ceil(ROWS / frequent.length);
  const pilot = frequent.flatMap(([answer]) => [...sample(rowsWith(answer, answers, rows), most)]);
  return Int32Array.from(pilot).sort();
}

function rowsWith(answer: number, answers: Float64Array, rows: Int32Array): Int32Array {
  const found = new Int32Array(rows.length);
  let count = 0;
  for (let n = 0; n < rows.length; n++) if (answers[n] === answer) found[count++] = rows[n]!;
  return found.subarray(0, count);
}

/** What a column has to predict in the pilot's rows. */
export function pilotTargets(target: ColumnValues, task: Task): Targets {
  const answers = cellsOf(target, everyRow(target));
  if (task === 'regression') {
    const mean = answers.reduce((sum, answer) => sum + answer / answers.length, 0);
    return { values: answers.map(answer => answer - mean), classes: null };
  }
  const numbers = new Map([...new Set(answers)].map((answer, index) => [answer, index]));
  return { values: answers.map(answer => numbers.get(answer)!), classes: numbers.size };
}

/** Whether a column is worth a look in earnest. `values` and `targets` are of the pilot's rows. */
export function isSuspicious(values: ColumnValues, targets: Targets): boolean {
  const cells = cellsOf(values, everyRow(values));
  if (values.type === 'texts') return explainedBy(cells, targets) >= SUSPICIOUS;
  if (areDifferentWholes(cells)) return true;
  const most = targets.classes === null ? OF_NUMBERS : PER_CLASS * targets.classes;
  const { bounds, explained } = bestCuts(cells, targets, most);
  if (explained >= SUSPICIOUS || !cells.some(Number.isNaN)) return explained >= SUSPICIOUS;
  // That a number is missing can tell by itself.
  const groups = cells.map(cell => (Number.isNaN(cell) ? cell : intervalOf(bounds, cell)));
  return explainedBy(groups, targets) >= SUSPICIOUS;
}

function everyRow(values: ColumnValues): Int32Array {
  const rows = new Int32Array(values.type === 'texts' ? values.codes.length : values.values.length);
  for (let row = 0; row < rows.length; row++) rows[row] = row;
  return rows;
}

function areDifferentWholes(cells: Float64Array): boolean {
  const seen = new Set<number>();
  for (let n = 0; n < cells.length; n++) {
    if (Number.isNaN(cells[n]!)) continue;
    if (!Number.isInteger(cells[n]!) || seen.has(cells[n]!)) return false;
    seen.add(cells[n]!);
  }
  return seen.size > 1;
}

/** The share of what the targets vary that is gone within the groups. */
function explainedBy(groups: Float64Array, { values, classes }: Targets): number {
  const all = values.map(() => 0);
  const left = classes === null ? squaresLeft : impurityLeft;
  return 1 - left(groups, values) / left(all, values);
}

function squaresLeft(groups: Float64Array, values: Float64Array): number {
  const sums = new Map<number, { count: number; sum: number; squares: number }>();
  groups.forEach((group, n) => {
    const of = sums.get(group) ?? { count: 0, sum: 0, squares: 0 };
    sums.set(group, { count: of.count + 1, sum: of.sum + values[n]!, squares: of.squares + values[n]! ** 2 });
  });
  return [...sums.values()].reduce((left, { count, sum, squares }) => left + squares - sum ** 2 / count, 0);
}

function impurityLeft(groups: Float64Array, values: Float64Array): number {
  const counts = new Map<number, Map<number, number>>();
  groups.forEach((group, n) => {
    const own = counts.get(group) ?? new Map<number, number>();
    counts.set(group, own.set(values[n]!, (own.get(values[n]!) ?? 0) + 1));
  });
  return [...counts.values()].reduce((left, own) => {
    const count = [...own.values()].reduce((sum, each) => sum + each, 0);
    return left + count - [...own.values()].reduce((sum, each) => sum + each ** 2, 0) / count;
  }, 0);
}
