/** Columns that were read as texts, turned into what they are to be: one cell means the same in any block. */

import { type Block, type DATE, type NUMBER, TEXT } from '../tables/blocks/block.ts';
import { withoutBlanks } from '../tables/cells/blank.ts';
import { type NumberStyle, plainNumber } from '../tables/cells/cell-numbers.ts';
import { numberOf } from '../tables/cells/cell-text.ts';
import { secondsInOrder } from '../tables/cells/dates.ts';
import type { DateInput } from './inputs.ts';

/** What a text is, which may have blanks around it: a number, NaN for a missing one, or why it is neither. */
export type TextMeaning = (text: string) => number | string;

export function asNumber(style: NumberStyle, missingWords: ReadonlySet<string>): TextMeaning {
  return text => {
    const said = withoutBlanks(text);
    const value = numberOf(plainNumber(said, style));
    return Number.isNaN(value) && said !== '' && !missingWords.has(said) ? 'and is a column of numbers' : value;
  };
}

/** Seconds since 1970. */
export function asDate({ dayFirst }: Pick<DateInput, 'dayFirst'>, missingWords: ReadonlySet<string>): TextMeaning {
  return text => {
    const said = withoutBlanks(text);
    return said === '' || missingWords.has(said) ? Number.NaN : secondsInOrder(said, dayFirst);
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
