/** How the numbers or dates of a column are written, where readers do not read them so by themselves: found, applied, and saved. */

import { type Fields, fields, malformed, oneOf, orNull, string } from '../../../base/files/json.ts';
import { printable, shown } from '../../../base/text/format.ts';
import { settingTo } from '../../../base/text/setting-names.ts';
import type { NumberStyle } from '../cells/cell-numbers.ts';
import { formatDate } from '../cells/dates.ts';
import { dateParser } from './date-format.ts';
import { findDateFormat } from './find-date-format.ts';
import { findNumberStyle, type NumberContext } from './find-number-style.ts';
import { numberInStyle, type WrittenNumbers } from './number-style.ts';
import type { ColumnStyle } from './style-meaning.ts';

/** By name of the column. */
export type ColumnStyles = ReadonlyMap<string, ColumnStyle>;

export interface StyleContext extends NumberContext {
  readonly dateOrder: 'mdy' | 'dmy' | null;
  /** The format in which dates are expected; null is to find it. */
  readonly dateFormat: string | null;
}

export interface FoundStyle {
  readonly style: ColumnStyle;
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
  return findDateFormat(texts, dateOrder);
}

/** "'23.162' is read as 23162", and how to overrule it where the cells allow another reading. */
export function describeStyle({ style, ambiguous }: FoundStyle): string {
  const cell = `'${shown(style.example)}'`;
  if (style.kind === 'date') {
    const read = `${cell} is read as ${formatDate(dateParser(style.format)!(style.example))}`;
    const way = ambiguous
      ? '; ⟪dateOrder⟫ or ⟪dateFormat⟫ overrules that'
      : `, in the format ${printable(style.format)}`;
    return read + way;
  }
  const read = `${cell} is read as ${numberInStyle(style.example, style)}`;
  return ambiguous ? `${read}; ${otherReading(style)}` : read;
}

function otherReading({ thousands }: WrittenNumbers): string {
  if (thousands === null) return '⟪thousands⟫ overrules that';
  return `${settingTo('thousands', 'none')} overrules that`;
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
  if (oneOf(of.kind, ['number', 'date']) === 'date') {
    const format = string(of.format);
    if (dateParser(format) === null) throw malformed('a date format');
    return { kind: 'date', format, example };
  }
  const thousands = orNull(of.thousands, string);
  if (thousands !== null && thousands.length !== 1) throw malformed('one character');
  return { kind: 'number', decimal: oneOf(of.decimal, ['.', ',']), thousands, unit: string(of.unit), example };
}

/** The styles of columns of numbers that are written in this way throughout. */
export function stylesOf(columns: readonly string[], numbers: NumberStyle): ColumnStyles {
  const decimal = numbers.decimal === ',' ? ',' : '.';
  const thousands = numbers.thousands;
  const example = `1${thousands ?? ''}234${decimal}5`;
  return new Map(columns.map(name => [name, { kind: 'number', decimal, thousands, unit: '', example }]));
}
