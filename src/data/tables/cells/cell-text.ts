/** A cell given as a JavaScript value: the text that it is, and the number that a text is. */

import { formatDate } from './dates.ts';

/** NaN, null and undefined are missing. */
export type Cell = number | bigint | string | boolean | Date | null | undefined;

/** '' is missing. `dates` says that numbers are seconds since 1970-01-01T00:00:00Z. */
export function textOf(cell: Cell, dates: boolean): string {
  if (typeof cell === 'string') return cell;
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? '' : formatDate(cell.getTime() / 1000);
  if (typeof cell !== 'number') return String(cell);
  if (Number.isNaN(cell)) return '';
  return dates ? formatDate(cell) : String(cell);
}

const decimal = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/;
const infinite = /^[-+]?inf(?:inity)?$/i;

/** The number that a text is, in decimal or as inf; NaN for any other. */
export function numberOf(text: string): number {
  const code = text.charCodeAt(0);
  // Most words end here: below the colon are digits, signs and the point.
  if (code < 0x3a && decimal.test(text)) return Number(text);
  if (infinite.test(text)) return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return Number.NaN;
}
