/** What a text means in a column whose numbers or dates have a style. Exported modules contain this file, so it needs nothing from Node. */

import { withoutBlanks } from '../cells/blank.ts';
import { dateParser, isTimeFormat } from './date-format.ts';
import { numberInStyle, type WrittenNumbers } from './number-style.ts';

export interface WrittenDates {
  readonly kind: 'date';
  /** Of strptime. */
  readonly format: string;
  /** A cell. */
  readonly example: string;
}

/** Whole numbers of many digits that name something, kept as texts (tables/codes.ts): words for missing cells are missing. */
export interface WrittenCodes {
  readonly kind: 'code';
  /** A cell. */
  readonly example: string;
}

export type ColumnStyle = WrittenNumbers | WrittenDates | WrittenCodes;
/** Styles whose texts become numbers or dates. */
export type ConvertedStyle = WrittenNumbers | WrittenDates;

/**
 * What a text means in a column of a style: a number, or seconds since 1970; NaN is missing, and a string says why it is
 * neither. A bare cell is a number that its format has as a number: it has no style of its own.
 */
export type StyleMeaning = (text: string, bare?: boolean) => number | string;

export function styleMeaning(style: ConvertedStyle, missingWords: ReadonlySet<string>): StyleMeaning {
  const isDate = style.kind === 'date';
  const parse = isDate ? dateParser(style.format)! : (text: string) => numberInStyle(text, style);
  const why = whyNot(style);
  return (text, bare = false) => {
    if (bare && !isDate) return Number(text);
    const cell = withoutBlanks(text);
    if (cell === '' || missingWords.has(cell)) return Number.NaN;
    const value = parse(cell);
    return Number.isNaN(value) ? why : value;
  };
}

function whyNot(style: ConvertedStyle): string {
  if (style.kind === 'number' && style.booleans === true) return 'but is numeric';
  const what = style.kind === 'number' ? 'numbers' : isTimeFormat(style.format) ? 'times' : 'dates';
  return `and its ${what} are written as in '${style.example}'`;
}
