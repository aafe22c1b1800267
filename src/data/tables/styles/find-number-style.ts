/**
 * How a column's numbers are written, found from all its different texts: each way of reading that one of them does not allow
 * is out. What remains open is decided by what is usual, and is reported.
 */

import { numberOf } from '../cells/cell-text.ts';
import {
  digitsPattern,
  digitsValue,
  IS_CURRENCY,
  type NumberParts,
  type NumberSigns,
  numberParts,
  type WrittenNumbers,
} from './number-style.ts';

/** What decides where the cells leave more than one reading. */
export interface NumberContext {
  /** Null is open. */
  readonly decimal: string | null;
  /** Null is open, 'none' is that there are no groups. */
  readonly thousands: string | null;
  /** Fields are separated by semicolons, as they are where the comma is the decimal sign. */
  readonly semicolons: boolean;
}

/** A style, and whether the cells allow another reading too: then `example` is a cell that has two. */
export interface FoundNumbers {
  readonly style: WrittenNumbers;
  readonly ambiguous: boolean;
}

/** Fewer different texts with a unit of letters are names, such as 2WD and 4WD. */
const MIN_WITH_UNIT = 5;

const DECIMALS = ['.', ','] as const;
const GROUP_SIGNS = [',', '.', ' ', "'"] as const;

/** The style in which all the texts, different ones, are numbers; null where there is none. */
export function findNumberStyle(texts: Iterable<string>, context: NumberContext): FoundNumbers | null {
  const cells: { text: string; parts: NumberParts }[] = [];
  let [open, plain, decorated, infinite] = [0, 0, 0, 0];
  const units = new Set<string>();
  for (const text of texts) {
    const parts = numberParts(text);
    if (parts === null && Math.abs(numberOf(text)) === Number.POSITIVE_INFINITY) {
      plain++;
      infinite++;
      continue;
    }
    // Codes begin with 0; two digits are more often hours or months.
    if (parts === null || /^0\d(?!$)/.test(parts.digits)) return null;
    cells.push({ text, parts });
    open += parts.parentheses ? 1 : 0;
    plain += parts.unit === '' ? 1 : 0;
    decorated += parts.unit === '' ? 0 : 1;
    if (parts.unit !== '') units.add(parts.unit);
    if (units.size > 1) return null;
  }
  if (cells.length === 0 || open === cells.length) return null;
  const unit = [...units][0] ?? '';
  const isCurrency = IS_CURRENCY.test(unit);
  if (unit !== '' && plain > 0 && !(isCurrency && infinite === 0)) return null;
  if (unit !== '' && unit !== '%' && !isCurrency && decorated < MIN_WITH_UNIT) return null;
  const digits = cells.map(({ parts }) => parts.digits);
  const possible = possibleSigns(digits, context);
  if (possible.length === 0) return null;
  const hasTwo = ({ parts }: { parts: NumberParts }) => differs(parts.digits, possible);
  const two = possible.length === 1 ? undefined : cells.find(hasTwo);
  const signs = two === undefined ? possible[0]! : preferred(possible, digits, isCurrency, context);
  const isWritten = ({ text }: { text: string }) => Number.isNaN(numberOf(text));
  const example =
    two === undefined
      ? (cells.find(isWritten) ?? cells[0]!)
      : (cells.find(cell => isWritten(cell) && hasTwo(cell)) ?? two);
  return { style: { kind: 'number', ...signs, unit, example: example.text }, ambiguous: two !== undefined };
}

function possibleSigns(digits: readonly string[], context: NumberContext): NumberSigns[] {
  const seen = new Set(digits.flatMap(text => text.match(/[., ']/g) ?? []));
  const isOpen = context.decimal === null;
  const decimals = DECIMALS.filter(sign => (isOpen || context.decimal === sign) && context.thousands !== sign);
  const groups = GROUP_SIGNS.filter(sign => {
    if (context.thousands !== null) return context.thousands === sign;
    return seen.has(sign);
  });
  const all = decimals.flatMap(decimal =>
    [null, ...groups].filter(thousands => thousands !== decimal).map(thousands => ({ decimal, thousands })),
  );
  return all.filter(signs => digits.every(text => digitsPattern(signs).test(text)));
}

function differs(digits: string, possible: readonly NumberSigns[]): boolean {
  const values = possible.map(signs => digitsValue(digits, signs));
  return values.some(value => value !== values[0]);
}

/** Whole numbers below 1000 beside numbers with three digits behind a sign say that the sign parts thousands. */
function preferred(
  possible: readonly NumberSigns[],
  digits: readonly string[],
  currency: boolean,
  context: NumberContext,
): NumberSigns {
  const mixed = digits.some(text => /^\d{1,3}$/.test(text)) && !digits.some(text => /^\d{4,}/.test(text));
  const comma = digits.some(text => text.includes(','));
  const grouped = mixed || currency || (comma && !context.semicolons);
  return possible.find(({ thousands }) => (thousands !== null) === grouped) ?? possible[0]!;
}

const SMALL = /^[-+]?\d{1,3}$/;
const GROUPED: Readonly<Record<string, RegExp>> = {
  '.': /^[-+]?[1-9]\d{0,2}\.\d{3}$/,
  ',': /^[-+]?[1-9]\d{0,2},\d{3}$/,
};

/** Whether these cells, the first of a column, may be numbers in groups of three digits, though they look like plain ones. */
export function mayBeGrouped(cells: readonly string[], decimal: string): boolean {
  const grouped = GROUPED[decimal]!;
  const groups = cells.filter(cell => grouped.test(cell)).length;
  return groups > 2 && groups < cells.length && cells.every(cell => grouped.test(cell) || SMALL.test(cell));
}

/** Whether all of these cells are numbers such as 34.700, of which nothing says what the sign is. */
export function areGrouped(cells: readonly string[], decimal: string): boolean {
  return cells.every(cell => GROUPED[decimal]!.test(cell));
}

/** A cell such as 34.700, where all are like it or whole numbers below 1000; undefined where they are not, or none is. */
export function groupedAmong(cells: readonly string[]): string | undefined {
  const grouped = GROUPED['.']!;
  if (!cells.every(cell => grouped.test(cell) || SMALL.test(cell))) return undefined;
  return cells.find(cell => grouped.test(cell));
}

/** Whether some cell is a number only in a style of this file. */
export function hasWrittenNumber(cells: readonly string[]): boolean {
  return cells.some(cell => Number.isNaN(numberOf(cell)) && numberParts(cell) !== null);
}
