/**
 * What a cell looks like at a glance: a value (a number or date, in whatever way it is written), a word, or nothing. It
 * tells rows from what stands above them, before anything is known of how numbers are written.
 */

import { isDigits } from '../../../tables/cells/cell-numbers.ts';

export type CellLook = 'empty' | 'value' | 'word';

/** Signs that stand for missing cells: ..., ***, :, - */
const BLANK = /^[\s.*:…–—-]*$/;

/** The quick way for many cells. */
const PLAIN_NUMBER = /^[+-]?\d+(?:\.\d+)?$/;
const INFINITY = /^[+-]?inf(?:inity)?$/i;

/** Letters inside values: exponents, months and weekdays, halves of the day, quarters, zones, currencies. */
const LETTERS_OF_VALUES = new RegExp(
  [
    String.raw`(?<=\d)[eE](?=[+-]?\d)`,
    String.raw`(?<=\d)T(?=\d)`,
    String.raw`(?<=\d)Z$`,
    String.raw`(?<=\d ?)[MQWmqw](?=\d)|(?<!\p{L})q(?=[1-4][ -/]?\d{4})`,
    String.raw`(?<!\p{L})(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)(?!\p{L})`,
    String.raw`(?<!\p{L})(?:january|february|march|april|august|september|october|november|december)(?!\p{L})`,
    String.raw`(?<!\p{L})(?:mon|tue|wed|thu|fri|sat|sun)(?!\p{L})`,
    String.raw`(?<!\p{L})(?:am|pm|utc|gmt|eur|usd|gbp|chf|sek|nok|dkk|pln|jpy|cad|aud)(?!\p{L})`,
  ].join('|'),
  'giu',
);

const DATE =
  /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?!\d)|^\d{1,2}\.? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d{4}$/i;

/** Whether a cell is a day of the calendar. */
export function isDay(cell: string): boolean {
  return DATE.test(cell);
}

/** `missing` are words for missing cells. */
export function lookOf(text: string, missing: ReadonlySet<string>): CellLook {
  if (isDigits(text) || PLAIN_NUMBER.test(text)) return missing.has(text) ? 'empty' : 'value';
  const cell = text.trim();
  if (BLANK.test(cell) || missing.has(cell)) return 'empty';
  if (cell.includes('=')) return 'word';
  if (!/\d/.test(cell)) return INFINITY.test(cell) ? 'value' : 'word';
  return /\p{L}/u.test(cell) && /\p{L}/u.test(cell.replace(LETTERS_OF_VALUES, '')) ? 'word' : 'value';
}
