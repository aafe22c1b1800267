/** A block whose texts became numbers or dates, in columns that have a style. */

import { UserError } from '../../base/errors.ts';
import { printable, quoted } from '../../base/text/format.ts';
import { type Block, DATE, EMPTY, NUMBER, numberAt, TEXT } from '../tables/blocks/block.ts';
import type { ReadOptions } from '../tables/blocks/reader.ts';
import { AS_TEXT, IF_MISSING } from '../tables/cells/bad-cell.ts';
import { holdTimes } from '../tables/cells/dates.ts';
import { isTimeFormat } from '../tables/styles/date-format.ts';
import { type ColumnStyle, type ConvertedStyle, styleMeaning } from '../tables/styles/style-meaning.ts';
import { withoutWords } from '../tables/styles/without-words.ts';
import { lowParts, placeColumn } from './building/block-builder.ts';
import { withoutRows } from './without-rows.ts';

export interface StyledReading {
  readonly names: readonly string[];
  /** By column. */
  readonly styles: ReadonlyMap<number, ColumnStyle>;
  readonly missingWords: readonly string[];
  readonly onError: ReadOptions['onError'];
  /** Whether a column may be taken as text instead. */
  readonly isNew: boolean;
  /** Where a row of a block stands. */
  locate(block: Block, row: number): string;
}

/**
 * The same block where none of its columns has a style. Its cells are overwritten. A row with a text of another style is left
 * out, or is an error.
 */
export function withStyles(block: Block, reading: StyledReading): Block {
  const words = new Set(reading.missingWords);
  const faults = new Map<number, string>();
  let styled = block;
  for (const [column, style] of reading.styles) {
    if (style.kind === 'code') styled = withoutWords(styled, column, words);
    else if (isWritten(block, column, style)) {
      const values = valuesOf(block, column, style, words, (row, text, why) => {
        if (!faults.has(row))
          faults.set(row, `column '${printable(reading.names[column]!)}' holds ${quoted(text)}, ${why}`);
      });
      styled = withColumn(styled, column, style, values);
    }
  }
  if (faults.size === 0) return styled;
  if (reading.onError === 'skip') return withoutRows(styled, faults, words);
  const [row, message] = [...faults].reduce((first, fault) => (fault[0] < first[0] ? fault : first));
  throw new UserError(`${reading.locate(block, row)}: ${message}. ${IF_MISSING}${reading.isNew ? AS_TEXT : ''}`);
}

/** Texts, and numbers that are dates, such as 20220127. */
function isWritten({ kinds }: Block, column: number, { kind }: ConvertedStyle): boolean {
  return kinds[column] === TEXT || (kinds[column] === NUMBER && kind === 'date');
}

function valuesOf(
  block: Block,
  column: number,
  style: ConvertedStyle,
  words: ReadonlySet<string>,
  wrong: (row: number, text: string, why: string) => void,
): Float64Array {
  const { rows, columns, cells, texts } = block;
  const meaning = styleMeaning(style, words);
  const part = texts.get(column);
  const bare = new Set(part?.bare);
  const meanings = part?.categories.map((text, code) => meaning(text, bare.has(code)));
  const values = new Float64Array(rows).fill(Number.NaN);
  for (let row = 0, at = column; row < rows; row++, at += columns) {
    const cell = cells[at]!;
    if (Number.isNaN(cell)) continue;
    const text = part === undefined ? String(numberAt(block, row, column)) : part.categories[cell]!;
    const value = meanings === undefined ? meaning(text, true) : meanings[cell]!;
    if (typeof value === 'string') wrong(row, text, value);
    else values[row] = value;
  }
  return values;
}

function withColumn(block: Block, column: number, style: ConvertedStyle, values: Float64Array): Block {
  const { cells, columns, rows } = block;
  const range = placeColumn(values, cells, columns, column);
  const [kinds, missing, integral] = [block.kinds.slice(), block.missing.slice(), block.integral.slice()];
  const [min, max] = [block.min.slice(), block.max.slice()];
  const [low, texts, dates] = [new Map(block.low), new Map(block.texts), new Map(block.dates)];
  texts.delete(column);
  low.delete(column);
  missing[column] = range.missing;
  const isDate = style.kind === 'date';
  kinds[column] = range.missing === rows ? EMPTY : isDate ? DATE : NUMBER;
  if (kinds[column] !== EMPTY) {
    integral[column] = !isDate && range.integral ? 1 : 0;
    min[column] = range.min;
    max[column] = range.max;
    if (isDate) {
      const clock = isTimeFormat(style.format) ? { clock: true as const } : {};
      dates.set(column, { order: 'ymd', time: holdTimes(values), ...clock });
    }
    // What is used of them is decided for the whole column (tables/low-parts.ts).
    if (isDate || range.inexact || !range.integral) low.set(column, lowParts(values));
  }
  return { ...block, kinds, missing, integral, min, max, low, texts, dates };
}
