/** The axes of a chart and their labels. */

/** An axis whose max is this many times its min has a log scale by default. */
const LOG_FROM = 10;
/** Rows between labels of the y axis. */
const LABEL_EVERY = 3;
/** Max digits of a label. */
const MAX_DIGITS = 7;

/** Maps values to the range from 0 (min) to 1 (max). */
export class Axis {
  readonly log: boolean;
  readonly #min: number;
  readonly #max: number;

  constructor(values: readonly number[], logFrom = LOG_FROM) {
    const [min, max] = limits(values);
    this.log = min > 0 && max >= logFrom * min;
    // If all values are equal, room on both sides puts their line in the middle.
    const room = min === max ? Math.max(Math.abs(min) / 10, 1e-9) : 0;
    this.#min = this.#scaled(min - room);
    this.#max = this.#scaled(max + room);
  }

  position(value: number): number {
    return (this.#scaled(value) - this.#min) / (this.#max - this.#min);
  }

  valueAt(position: number): number {
    const scaled = this.#min + position * (this.#max - this.#min);
    return this.log ? 10 ** scaled : scaled;
  }

  #scaled(value: number): number {
    return this.log ? Math.log10(value) : value;
  }
}

/**
 * A label every few rows, counted from the bottom, and 0 at a rule there; '' for rows without one. Labels get as many digits as they
 * need to differ.
 */
export function yLabels(axis: Axis, height: number, zeroRow: number | null): string[] {
  const values = Array.from({ length: height }, (_, row) => {
    if (row === zeroRow) return 0;
    const fromBottom = height - 1 - row;
    const isFree = zeroRow === null || Math.abs(row - zeroRow) > 1;
    return isFree && fromBottom % LABEL_EVERY === 0 ? axis.valueAt(fromBottom / (height - 1)) : null;
  });
  for (let digits = 3; ; digits++) {
    const labels = values.map(value => (value === null ? '' : axisNumber(value, digits)));
    const shown = labels.filter(label => label !== '');
    if (new Set(shown).size === shown.length || digits === MAX_DIGITS) return labels;
  }
}

function axisNumber(value: number, digits: number): string {
  if (value === 0) return '0';
  const magnitude = Math.abs(value);
  if (magnitude >= 1e5 || magnitude < 1e-3) return value.toExponential(digits - 2).replace('e+', 'e');
  return value.toPrecision(digits).includes('e') ? String(Math.round(value)) : value.toPrecision(digits);
}

export function limits(values: readonly number[]): [number, number] {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  return [min, max];
}

/** The numbers below the axis, at whole steps. */
export function xLabels([left, right]: readonly [number, number], columns: number): string {
  const most = Math.max(Math.floor(columns / 12), 1);
  const rough = (right - left) / most;
  const step = [1, 2, 5, 10, 20, 25, 50].find(size => size >= rough) ?? Math.ceil(rough / 100) * 100;
  let line = '';
  for (let value = left; value <= right; value += step) {
    const label = String(value);
    const center = right === left ? 0 : Math.round(((value - left) / (right - left)) * (columns - 1));
    const at = Math.min(center - Math.floor(label.length / 2), columns - label.length);
    line = line.padEnd(Math.max(at, 0)) + label;
  }
  return line;
}
