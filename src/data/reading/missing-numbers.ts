/**
 * Numbers that stand for missing cells, such as -999: those among the words of --na that are numbers. They are compared as
 * numbers, not as texts, so -999.0 is one too. Readers take them for numbers; here they become missing.
 */

import { roundToPair } from '../../base/numbers/rounding.ts';
import { type Block, EMPTY, NUMBER, numberAt } from '../tables/blocks/block.ts';

export function numbersAmong(words: readonly string[]): number[] {
  return words
    .filter(word => word.trim() !== '')
    .map(Number)
    .filter(Number.isFinite);
}

/** The block, with these numbers missing in its columns of numbers; the same block when none of them occurs. */
export function withoutNumbers(block: Block, numbers: readonly number[]): Block {
  if (numbers.length === 0) return block;
  const exact = new Set(numbers.map(roundToPair));
  const rounded = new Set(numbers.map(Math.fround));
  const counted: Block = {
    ...block,
    kinds: block.kinds.slice(),
    missing: block.missing.slice(),
    integral: block.integral.slice(),
    min: block.min.slice(),
    max: block.max.slice(),
  };
  let found = false;
  for (let column = 0; column < block.columns; column++) {
    if (block.kinds[column] !== NUMBER) continue;
    const stands = block.low.has(column) ? exact : rounded;
    const count = takeOut(block, column, stands);
    if (count === 0) continue;
    found = true;
    counted.missing[column]! += count;
    recount(counted, column, numbers.every(Number.isInteger));
  }
  return found ? counted : block;
}

/** How many cells are one of the numbers; they become NaN. */
function takeOut(block: Block, column: number, numbers: ReadonlySet<number>): number {
  let count = 0;
  for (let row = 0; row < block.rows; row++) {
    if (!numbers.has(numberAt(block, row, column))) continue;
    block.cells[row * block.columns + column] = Number.NaN;
    count++;
  }
  return count;
}

/** What is known of the column's numbers, from those that are left. Only fractions that went can have made it whole. */
export function recount(block: Block, column: number, onlyWholeWent: boolean): void {
  const { rows, columns, cells, kinds, integral, min, max } = block;
  min[column] = max[column] = Number.NaN;
  if (block.missing[column] === rows) kinds[column] = EMPTY;
  if (kinds[column] === EMPTY) integral[column] = 0;
  else if (!onlyWholeWent) integral[column] = 1;
  for (let row = 0; row < rows; row++) {
    const high = cells[row * columns + column]!;
    if (Number.isNaN(high)) continue;
    if (!(high >= min[column]!)) min[column] = high;
    if (!(high <= max[column]!)) max[column] = high;
    if (!Number.isInteger(numberAt(block, row, column))) integral[column] = 0;
  }
}
