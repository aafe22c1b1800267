/** Rows of a table as inputs of a network. */

import { UserError } from '../../base/errors.ts';
import type { Vector } from '../../kernels/kernels.ts';
import { type Block, DATE, numbersOf, TEXT } from '../tables/blocks/block.ts';
import { shownNumber } from '../tables/cells/bad-cell.ts';
import { swapDayAndMonth } from '../tables/cells/calendar.ts';
import { wasm } from './arithmetic/wasm.ts';
import type { BoundDate, BoundInputs, BoundNumber, BoundText } from './bind.ts';
import { dateMemoOf } from './date-memo.ts';
import { NO_POSITION, squashed, standardized } from './encodings.ts';
import { countValue, type UnseenValues } from './unseen-values.ts';

/** What encoding takes of a block, or of some of its rows. */
export type EncodableRows = Pick<Block, 'cells' | 'low' | 'kinds' | 'columns'>;

/**
 * Fills rows `row`, `row` + 1, ... of x (.., features) with rows of block `index`.
 *
 * Throws UserError for a number that is too large; `locate` gives the location of a row of the block.
 */
export function encodeRows(
  bound: BoundInputs,
  block: EncodableRows,
  index: number,
  rows: Int32Array,
  x: Vector,
  row: number,
  unseen: UnseenValues,
  locate: (row: number) => string,
): void {
  const { features, numbers, scaling, texts, dates } = bound;
  const begin = row * features;
  wasm.standardize(scaling, block, rows, x, row, (n, j) => {
    const value = block.cells[rows[n]! * block.columns + numbers[j]!.column]!;
    putOdd(numbers[j]!, value, x, begin + n * features, unseen, () => locate(rows[n]!));
  });
  for (const number of numbers) if (block.low.has(number.column)) encodeWide(number, block, rows, x, begin, features);
  squashNumbers(numbers, rows.length, x, begin, features);
  for (const text of texts) encodeText(text, block, index, rows, x, begin, features, unseen);
  for (const date of dates) encodeDate(date, block, index, rows, x, begin, features, unseen);
}

/** Numbers that need their low part. What is missing was written before. */
function encodeWide(
  number: BoundNumber,
  block: EncodableRows,
  rows: Int32Array,
  x: Vector,
  begin: number,
  features: number,
): void {
  const { column, offset } = number;
  const numberOf = numbersOf(block, column);
  for (let n = 0; n < rows.length; n++) {
    const value = numberOf(rows[n]!);
    if (!Number.isNaN(value)) x[begin + n * features + offset] = standardized(value, number);
  }
}

/** Squashes the standardized numbers of some rows. */
function squashNumbers(
  numbers: readonly BoundNumber[],
  rows: number,
  x: Vector,
  begin: number,
  features: number,
): void {
  const offsets = numbers.filter(({ squash }) => squash !== undefined).map(({ offset }) => offset);
  if (offsets.length === 0) return;
  for (let n = 0, at = begin; n < rows; n++, at += features) {
    for (const offset of offsets) x[at + offset] = squashed(x[at + offset]!);
  }
}

/** A cell that is missing, or too large. */
function putOdd(
  number: BoundNumber,
  value: number,
  x: Vector,
  to: number,
  unseen: UnseenValues,
  location: () => string,
): void {
  const { name, offset, indicator, filler } = number;
  if (!Number.isNaN(value)) throw tooLarge(location(), name, value);
  x[to + offset] = standardized(filler, number);
  if (indicator >= 0) x[to + indicator] = 1;
  else countValue(unseen.missing, name);
}

export function tooLarge(location: string, name: string, value: number): UserError {
  return new UserError(
    `${location}: column '${name}' holds ${shownNumber(value)}, which is too large for the network. ⟪na⟫ makes it a missing cell, ` +
      '⟪drop⟫ leaves the column out',
  );
}

function encodeText(
  { name, column, offset, indicator, positions }: BoundText,
  { cells, columns, kinds }: EncodableRows,
  index: number,
  rows: Int32Array,
  x: Vector,
  begin: number,
  features: number,
  unseen: UnseenValues,
): void {
  const own = kinds[column] === TEXT ? positions[index]! : null;
  for (let n = 0; n < rows.length; n++) {
    const cell = cells[rows[n]! * columns + column]!;
    const to = begin + n * features;
    if (own === null || Number.isNaN(cell)) {
      if (indicator >= 0) x[to + indicator] = 1;
      else countValue(unseen.missing, name);
    } else if (own[cell]! >= 0) x[to + offset + own[cell]!] = 1;
    else if (own[cell] !== NO_POSITION) countValue(unseen.texts, name);
  }
}

function encodeDate(
  date: BoundDate,
  block: EncodableRows,
  index: number,
  rows: Int32Array,
  x: Vector,
  begin: number,
  features: number,
  unseen: UnseenValues,
): void {
  const { name, column, offset, indicator, swaps, parts } = date;
  const swap = swaps[index];
  const isDate = block.kinds[column] === DATE;
  const { cells, columns } = block;
  const low = block.low.get(column);
  const memo = dateMemoOf(parts, x);
  for (let n = 0; n < rows.length; n++) {
    const row = rows[n]!;
    const high = isDate ? cells[row * columns + column]! : Number.NaN;
    const read = low === undefined ? high : high + low[row]!;
    const to = begin + n * features;
    if (!Number.isNaN(read)) {
      memo.put(swap ? swapDayAndMonth(read) : read, x, to + offset);
    } else if (indicator >= 0) x[to + indicator] = 1;
    else countValue(unseen.missing, name);
  }
}
