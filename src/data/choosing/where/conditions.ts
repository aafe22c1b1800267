/**
 * Conditions over stretches of rows; each is one loop. Of text, everything is decided once for each
 * category, and a row only looks its category's verdict up.
 */

import type { TextValues } from '../../../base/numbers/values.ts';
import { coarsest, type NumberOperand, type ReadNumbers, rounded, STRETCH } from './operands.ts';
import type { Sign } from './parse.ts';

/** Writes 1 or 0 for each of the rows [begin, end) into keep[0], keep[1], ... */
export type Condition = (begin: number, end: number, keep: Uint8Array) => void;

interface Verdicts {
  readonly less: number;
  readonly equal: number;
  readonly greater: number;
}

/** What a sign makes of left < right, left = right, left > right. What is none of these is missing, and false. */
const verdicts: Readonly<Record<Sign, Verdicts>> = {
  '=': { less: 0, equal: 1, greater: 0 },
  '!=': { less: 1, equal: 0, greater: 1 },
  '<': { less: 1, equal: 0, greater: 0 },
  '<=': { less: 1, equal: 1, greater: 0 },
  '>': { less: 0, equal: 0, greater: 1 },
  '>=': { less: 0, equal: 1, greater: 1 },
};

/** The sign with its sides exchanged. */
export const turned: Readonly<Record<Sign, Sign>> = {
  '=': '=',
  '!=': '!=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

export function always(value: boolean): Condition {
  return (begin, end, keep) => {
    keep.fill(value ? 1 : 0, 0, end - begin);
  };
}

export function negation(condition: Condition): Condition {
  return (begin, end, keep) => {
    condition(begin, end, keep);
    for (let i = 0; i < end - begin; i++) keep[i]! ^= 1;
  };
}

export function conjunction(conditions: readonly Condition[]): Condition {
  return joined(conditions, (keep, other, count) => {
    for (let i = 0; i < count; i++) keep[i]! &= other[i]!;
  });
}

export function disjunction(conditions: readonly Condition[]): Condition {
  return joined(conditions, (keep, other, count) => {
    for (let i = 0; i < count; i++) keep[i]! |= other[i]!;
  });
}

function joined(
  [first, ...rest]: readonly Condition[],
  join: (keep: Uint8Array, other: Uint8Array, count: number) => void,
): Condition {
  const other = new Uint8Array(STRETCH);
  return (begin, end, keep) => {
    first!(begin, end, keep);
    for (const condition of rest) {
      condition(begin, end, other);
      join(keep, other, end - begin);
    }
  };
}

/**
 * A number that was kept in float32, or in two of them, is near the number in the file, not equal to it. So both sides
 * are rounded as the coarser of them was: x = 0.1 finds 0.1. Whole constants are not rounded to float32, because columns of
 * whole numbers that float32 cannot hold are not kept in it.
 */
export function compareNumbers(sign: Sign, left: NumberOperand, right: NumberOperand): Condition {
  // A constant comes last and alone: all of them are spelled out in one place.
  if (left.source.kind === 'constant') {
    if (right.source.kind !== 'constant') return compareNumbers(turned[sign], right, left);
    return always(compares(sign, left.source.value, right.source.value));
  }
  const readLeft = forComparison(left, right);
  const readRight = forComparison(right, left);
  const { less, equal, greater } = verdicts[sign];
  return (begin, end, keep) => {
    const a = readLeft(begin, end);
    const b = readRight(begin, end);
    for (let i = 0; i < end - begin; i++) {
      const x = a[i]!;
      const y = b[i]!;
      keep[i] = x < y ? less : x > y ? greater : x === y ? equal : 0;
    }
  };
}

function forComparison(operand: NumberOperand, other: NumberOperand): ReadNumbers {
  const round = coarsest([operand, other]);
  if (round === null) return operand.read;
  const { source } = operand;
  const isWhole = source.kind === 'constant' && Number.isInteger(source.value);
  if (isWhole && round === Math.fround && other.source.kind === 'column') return operand.read;
  return rounded(operand, round);
}

export function numberIn(operand: NumberOperand, numbers: readonly number[], negated: boolean): Condition {
  const { rounding: round, source } = operand;
  const staysWhole = (value: number) => Number.isInteger(value) && round === Math.fround && source.kind === 'column';
  const items = new Set(round === null ? numbers : numbers.map(value => (staysWhole(value) ? value : round(value))));
  const read = round === null ? operand.read : rounded(operand, round);
  return (begin, end, keep) => {
    const values = read(begin, end);
    for (let i = 0; i < end - begin; i++) {
      const value = values[i]!;
      keep[i] = !Number.isNaN(value) && items.has(value) !== negated ? 1 : 0;
    }
  };
}

export function numberIsMissing({ read }: NumberOperand): Condition {
  return (begin, end, keep) => {
    const values = read(begin, end);
    for (let i = 0; i < end - begin; i++) keep[i] = Number.isNaN(values[i]!) ? 1 : 0;
  };
}

/** Asks each category once. Missing text is not kept, unless asked for. */
export function byCategory(
  { codes, categories }: TextValues,
  test: (text: string) => boolean,
  missing = false,
): Condition {
  // Missing is -1, so everything is one further on.
  const table = new Uint8Array(categories.length + 1);
  table[0] = missing ? 1 : 0;
  categories.forEach((category, code) => {
    table[code + 1] = test(category) ? 1 : 0;
  });
  return (begin, end, keep) => {
    for (let i = 0; i < end - begin; i++) keep[i] = table[codes[begin + i]! + 1]!;
  };
}

/** Two numbers, or two texts by code unit. */
export function compares<T extends number | bigint | string>(sign: Sign, left: T, right: T): boolean {
  const { less, equal, greater } = verdicts[sign];
  return (left < right ? less : left > right ? greater : left === right ? equal : 0) === 1;
}

/** Two columns of text, compared by their categories' places in one order. */
export function compareTextColumns(sign: Sign, left: TextValues, right: TextValues): Condition {
  const sorted = [...new Set([...left.categories, ...right.categories])].sort();
  const places = new Map(sorted.map((text, place) => [text, place]));
  const placesOf = ({ categories }: TextValues) => Int32Array.from(categories, text => places.get(text)!);
  const leftPlaces = placesOf(left);
  const rightPlaces = placesOf(right);
  const { less, equal, greater } = verdicts[sign];
  return (begin, end, keep) => {
    for (let i = 0; i < end - begin; i++) {
      const a = left.codes[begin + i]!;
      const b = right.codes[begin + i]!;
      const order = leftPlaces[a]! - rightPlaces[b]!;
      keep[i] = a < 0 || b < 0 ? 0 : order < 0 ? less : order > 0 ? greater : equal;
    }
  };
}
