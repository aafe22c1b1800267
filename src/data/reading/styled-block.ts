/** A block whose texts became numbers or dates, in columns that have a style. */

import { UserError } from '../../base/errors.ts';
import { printable, shown } from '../../base/text/format.ts';
import { type Block, DATE, EMPTY, isNarrow, NUMBER, TEXT } from '../tables/blocks/block.ts';
import { holdTimes } from '../tables/cells/dates.ts';
import { type ColumnStyle, styleMeaning } from '../tables/styles/style-meaning.ts';
import { lowParts, placeColumn } from './building/block-builder.ts';

export interface StyledReading {
  readonly names: readonly string[];
  /** By column. */
  readonly styles: ReadonlyMap<number, ColumnStyle>;
  readonly missingWords: readonly string[];
  /** Where a row of a block stands. */
  locate(block: Block, row: number): string;
}

/** The same block where none of its columns has a style. Its cells are overwritten. Throws UserError for a text that has another style. */
export function withStyles(block: Block, reading: StyledReading): Block {
  let styled = block;
  for (const [column, style] of reading.styles) {
    if (block.kinds[column] !== TEXT) continue;
    styled = withColumn(styled, column, style, textValues(block, column, style, reading));
  }
  return styled;
}

function textValues(block: Block, column: number, style: ColumnStyle, reading: StyledReading): Float64Array {
  const { rows, columns, cells, texts } = block;
  const { categories } = texts.get(column)!;
  const meanings = categories.map(styleMeaning(style, new Set(reading.missingWords)));
  const values = new Float64Array(rows).fill(Number.NaN);
  for (let row = 0, at = column; row < rows; row++, at += columns) {
    const code = cells[at]!;
    if (Number.isNaN(code)) continue;
    const value = meanings[code]!;
    if (typeof value === 'string') {
      const place = reading.locate(block, row);
      throw new UserError(
        `${place}: column '${printable(reading.names[column]!)}' holds '${shown(categories[code]!)}', ${value}`,
      );
    }
    values[row] = value;
  }
  return values;
}

function withColumn(block: Block, column: number, style: ColumnStyle, values: Float64Array): Block {
  const { cells, columns, rows } = block;
  const range = placeColumn(values, cells, columns, column);
  const [kinds, missing, integral] = [block.kinds.slice(), block.missing.slice(), block.integral.slice()];
  const [min, max] = [block.min.slice(), block.max.slice()];
  const [low, texts, dates] = [new Map(block.low), new Map(block.texts), new Map(block.dates)];
  texts.delete(column);
  missing[column] = range.missing;
  const isDate = style.kind === 'date';
  kinds[column] = range.missing === rows ? EMPTY : isDate ? DATE : NUMBER;
  if (kinds[column] !== EMPTY) {
    integral[column] = !isDate && range.integral ? 1 : 0;
    min[column] = range.min;
    max[column] = range.max;
    if (isDate) dates.set(column, { order: 'ymd', time: holdTimes(values) });
    const parts = isDate || range.inexact || isNarrow(range.min, range.max) ? lowParts(values) : null;
    if (parts !== null && (isDate || parts.some(part => part !== 0))) low.set(column, parts);
  }
  return { ...block, kinds, missing, integral, min, max, low, texts, dates };
}
