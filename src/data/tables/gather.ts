/** Cells of a table by column, gathered from its blocks. */

import type { ColumnValues } from '../../base/numbers/values.ts';
import { type Block, TEXT } from './blocks/block.ts';
import { swapDayAndMonth } from './cells/calendar.ts';
import type { Column } from './columns.ts';
import { visitRows } from './rows.ts';
import { hasLowPart } from './store/head.ts';
import type { BlockStore } from './store/store.ts';

/** The columns' values over all rows, in one pass over the blocks. Texts that are not kept count as missing. */
export function gatherColumns(store: BlockStore, columns: readonly Column[]): ColumnValues[] {
  const gathered = columns.map(column => allocate(store, column, store.rows));
  let row = 0;
  for (let index = 0; index < store.blocks.length; index++) {
    const block = store.load(index);
    fill(gathered, row, block, index, columns, null);
    row += block.rows;
  }
  return gathered;
}

/** The columns' values in some rows, which are in file order: value n is that of rows[n]. */
export function gatherRows(store: BlockStore, columns: readonly Column[], rows: Int32Array): ColumnValues[] {
  const gathered = columns.map(column => allocate(store, column, rows.length));
  let at = 0;
  visitRows(store, rows, (block, index, local) => {
    fill(gathered, at, block, index, columns, local);
    at += local.length;
  });
  return gathered;
}

function allocate(store: BlockStore, { index, dictionary }: Column, rows: number): ColumnValues {
  if (dictionary !== null) return { type: 'texts', codes: new Int32Array(rows), categories: dictionary.categories };
  const wide = store.blocks.some(head => hasLowPart(head, index));
  return { type: 'numbers', values: wide ? new Float64Array(rows) : new Float32Array(rows) };
}

/** Puts a block's cells behind the first `at` values: those in the `local` rows, or in all. */
function fill(
  gathered: readonly ColumnValues[],
  at: number,
  block: Block,
  blockIndex: number,
  columns: readonly Column[],
  local: Int32Array | null,
): void {
  columns.forEach((column, c) => {
    const values = gathered[c]!;
    if (values.type === 'texts') fillCodes(values.codes, at, block, column, blockIndex, local);
    else fillNumbers(values.values, at, block, column, local);
  });
}

function fillCodes(
  codes: Int32Array,
  at: number,
  block: Block,
  { index, dictionary }: Column,
  blockIndex: number,
  local: Int32Array | null,
): void {
  const global = dictionary!.codes[blockIndex]!;
  const isText = block.kinds[index] === TEXT;
  const count = local === null ? block.rows : local.length;
  for (let n = 0; n < count; n++) {
    const row = local === null ? n : local[n]!;
    const code = block.cells[row * block.columns + index]!;
    codes[at + n] = isText && code >= 0 ? Math.max(global![code]!, -1) : -1;
  }
}

function fillNumbers(
  values: Float32Array | Float64Array,
  at: number,
  block: Block,
  column: Column,
  local: Int32Array | null,
): void {
  const { cells, columns } = block;
  const { index } = column;
  const low = block.low.get(index);
  const swap = swapsDays(block, column);
  const count = local === null ? block.rows : local.length;
  for (let n = 0; n < count; n++) {
    const row = local === null ? n : local[n]!;
    const high = cells[row * columns + index]!;
    const value = low === undefined ? high : high + low[row]!;
    values[at + n] = swap ? swapDayAndMonth(value) : value;
  }
}

/** Whether the block's dates were read month first, and other blocks tell that the day comes first. */
export function swapsDays(block: Pick<Block, 'dates'>, column: Pick<Column, 'index' | 'dayFirst'>): boolean {
  return column.dayFirst && block.dates.get(column.index)?.order === 'either';
}
