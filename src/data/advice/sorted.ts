/** Whether a file is in the order of its target, so that its last rows are no sample of all. */

import type { ColumnValues } from '../../base/numbers/values.ts';

/** With fewer rows, numbers can be in order by chance. */
const MIN_NUMBERS = 21;

/**
 * True where the rows of each class follow one another, for two classes or more that are fewer than the rows; and where
 * more than 20 numbers only ever rise, or only ever fall, without being all the same. Numbers that occur twice on average
 * may be classes too. Rows without a target are skipped. `values` has a value for each row of the table.
 */
export function sortedByTarget(rows: Int32Array, values: ColumnValues): boolean {
  const { codes, count } = present(rows, values);
  const runs = countRuns(codes, count);
  const distinct = new Set(codes.subarray(0, count)).size;
  if (distinct < 2) return false;
  const few = values.type === 'texts' ? distinct < count : count >= MIN_NUMBERS && 2 * distinct <= count;
  if (few && runs === distinct) return true;
  return values.type === 'numbers' && count >= MIN_NUMBERS && isMonotone(codes, count);
}

function present(rows: Int32Array, values: ColumnValues): { codes: Float64Array; count: number } {
  const codes = new Float64Array(rows.length);
  let count = 0;
  for (const row of rows) {
    const value = values.type === 'texts' ? values.codes[row]! : values.values[row]!;
    if (values.type === 'texts' ? value >= 0 : !Number.isNaN(value)) codes[count++] = value;
  }
  return { codes, count };
}

/** Stretches of equal values. */
function countRuns(values: Float64Array, count: number): number {
  let runs = count === 0 ? 0 : 1;
  for (let i = 1; i < count; i++) if (values[i] !== values[i - 1]) runs++;
  return runs;
}

function isMonotone(values: Float64Array, count: number): boolean {
  let rises = 0;
  let falls = 0;
  for (let i = 1; i < count; i++) {
    if (values[i]! > values[i - 1]!) rises++;
    else if (values[i]! < values[i - 1]!) falls++;
  }
  return rises === 0 || falls === 0;
}
