/**
 * The rows of a table as they were read, to be written: texts as they are, numbers in the digits that are kept of them, dates
 * in ISO 8601. Read again, they are the same cells.
 */

import { roundToPair } from '../../base/numbers/rounding.ts';
import { shortest } from '../../base/text/format.ts';
import { type Block, DATE, EMPTY, NUMBER, numberAt } from './blocks/block.ts';
import { swapDayAndMonth } from './cells/calendar.ts';
import { formatMoment } from './cells/dates.ts';
import type { Column } from './columns.ts';
import { swapsDays } from './gather.ts';
import type { Table } from './table.ts';

export type RowCell = string | { readonly number: string } | null;

/** Each block's rows; a block is let go before the next. */
export function* writtenRows({ store, columns }: Table): Generator<Generator<RowCell[]>> {
  for (let index = 0; index < store.blocks.length; index++) yield rowsOf(store.load(index), columns);
}

function* rowsOf(block: Block, columns: readonly Column[]): Generator<RowCell[]> {
  const writers = columns.map(column => cellWriter(block, column));
  for (let row = 0; row < block.rows; row++) yield writers.map(write => write(row));
}

function cellWriter(block: Block, column: Column): (row: number) => RowCell {
  const { kinds, cells, columns } = block;
  const { index } = column;
  if (kinds[index] === EMPTY) return () => null;
  if (kinds[index] === NUMBER) {
    const round = block.low.has(index) ? roundToPair : Math.fround;
    return row => present(numberAt(block, row, index), value => ({ number: shortest(value, round) }));
  }
  if (kinds[index] === DATE) {
    const swaps = swapsDays(block, column);
    const write = (seconds: number) => formatMoment(swaps ? swapDayAndMonth(seconds) : seconds, column.clock);
    return row => present(numberAt(block, row, index), write);
  }
  const { categories } = block.texts.get(index)!;
  return row => present(cells[row * columns + index]!, code => categories[code]!);
}

function present(value: number, write: (value: number) => RowCell): RowCell {
  return Number.isNaN(value) ? null : write(value);
}
