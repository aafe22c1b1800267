/**
 * What stands on either side of a comparison, with its type: found from the columns alone, before any row is looked at.
 * Numbers are read by stretches of rows, so that what is computed on the way is small and stays in the cache.
 */

import { UserError } from '../../../base/errors.ts';
import { type Rounding, roundingOf } from '../../../base/numbers/rounding.ts';
import type { TextValues } from '../../../base/numbers/values.ts';
import { printable } from '../../../base/text/format.ts';
import { MISSING_WORDS } from '../../tables/blocks/reader.ts';
import { booleanPair } from '../../tables/cells/booleans.ts';
import type { Link } from './parse.ts';

/** Rows that are looked at together. */
export const STRETCH = 4096;

/** Numbers of rows [begin, end), at most STRETCH of them, valid until the next call; NaN is missing. */
export type ReadNumbers = (begin: number, end: number) => Float32Array | Float64Array;

export interface NumberOperand {
  readonly type: 'number' | 'date';
  readonly source: Source;
  /** How the cells of the columns in it are rounded, the coarsest of them: it is compared so. Null without columns. */
  readonly rounding: Rounding | null;
  readonly read: ReadNumbers;
}

/** Where the numbers come from, for messages and for rounding. */
export type Source =
  /** `lossy` says that some whole numbers have more digits than are kept of them. */
  | { readonly kind: 'column'; readonly name: string; readonly lossy: boolean }
  | { readonly kind: 'constant'; readonly value: number; readonly written?: string | undefined }
  | { readonly kind: 'computed' };

export type TextOperand =
  | { readonly type: 'texts'; readonly name: string; readonly column: TextValues }
  | { readonly type: 'text'; readonly text: string };

export type Operand = NumberOperand | TextOperand | { readonly type: 'truth'; readonly value: boolean };

/** Where constants are spelled out, row by row: one place for all, as it is read at once. */
const repeated = new Float64Array(STRETCH);

export function constant(value: number, type: NumberOperand['type'] = 'number', written?: string): NumberOperand {
  const read: ReadNumbers = (begin, end) => repeated.fill(value, 0, end - begin).subarray(0, end - begin);
  return { type, source: { kind: 'constant', value, written }, rounding: null, read };
}

export function numberColumn(
  name: string,
  values: Float32Array | Float64Array,
  type: NumberOperand['type'],
  lossy = false,
): NumberOperand {
  const read: ReadNumbers = (begin, end) => values.subarray(begin, end);
  return { type, source: { kind: 'column', name, lossy }, rounding: roundingOf(values), read };
}

/** first, with the others added, multiplied, ... to it in turn. All are numbers. */
export function chain(
  first: NumberOperand,
  rest: readonly { sign: Link['sign']; operand: NumberOperand }[],
): NumberOperand {
  const all = [first, ...rest.map(({ operand }) => operand)];
  const result = new Float64Array(STRETCH);
  const read: ReadNumbers = (begin, end) => {
    const out = result.subarray(0, end - begin);
    out.set(first.read(begin, end));
    for (const { sign, operand } of rest) apply(sign, out, operand.read(begin, end));
    return out;
  };
  if (all.every(({ source }) => source.kind === 'constant')) return constant(read(0, 1)[0]!);
  return { type: 'number', source: { kind: 'computed' }, rounding: coarsest(all), read };
}

export function coarsest(operands: readonly NumberOperand[]): Rounding | null {
  const roundings = operands.map(({ rounding }) => rounding);
  return roundings.includes(Math.fround) ? Math.fround : (roundings.find(rounding => rounding !== null) ?? null);
}

/** As in IEEE 754: a missing number makes the result missing, as does 0 / 0. */
function apply(sign: Link['sign'], out: Float64Array, by: Float32Array | Float64Array): void {
  const count = out.length;
  if (sign === '+') for (let i = 0; i < count; i++) out[i]! += by[i]!;
  else if (sign === '-') for (let i = 0; i < count; i++) out[i]! -= by[i]!;
  else if (sign === '*') for (let i = 0; i < count; i++) out[i]! *= by[i]!;
  else if (sign === '/') for (let i = 0; i < count; i++) out[i]! /= by[i]!;
  else for (let i = 0; i < count; i++) out[i]! %= by[i]!;
}

/** The numbers, rounded. */
export function rounded({ source, rounding, read }: NumberOperand, round: Rounding): ReadNumbers {
  if (source.kind === 'constant') return constant(round(source.value)).read;
  if (source.kind === 'column' && rounding === round) return read;
  const result = new Float64Array(STRETCH);
  return (begin, end) => {
    const numbers = read(begin, end);
    for (let i = 0; i < numbers.length; i++) result[i] = round(numbers[i]!);
    return result.subarray(0, numbers.length);
  };
}

/** "'island' holds text", "the number 5" */
export function describe(operand: Operand): string {
  if (operand.type === 'texts') return `'${printable(operand.name)}' holds text`;
  if (operand.type === 'text') return `the text '${printable(operand.text)}'`;
  if (operand.type === 'truth') return String(operand.value);
  const { type, source } = operand;
  if (source.kind === 'column') return `'${printable(source.name)}' holds ${type}s`;
  return source.kind === 'constant' ? `the number ${source.written ?? source.value}` : 'a computed number';
}

export function isColumn(operand: Operand): boolean {
  return operand.type === 'texts' || ('source' in operand && operand.source.kind === 'column');
}

/** Two operands that do not go together. `names` are the columns there are. */
export function mismatch(left: Operand, right: Operand, names: Iterable<string>): UserError {
  // The column is what is spoken of; of two values, the text, which may be meant for a column.
  const rank = (operand: Operand) => (isColumn(operand) ? 2 : operand.type === 'text' ? 1 : 0);
  const [subject, object] = rank(right) > rank(left) ? [right, left] : [left, right];
  const described = describe(object);
  const other = isColumn(object) ? described.replace(/ holds (\w+)$/, ', which holds $1') : described;
  const and = isColumn(subject) ? ' and' : '';
  return new UserError(
    `⟪where⟫: ${describe(subject)}${and} cannot be compared with ${other}${wayOut(subject, object, new Set(names))}`,
  );
}

function wayOut(subject: Operand, object: Operand, names: ReadonlySet<string>): string {
  const named = [subject, object].find(operand => operand.type === 'text' && names.has(operand.text));
  if (named?.type === 'text') return `; for the column of that name, write \`${printable(named.text)}\``;
  const value =
    'source' in object && object.source.kind === 'constant' ? (object.source.written ?? object.source.value) : null;
  if (subject.type === 'texts' && areBooleans(subject.column.categories)) return '; write = true or = false';
  if (subject.type === 'texts' && value !== null) return `; put quotes around it: '${value}'`;
  if (subject.type === 'number' && object.type === 'text') {
    const isNumber = object.text.trim() !== '' && Number.isFinite(Number(object.text));
    return isNumber ? `; take the quotes away: ${object.text.trim()}` : '; compare it with a number';
  }
  if (subject.type === 'date') return "; write a date in quotes, such as '2024-01-31'";
  return '';
}

/** Whether a column's texts mean no and yes, as `False` and `True` do. */
export function areBooleans(categories: readonly string[]): boolean {
  return booleanPair(categories.filter(text => !MISSING_WORDS.includes(text))) !== null;
}
