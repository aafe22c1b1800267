/** A table of five rows for conditions, and columns for others. */

import type { ColumnValues } from '../../src/base/numbers/values.ts';
import { selectRows } from '../../src/data/choosing/where/evaluate.ts';
import { parseWhere } from '../../src/data/choosing/where/parse.ts';

type Cell = number | string | null;

/** A column of cells, null for a missing one. */
export function column(cells: readonly Cell[], kind: 'numbers' | 'texts', width = Float64Array): ColumnValues {
  if (kind === 'numbers') {
    return { type: 'numbers', values: width.from(cells, cell => (cell === null ? Number.NaN : Number(cell))) };
  }
  const categories = [...new Set(cells.filter(cell => cell !== null))].map(String);
  return {
    type: 'texts',
    codes: Int32Array.from(cells, cell => (cell === null ? -1 : categories.indexOf(String(cell)))),
    categories,
  };
}

const day = Date.UTC(2024, 0, 31) / 1000;
export const table = new Map<string, ColumnValues>([
  ['age', column([18, 19, null, 40, 5], 'numbers')],
  ['height', column([1.5, 2, 1, null, -3], 'numbers')],
  ['island', column(['Dream', 'Biscoe', 'Dream', null, 'Törge sen'], 'texts')],
  ['home', column(['Dream', 'Dream', 'Biscoe', 'Dream', 'Törge sen'], 'texts')],
  ['member', column(['Yes', 'no', null, 'yes', 'No'], 'texts')],
  ['smoker', column(['True', 'false', 'TRUE', null, 'no'], 'texts')],
  ['flag', column([1, 0, null, 1, 2], 'numbers')],
  ['when', column([day, day + 43_200, null, day + 86_400, day - 1], 'numbers')],
  ['bill length', column([1, 2, 3, 4, 5], 'numbers')],
  ['größe_2.b', column([1, 2, 3, 4, 5], 'numbers')],
  ['and', column([1, 2, 3, 4, 5], 'numbers')],
]);
const dates = new Set(['when']);

/** 1 for each row that a condition keeps. */
export const select = (text: string, values = table, rows = 5) => selectRows(parseWhere(text), values, rows, dates);
