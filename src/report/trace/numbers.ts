/** The numbers of one unit in a trace, and how formulas and columns of numbers are written. */

import { significant } from '../../base/text/format.ts';
import type { TraceEvent } from '../../events/events.ts';
import type { Style } from '../style.ts';

/** The share of its terms that a sum has in float64 where it should be 0. */
const ROUNDING = 1e-12;

export class UnitNumbers {
  /** Position of the unit among those of the trace. */
  readonly at: number;
  /** Numbers by name: those of the unit, and those of the batch. */
  readonly #scalars = new Map<string, number>();
  readonly #sums = new Map<string, number>();

  constructor({ nodes, running, N, eps }: TraceEvent, at: number) {
    this.at = at;
    this.#scalars.set('N', N).set('eps', eps);
    for (const { name, shape, values } of nodes) {
      const column = values.map(row => row[at]!);
      if (shape === '(D)') this.#scalars.set(name, column[0]!);
      else this.#sums.set(name, sumOf(column));
    }
    for (const { name, before } of running) this.#scalars.set(name, before[at]!);
  }

  /** The formula with numbers in place of names; null if a name stands for the numbers of rows, or the formula for itself. */
  substitute(formula: string): string | null {
    const isKnown = (name: string) => this.#scalars.has(name);
    const withSums = formula.replaceAll(/Σ ([a-z]\w*)(?! ·)\b/gi, (all, name: string) => {
      const sum = this.#sums.get(name);
      return sum === undefined ? all : shown(sum);
    });
    const names = withSums.match(/[a-z]\w*/gi) ?? [];
    if (!names.every(isKnown) || withSums.includes('Σ')) return null;
    const text = withSums.replaceAll(/[a-z]\w*/gi, name => shown(this.#scalars.get(name)!));
    return /^\S+$/.test(text) ? null : text;
  }
}

/** A negative number in parentheses. */
function shown(value: number): string {
  const text = shortNumber(value);
  return value < 0 ? `(${text})` : text;
}

/** Four digits, or fewer where they say it all: 8, 0.5, 0.00001. */
export function shortNumber(value: number): string {
  const exact = String(value);
  const text = significant(value);
  return Number(exact) === Number(text) ? exact : text;
}

/** A sum that is no more than rounding is 0. */
export function sumOf(column: readonly number[]): number {
  const sum = column.reduce((total, value) => total + value, 0);
  const size = column.reduce((total, value) => total + Math.abs(value), 0);
  return Math.abs(sum) < ROUNDING * size ? 0 : sum;
}

/** A formula in Unicode, or spelled in ASCII. */
export function spelled(formula: string, { unicode }: Style): string {
  if (unicode) return formula;
  const ascii: Readonly<Record<string, string>> = { Σ: 'sum', '·': '*', '√': 'sqrt', '²': '^2' };
  return formula.replaceAll(/[Σ·√²]/g, sign => ascii[sign]!);
}

/** Digits of the largest number of a column. */
const DIGITS = 4;

/** Writes numbers below each other with equally many decimals, so that the largest has four digits; small ones have exponents. */
export function columnFormat(column: readonly number[]): (value: number) => string {
  const largest = column
    .map(Math.abs)
    .filter(Number.isFinite)
    .reduce((max, size) => Math.max(max, size), 0);
  const magnitude = largest === 0 ? 0 : Math.floor(Math.log10(largest));
  return value => {
    if (!Number.isFinite(value)) return '-';
    if (value === 0) return '0';
    if (magnitude < -4 || magnitude > 5) return value.toExponential(DIGITS - 1).replace('e+', 'e');
    const text = value.toFixed(Math.max(0, DIGITS - 1 - magnitude));
    return Number(text) === 0 ? text.replace('-', '') : text;
  };
}
