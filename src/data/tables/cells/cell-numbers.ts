/** What a cell looks like, for the start of a table: numbers in the ways they are written, dates, missing words. */

export type Decimal = '.' | ',';

/** How numbers are written. */
export interface NumberStyle {
  readonly decimal: string;
  /** What parts groups of three digits; null is nothing. */
  readonly thousands: string | null;
}

export const plainNumbers: NumberStyle = { decimal: '.', thousands: null };

export function isPlainStyle({ decimal, thousands }: NumberStyle): boolean {
  return decimal === plainNumbers.decimal && thousands === null;
}

const DATE = /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T]\d{1,2}:\d{2}.*)?$/;
const PLAIN = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

const [ZERO, NINE] = [0x30, 0x39];

/** Whether a cell is digits and nothing else, as most are: a loop is several times as fast as a pattern. */
export function isDigits(cell: string): boolean {
  for (let at = 0; at < cell.length; at++) {
    const code = cell.charCodeAt(at);
    if (code < ZERO || code > NINE) return false;
  }
  return cell.length > 0;
}

export function isNumber(cell: string, style: NumberStyle): boolean {
  return isDigits(cell) || PLAIN.test(plainNumber(cell, style));
}

/** A number as programs write it; of another text, some other text. */
export function plainNumber(cell: string, { decimal, thousands }: NumberStyle): string {
  const joined = thousands === null ? cell : withoutGroups(cell, thousands);
  if (decimal === '.') return joined;
  return joined.includes('.') ? 'not a number' : joined.replace(decimal, '.');
}

export function isDate(cell: string): boolean {
  return DATE.test(cell);
}

function withoutGroups(cell: string, thousands: string): string {
  const [integral, ...groups] = cell.split(thousands);
  const grouped = /^[+-]?\d{1,3}$/.test(integral!) && groups.every(group => /^\d{3}(\D|$)/.test(group));
  return groups.length > 0 && grouped ? cell.replaceAll(thousands, '') : cell;
}

/** What a cell that is a number says of how numbers are written; null is nothing. */
export interface Hint {
  readonly decimal: Decimal | null;
  readonly thousands: string | null;
}

const NO_HINT: Hint = { decimal: null, thousands: null };
const DECIMALS: readonly Decimal[] = ['.', ','];
/** By decimal sign: numbers with groups of thousands that cannot be anything else. */
const GROUPED: Readonly<Record<Decimal, RegExp>> = {
  '.': /^[+-]?\d{1,3}((,\d{3})+\.\d+|(,\d{3}){2,})$/,
  ',': /^[+-]?\d{1,3}((\.\d{3})+,\d+|(\.\d{3}){2,})$/,
};
const AMBIGUOUS = /^[+-]?[1-9]\d{0,2}([.,])\d{3}$/;

/**
 * 1,5 and 1.234,5 have a decimal comma, and so has 1.234.567, with thousands separated by points. 1,234 and 1.234 say
 * nothing, unless a comma is expected to be the decimal sign. Null for what is not a number.
 */
export function hintOf(cell: string, commaExpected: boolean): Hint | null {
  if (isDigits(cell) || /^[+-]\d+$/.test(cell)) return NO_HINT;
  const grouped = DECIMALS.find(decimal => GROUPED[decimal].test(cell));
  if (grouped !== undefined) return { decimal: grouped, thousands: grouped === '.' ? ',' : '.' };
  const separator = AMBIGUOUS.exec(cell)?.[1];
  if (separator !== undefined) {
    return { decimal: separator === ',' && commaExpected ? ',' : null, thousands: null };
  }
  const possible = DECIMALS.filter(decimal => isNumber(cell, { decimal, thousands: null }));
  if (possible.length === 0) return null;
  return { decimal: possible.length === 1 ? possible[0]! : null, thousands: null };
}
