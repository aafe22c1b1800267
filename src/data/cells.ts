/** Cells of a table by column, gathered from its blocks. */

import { type Block, numberAt, TEXT } from './block.ts';
import { swapDayAndMonth } from './calendar.ts';
import type { Column } from './columns.ts';
import type { BlockStore } from './store/store.ts';
import type { ColumnValues } from './values.ts';

/** The columns' values over all rows, in one pass over the blocks. Texts that are not kept count as missing. */
export function gatherColumns(store: BlockStore, columns: readonly Column[]): ColumnValues[] {
  const gathered = columns.map(column => allocate(store, column));
  let row = 0;
  for (let index = 0; index < store.blocks.length; index++) {
    const block = store.load(index);
    columns.forEach((column, c) => {
      const values = gathered[c]!;
      if (values.type === 'texts') fillCodes(values.codes.subarray(row), block, column, index);
      else fillNumbers(values.values.subarray(row), block, column);
    });
    row += block.rows;
  }
  return gathered;
}

function allocate(store: BlockStore, { index, dictionary }: Column): ColumnValues {
  if (dictionary !== null) {
    return { type: 'texts', codes: new Int32Array(store.rows), categories: dictionary.categories };
  }
  const wide = store.blocks.some(head => head.lowColumns.includes(index));
  return { type: 'numbers', values: wide ? new Float64Array(store.rows) : new Float32Array(store.rows) };
}

function fillCodes(codes: Int32Array, block: Block, { index, dictionary }: Column, blockIndex: number): void {
  const global = dictionary!.codes[blockIndex]!;
  const isText = block.kinds[index] === TEXT;
  for (let row = 0; row < block.rows; row++) {
    const code = block.cells[row * block.columns + index]!;
    codes[row] = isText && code >= 0 ? Math.max(global![code]!, -1) : -1;
  }
}

function fillNumbers(values: Float32Array | Float64Array, block: Block, column: Column): void {
  const swap = swapsDays(block, column);
  for (let row = 0; row < block.rows; row++) {
    const value = numberAt(block, row, column.index);
    values[row] = swap ? swapDayAndMonth(value) : value;
  }
}

/** Whether the block's dates were read month first, and other blocks tell that the day comes first. */
export function swapsDays(block: Pick<Block, 'dates'>, column: Pick<Column, 'index' | 'dayFirst'>): boolean {
  return column.dayFirst && block.dates.get(column.index)?.order === 'either';
}
