/** How the numbers or dates of a column are written, where readers do not read them so by themselves: found, applied, and saved. */

import { boolean, type Fields, fields, malformed, oneOf, orNull, string } from '../../../base/files/json.ts';
import { printable, quoted } from '../../../base/text/format.ts';
import { settingTo } from '../../../base/text/setting-names.ts';
import { isPlainStyle, type NumberStyle, plainNumber, plainNumbers } from '../cells/cell-numbers.ts';
import { formatDate, formatTime } from '../cells/dates.ts';
import { dateParser, isMonthFormat, isTimeFormat } from './date-format.ts';
import { findDateFormat } from './find-date-format.ts';
import { findMonthFormat, findTimeFormat } from './find-month-format.ts';
import { findNumberStyle, type NumberContext } from './find-number-style.ts';
import { numberInStyle, type WrittenNumbers } from './number-style.ts';
import type { ColumnStyle, ConvertedStyle } from './style-meaning.ts';

/** By name of the column. */
export type ColumnStyles = ReadonlyMap<string, ColumnStyle>;

export interface StyleContext extends NumberContext {
  readonly dateOrder: 'mdy' | 'dmy' | null;
  /** The format in which dates are expected; null is to find it. */
  readonly dateFormat: string | null;
}

export interface FoundStyle {
  readonly style: ConvertedStyle;
  /** The cells allow another reading too. */
  readonly ambiguous: boolean;
}

/** The style in which all of a column's texts are numbers or dates; null where there is none. The texts are different ones. */
export function findStyle(texts: readonly string[], context: StyleContext): FoundStyle | null {
  const dates = findDates(texts, context);
  if (dates !== null) {
    return { style: { kind: 'date', format: dates.format, example: texts[0]! }, ambiguous: dates.ambiguous };
  }
  return findNumberStyle(texts, context);
}

function findDates(texts: readonly string[], { dateOrder, dateFormat }: StyleContext) {
  const parser = dateFormat === null ? null : dateParser(dateFormat);
  if (parser !== null && texts.length > 0 && texts.every(text => !Number.isNaN(parser(text)))) {
    return { format: dateFormat!, ambiguous: false };
  }
  return findDateFormat(texts, dateOrder) ?? findMonthFormat(texts) ?? findTimeFormat(texts);
}

/** "'23.162' is read as 23162", and how to overrule it where the cells allow another reading. */
export function describeStyle({ style, ambiguous }: FoundStyle): string {
  const cell = `${quoted(style.example)}`;
  if (style.kind === 'date') {
    const seconds = dateParser(style.format)!(style.example);
    const value = isTimeFormat(style.format) ? `the time of day ${formatTime(seconds)}` : formatDate(seconds);
    const settings = isMonthFormat(style.format) ? '⟪categorical⟫' : '⟪dateOrder⟫ or ⟪dateFormat⟫';
    const way = ambiguous ? `; ${settings} overrules that` : `, in the format ${printable(style.format)}`;
    return `${cell} is read as ${value}${way}`;
  }
  const read = `${cell} is read as ${numberInStyle(style.example, style)}`;
  return ambiguous ? `${read}; ${otherReading(style)}` : read;
}

/** The same of a column all of whose cells look like 34.700: how to say which reading is meant. */
export function describeUndecided(cell: string, { decimal }: NumberStyle): string {
  const [as, sign] = [plainNumber(cell, { decimal, thousands: null }), decimal === ',' ? ',' : '.'];
  const grouped = cell.replace(sign, '');
  return (
    `${quoted(cell)} is read as ${Number(as)}; ${settingTo('thousands', sign)} reads it as ${Number(grouped)}, ` +
    `${settingTo('decimal', sign)} says that this is right`
  );
}

function otherReading({ decimal, thousands }: WrittenNumbers): string {
  return `${settingTo('thousands', thousands === null ? decimal : 'none')} overrules that`;
}

/** A style with the name of its column, as model files have it. */
export type SavedStyle = ColumnStyle & { readonly column: string };

export function savedStyles(styles: ColumnStyles): SavedStyle[] {
  return [...styles].map(([column, style]) => ({ column, ...style }));
}

export function stylesByColumn(saved: readonly SavedStyle[] = []): ColumnStyles {
  return new Map(saved.map(({ column, ...style }) => [column, style as ColumnStyle]));
}

/** Throws Malformed. */
export function savedStylesFromJson(json: readonly unknown[]): SavedStyle[] {
  return json.map(fields).map(of => ({ column: string(of.column), ...styleFromJson(of) }));
}

function styleFromJson(of: Fields): ColumnStyle {
  const example = string(of.example);
  const kind = oneOf(of.kind, ['number', 'date', 'code']);
  if (kind === 'code') return { kind, example };
  if (kind === 'date') {
    const format = string(of.format);
    if (dateParser(format) === null) throw malformed('a date format');
    return { kind, format, example };
  }
  const thousands = orNull(of.thousands, string);
  if (thousands !== null && thousands.length !== 1) throw malformed('one character');
  const decimal = oneOf(of.decimal, ['.', ',']);
  const booleans = of.booleans === undefined || !boolean(of.booleans) ? {} : { booleans: true as const };
  return { kind, decimal, thousands, unit: string(of.unit), ...booleans, example };
}

/** The styles of columns whose numbers are all 0 or 1, in a table whose numbers are written in this way. */
export function booleanStyles(columns: readonly string[], { decimal, thousands }: NumberStyle): ColumnStyles {
  const signs = { decimal: decimal === ',' ? ',' : '.', thousands } as const;
  return new Map(columns.map(name => [name, { kind: 'number', ...signs, unit: '', booleans: true, example: '1' }]));
}

/** The styles of columns of numbers that are written in this way throughout; none where that is the plain way. */
export function stylesOf(columns: readonly string[], numbers: NumberStyle = plainNumbers): ColumnStyles {
  if (isPlainStyle(numbers)) return new Map();
  const signs = { decimal: numbers.decimal === ',' ? ',' : '.', thousands: numbers.thousands } as const;
  const example = `1${signs.thousands ?? ''}234${signs.decimal}5`;
  return new Map(columns.map(name => [name, { kind: 'number', ...signs, unit: '', example }]));
}
