/**
 * A last row that sums up the others, and is one of them to a reader: a word such as "Total" that stands nowhere else, or
 * numbers that are the sums of their columns.
 */

import { quoted } from '../../base/text/format.ts';
import type { Column } from './columns.ts';
import { gatherColumns, gatherRows } from './gather.ts';
import { locationOf, type Table } from './table.ts';
import { isTotalWord } from './total-words.ts';

/** Rows of a table whose sums are computed: it stands before every training. */
const FEWEST_ROWS = 5;
const MAX_ROWS = 5000;
/** Sums are rounded, and so are the numbers that they are of. */
const TOLERANCE = 1e-6;

/** For people; null where the last row is like the others. */
export function describeTotal(table: Table): string | null {
  const last = table.rows - 1;
  if (last < 1) return null;
  const word = totalWord(table, last);
  if (word === null && !holdsSums(table)) return null;
  const why = word === null ? 'its numbers are the sums of the others' : `${quoted(word)}`;
  return `${locationOf(table, last)}: the last row seems to sum up the table: ${why}; remove it, or leave it out with ⟪where⟫`;
}

/** The word for a total in a row. */
function totalWord({ store, columns }: Table, row: number): string | null {
  const texts = columns.filter(({ dictionary }) => dictionary?.categories.some(isTotalWord));
  const cells = gatherRows(store, texts, Int32Array.of(row));
  for (const [n, { dictionary }] of texts.entries()) {
    const values = cells[n]!;
    const code = values.type === 'texts' ? values.codes[0]! : -1;
    if (code >= 0 && dictionary!.counts[code] === 1 && isTotalWord(dictionary!.categories[code]!)) {
      return dictionary!.categories[code]!;
    }
  }
  return null;
}

/** Whether all numbers of the last row are the sums of their columns, and more than each of the others. */
function holdsSums({ store, columns, rows }: Table): boolean {
  if (rows < FEWEST_ROWS || rows > MAX_ROWS) return false;
  const numbers = columns.filter(({ kind }) => kind === 'numeric' || kind === 'identifier');
  const found = gatherColumns(
    store,
    numbers.filter(({ dictionary }: Column) => dictionary === null),
  ).map(column => (column.type === 'numbers' ? isSum(column.values) : null));
  return found.includes(true) && !found.includes(false);
}

/** Null where the last number is missing, or the others add up to nothing. */
function isSum(values: Float32Array | Float64Array): boolean | null {
  const last = values.at(-1)!;
  let [sum, max] = [0, 0];
  for (const value of values.subarray(0, -1)) {
    if (Number.isNaN(value)) continue;
    sum += value;
    max = Math.max(max, Math.abs(value));
  }
  if (Number.isNaN(last) || (sum === 0 && last === 0)) return null;
  return Math.abs(last) > max && Math.abs(last - sum) <= TOLERANCE * Math.max(1, Math.abs(sum));
}
