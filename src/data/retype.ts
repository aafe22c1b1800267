/** Columns that were read as texts, turned into what they are to be: one cell means the same in any block. */

import { type Block, type DATE, type NUMBER, TEXT } from './block.ts';
import { parseDate } from './dates.ts';
import type { DateInput } from './inputs.ts';
import { type NumberStyle, plainNumber } from './read/cells.ts';
import { numberOf } from './read/column-cells.ts';

/** What a text is: a number, NaN for a missing one, or why it is neither. */
export type TextMeaning = (text: string) => number | string;

export function asNumber(style: NumberStyle, missingWords: ReadonlySet<string>): TextMeaning {
  return text => {
    const value = numberOf(plainNumber(text, style));
    return Number.isNaN(value) && !missingWords.has(text) ? 'and is a column of numbers' : value;
  };
}

/** Seconds since 1970. A date that can only be read in the other order than the model's is none. */
export function asDate({ dayFirst }: Pick<DateInput, 'dayFirst'>, missingWords: ReadonlySet<string>): TextMeaning {
  const [order, other] = dayFirst ? (['dmy', 'mdy'] as const) : (['mdy', 'dmy'] as const);
  return text => {
    if (missingWords.has(text)) return Number.NaN;
    const date = parseDate(text, order);
    if (date === null) return 'and is a column of dates';
    // With dots the day is first, whatever others do.
    if (date.order !== other || text.includes('.')) return date.seconds;
    return `and the model takes such dates with the ${dayFirst ? 'day' : 'month'} first; 2024-12-31 is clear to all`;
  };
}

/**
 * The block with a column of numbers in the place of one of texts. Its cells are overwritten. `wrong` gets each row whose
 * text is none, and why.
 */
export function retype(
  block: Block,
  column: number,
  kind: typeof NUMBER | typeof DATE,
  meaning: TextMeaning,
  wrong: (row: number, text: string, why: string) => void,
): Block {
  if (block.kinds[column] !== TEXT) return block;
  const { rows, columns, cells } = block;
  const { categories } = block.texts.get(column)!;
  const meanings = categories.map(meaning);
  const low = new Float32Array(rows);
  for (let row = 0, at = column; row < rows; row++, at += columns) {
    const code = cells[at]!;
    if (Number.isNaN(code)) continue;
    const value = meanings[code]!;
    if (typeof value === 'string') wrong(row, categories[code]!, value);
    const number = typeof value === 'string' ? Number.NaN : value;
    cells[at] = number;
    low[row] = Number.isFinite(cells[at]!) ? number - cells[at]! : 0;
  }
  const kinds = block.kinds.slice();
  kinds[column] = kind;
  return { ...block, kinds, low: new Map([...block.low, [column, low]]) };
}
