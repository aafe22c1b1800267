/**
 * How the numbers of a column are written where that is not the plain way: with signs between groups of three digits, a decimal
 * comma, a currency or unit beside the digits, or negative numbers in parentheses.
 *
 * Exported modules contain this file, so it needs nothing from Node.
 */

import { numberOfWord } from '../cells/booleans.ts';
import { numberOf } from '../cells/cell-text.ts';

export interface WrittenNumbers {
  readonly kind: 'number';
  readonly decimal: '.' | ',';
  /** Between groups of three digits; a space stands for every kind of space, ' for both apostrophes. Null is nothing. */
  readonly thousands: string | null;
  /** What stands beside the digits, such as $, % or kg; '' is nothing. */
  readonly unit: string;
  /** Numbers that are all 0 or 1: words for no and yes mean the same. */
  readonly booleans?: true;
  /** A cell. */
  readonly example: string;
}

/** A longer text is no number. */
const MAX_NUMBER_LENGTH = 48;
const CURRENCY = String.raw`(?:US|A|C|R|HK|NZ)?\$|[€£¥₹₩₽₺₪฿]|USD|EUR|GBP|CHF|JPY|CNY|INR|Rs\.?|kr\.?|zł`;
/** A unit may have a power, as m2 has, and no numbers. */
const LETTERS = String.raw`[\p{L}°µ](?:[\p{L}°²³/·^]|\d(?!\d)){0,11}`;
const SIGN = '[-+\\u2212]?';
const SPACES = /[\u00a0\u2009\u202f]/g;
const CELL = new RegExp(
  `^(\\(?) ?(${SIGN}) ?(${CURRENCY})? ?(${SIGN}) ?(\\d(?:[\\d.,' ]*\\d)?[.,]?|[.,]\\d+)([eE][-+]?\\d+)? ?(%|‰|${CURRENCY}|${LETTERS})? ?(\\)?)$`,
  'u',
);
export const IS_CURRENCY = new RegExp(`^(?:${CURRENCY})$`, 'u');
/** No units: months, halves of a day, ordinals. */
const NO_UNIT = /^(?:[ap]m|st|nd|rd|th|e|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\p{L}*)$/iu;

export interface NumberParts {
  negative: boolean;
  parentheses: boolean;
  /** Digits and the signs between them, with an exponent. */
  digits: string;
  unit: string;
}

/** A cell taken apart; null for what is no number in any style. */
export function numberParts(text: string): NumberParts | null {
  if (text.length > MAX_NUMBER_LENGTH) return null;
  const found = CELL.exec(text.replace(SPACES, ' ').replaceAll('’', "'"));
  if (found === null) return null;
  const [, open, sign, before = '', inner, digits, exponent = '', after = '', close] = found;
  if ((open === '') !== (close === '') || (before !== '' && after !== '') || (sign !== '' && inner !== '')) return null;
  const written = sign! + inner!;
  if (open !== '' && written !== '') return null;
  if (NO_UNIT.test(after)) return null;
  const negative = open !== '' || written === '-' || written === '\u2212';
  return { negative, parentheses: open !== '', digits: digits! + exponent, unit: before + after };
}

export type NumberSigns = Pick<WrittenNumbers, 'decimal' | 'thousands'>;

const digitPatterns = new Map<string, RegExp>();

/** Digits in these signs; groups of two before the last three are how they are written in India. */
export function digitsPattern({ decimal, thousands }: NumberSigns): RegExp {
  const key = decimal + (thousands ?? '');
  let pattern = digitPatterns.get(key);
  if (pattern === undefined) {
    const point = decimal === '.' ? '\\.' : ',';
    const between = thousands?.replace(/[^\d\s]/, '\\$&') ?? null;
    const grouped =
      between === null ? '' : `|\\d{1,3}(?:${between}\\d{3})+|\\d{1,2}(?:${between}\\d{2})+${between}\\d{3}`;
    pattern = new RegExp(`^(?:(?:\\d+${grouped})(?:${point}\\d*)?|${point}\\d+)(?:[eE][-+]?\\d+)?$`);
    digitPatterns.set(key, pattern);
  }
  return pattern;
}

/** Null where the digits do not stand in these signs. */
export function digitsValue(digits: string, signs: NumberSigns): number | null {
  if (!digitsPattern(signs).test(digits)) return null;
  const joined = signs.thousands === null ? digits : digits.replaceAll(signs.thousands, '');
  return Number(signs.decimal === '.' ? joined : joined.replace(',', '.'));
}

/** The number that a text is in the style; NaN for any other text. A currency may be left out. */
export function numberInStyle(text: string, style: WrittenNumbers): number {
  const parts = numberParts(text);
  if (parts === null)
    return style.booleans === true ? numberOfWord(text) : style.unit === '' ? infinityOf(text) : Number.NaN;
  const optional = parts.unit === '' && IS_CURRENCY.test(style.unit);
  if (parts.unit !== style.unit && !optional) return Number.NaN;
  const value = digitsValue(parts.digits, style);
  if (value === null) return Number.NaN;
  return parts.negative ? -value : value;
}

function infinityOf(text: string): number {
  const value = numberOf(text);
  return Number.isFinite(value) ? Number.NaN : value;
}
