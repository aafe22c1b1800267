/** Numbers as a report shows them. */

import { formatCount } from '../../base/text/format.ts';

/** "0.0974", "−1.83", "1,420", "2.1e−7": three significant digits, and "–" for null. */
export function shortNumber(value: number | null | undefined, digits = 3, exponentFrom = 1e7): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  if (value === 0) return '0';
  const size = Math.abs(value);
  const rounded = Number(size.toPrecision(digits));
  if (rounded < 1e-4 || rounded >= exponentFrom) return withMinus(value.toExponential(digits - 1).replace('e+', 'e'));
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(rounded)));
  const text = rounded.toFixed(decimals);
  const [whole, fraction] = text.split('.');
  return `${value < 0 ? '−' : ''}${formatCount(Number(whole))}${fraction === undefined ? '' : `.${fraction}`}`;
}

/** "+0.70", "−0.044" */
export function signedNumber(value: number | null | undefined, digits = 2): string {
  const text = shortNumber(value, digits);
  return value !== null && value !== undefined && value > 0 ? `+${text}` : text;
}

/** Fixed decimals, for a column of a table. */
export function fixedNumber(value: number | null | undefined, decimals: number): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  if (Math.abs(value) >= 1e6) return shortNumber(value);
  const text = value.toFixed(decimals);
  return withMinus(Number(text) === 0 ? text.replace('-', '') : text);
}

function withMinus(text: string): string {
  return text.replaceAll('-', '−');
}

/** "2.1×", "18×" */
export function factor(ratio: number): string {
  return `${ratio >= 9.95 ? formatCount(Math.round(ratio)) : ratio.toFixed(ratio < 1.095 ? 2 : 1)}×`;
}

/** "2.1 times" */
export function inTimes(ratio: number): string {
  return factor(ratio).replace('×', ' times');
}
