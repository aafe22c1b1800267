/** What a text means in a column whose numbers or dates have a style. Exported modules contain this file, so it needs nothing from Node. */

import { withoutBlanks } from '../cells/blank.ts';
import { dateParser } from './date-format.ts';
import { numberInStyle, type WrittenNumbers } from './number-style.ts';

export interface WrittenDates {
  readonly kind: 'date';
  /** Of strptime. */
  readonly format: string;
  /** A cell. */
  readonly example: string;
}

export type ColumnStyle = WrittenNumbers | WrittenDates;

/** The number or the seconds since 1970 of a text; NaN is missing, and a string says why it is neither. */
export function styleMeaning(style: ColumnStyle, missingWords: ReadonlySet<string>): (text: string) => number | string {
  const parse = style.kind === 'date' ? dateParser(style.format)! : (text: string) => numberInStyle(text, style);
  return text => {
    const bare = withoutBlanks(text);
    if (bare === '' || missingWords.has(bare)) return Number.NaN;
    const value = parse(bare);
    const what = style.kind === 'date' ? 'dates' : 'numbers';
    return Number.isNaN(value) ? `and its ${what} are written as in '${style.example}'` : value;
  };
}
