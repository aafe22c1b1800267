/** Describes a column, or neighbours that share a line: the reason for the kind, and the values. */

import { formatCount, fullNumber, list, meanNumber, percent, plural, printable } from '../base/text/format.ts';
import type { NumberReport, TextReport } from '../data/advice/inspection.ts';
import type { ColumnReport } from '../events/events.ts';
import { type Style, signs } from './style.ts';
import { shorten } from './width.ts';

/** Width of a text that is shown as an example. */
const EXAMPLE = 28;
/** Max values that are shown with their shares. */
const SHOWN = 4;

/** Describes one column; the histogram is drawn elsewhere. */
export function describeColumn(column: ColumnReport, rows: number, style: Style): string {
  const { leftOut, why, numbers, dates, texts } = column;
  if (leftOut === why) return `left out: ${printable(why)}${example(column, style)}`;
  const parts = [printable(why)];
  if (numbers !== null) parts.push(describeNumbers(numbers));
  if (dates !== null) parts.push(`${dates.first} to ${dates.last}`);
  const values = texts === null ? '' : describeTexts(texts, rows, style);
  const out = leftOut === null ? '' : `left out: ${leftOut}; `;
  return `${out}${parts.join(', ')}${values}`;
}

export function describeNumbers({ least, greatest, mean, whole: isWhole }: NumberReport): string {
  if (least === greatest) return `always ${fullNumber(least, isWhole)}`;
  return `${fullNumber(least, isWhole)} to ${fullNumber(greatest, isWhole)}, mean ${meanNumber(mean)}`;
}

/** Describes neighbours together: how many there are, and their range. */
export function describeGroup(group: readonly ColumnReport[]): string {
  const { kind, role, leftOut, why } = group[0]!;
  const parts = [plural(group.length, `${kind} column`)];
  if (role === 'left out') {
    const reasons = [...new Set(group.map(column => printable(column.leftOut!)))];
    return `${parts[0]}, left out: ${leftOut === why ? list(reasons, 3) : leftOut}`;
  }
  const numbers = group.flatMap(column => column.numbers ?? []);
  if (numbers.length > 0) {
    const integral = numbers.every(column => column.whole);
    const min = Math.min(...numbers.map(column => column.least));
    const max = Math.max(...numbers.map(column => column.greatest));
    parts.push(`${fullNumber(min, integral)} to ${fullNumber(max, integral)} in all`);
  }
  const dates = group.flatMap(column => column.dates ?? []);
  if (dates.length > 0) {
    const first = dates.map(column => column.first).reduce((a, b) => (b < a ? b : a));
    const last = dates.map(column => column.last).reduce((a, b) => (b > a ? b : a));
    parts.push(`${first} to ${last} in all`);
  }
  const different = group.flatMap(column => column.texts?.different ?? []);
  if (different.length > 0) {
    const [fewest, most] = [Math.min(...different), Math.max(...different)];
    parts.push(
      `${fewest === most ? formatCount(most) : `${formatCount(fewest)} to ${formatCount(most)}`} distinct values in each`,
    );
  }
  return parts.join(', ');
}

/** Describes missing words that the column holds, and how to read them as missing; null if it holds none. */
export function describeMissingWords({ texts }: ColumnReport, style: Style): string | null {
  const words = texts?.missingWords ?? [];
  if (words.length === 0) return null;
  const met = words.map(({ value, rows }) => `'${value}' in ${plural(rows, 'row')}`);
  const are = words.length === 1 ? 'is a value' : 'are values';
  const it = words.length === 1 ? 'it' : 'them';
  return `${list(met, met.length)} ${are} here; ${style.settingName('na', words.map(({ value }) => value).join(','))} reads ${it} as missing`;
}

function describeTexts({ different, top }: TextReport, rows: number, style: Style): string {
  if (different === 0) return '';
  const shown = different > SHOWN ? top.slice(0, SHOWN) : top;
  const shares = shown.map(({ value, rows: met }) => `${quoted(value, style)} ${percent(met / rows)}`);
  return `: ${shares.join(', ')}${different > shown.length ? `, ${signs(style).ellipsis}` : ''}`;
}

function example({ texts, kind }: ColumnReport, style: Style): string {
  const [first] = texts?.top ?? [];
  return first === undefined || kind === 'constant' ? '' : `, such as ${quoted(first.value, style)}`;
}

function quoted(value: string, style: Style): string {
  return shorten(`'${printable(value)}'`, EXAMPLE, signs(style).ellipsis);
}
