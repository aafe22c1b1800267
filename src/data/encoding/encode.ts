/**
 * Rows of a table as inputs of a network. An encoding is bound to a table: inputs are met by the names of its columns,
 * texts by what they say.
 */

import { UserError } from '../../base/errors.ts';
import { plural } from '../../base/text/format.ts';
import type { Vector } from '../../kernels/kernels.ts';
import { type Block, DATE, numberAt, TEXT } from '../tables/blocks/block.ts';
import { calendarDate, swapDayAndMonth, turn } from '../tables/cells/calendar.ts';
import type { Column } from '../tables/columns.ts';
import type { Dictionary } from '../tables/dictionary.ts';
import { swapsDays } from '../tables/gather.ts';
import { makeScaling, type Scaling } from './arithmetic/arithmetic.ts';
import { fast } from './arithmetic/wasm.ts';
import { type DateInput, type Input, inputWidth, type NumericInput, ownWidth } from './inputs.ts';

/** What of a table an encoding needs to know; can be sent to threads. */
export interface Encoding {
  /** Numbers that a row becomes. */
  readonly features: number;
  readonly numbers: readonly PlacedNumber[];
  /** The same numbers, as the arithmetic takes them. */
  readonly scaling: Scaling;
  readonly texts: readonly PlacedText[];
  readonly dates: readonly PlacedDate[];
}

/** An input, the column that it is made from, and where it goes in a row. */
interface Placed {
  readonly name: string;
  readonly column: number;
  readonly offset: number;
  /** Where the indicator goes; -1 is none. */
  readonly indicator: number;
}

type PlacedNumber = Placed & Pick<NumericInput, 'mean' | 'deviation' | 'filler'>;

interface PlacedText extends Placed {
  /** By block, and by the block's own code: which of the column's inputs is 1, or NO, or UNSEEN. */
  readonly positions: readonly (Int32Array | null)[];
}

type PlacedDate = Placed & { readonly input: DateInput; readonly swaps: readonly boolean[] };

/** Texts for which no input is 1: a boolean's no, and what no training row has. */
const NO = -2;
const UNSEEN = -1;

/** What encoding takes of a block, or of some of its rows. */
export type EncodableRows = Pick<Block, 'cells' | 'low' | 'kinds' | 'columns'>;

/** What was met on the way, by the name of a column: rows whose cell no training row is like. */
export interface Strangers {
  /** No number, in columns where every training row has one. */
  readonly missing: Map<string, number>;
  /** Texts that no training row has. */
  readonly unseen: Map<string, number>;
}

export const noStrangers = (): Strangers => ({ missing: new Map(), unseen: new Map() });

/** What binding needs of a column. */
export type BoundColumn = Pick<Column, 'index' | 'name'> & {
  readonly dictionary: Pick<Dictionary, 'categories' | 'codes'> | null;
};

/**
 * Binds inputs to the columns of a table.
 *
 * Throws UserError for a column that the table lacks.
 */
export function bindInputs(
  inputs: readonly Input[],
  columns: readonly BoundColumn[],
  heads: readonly Pick<Block, 'dates'>[],
  lacks: (name: string) => UserError,
): Encoding {
  const byName = new Map(columns.map(column => [column.name, column]));
  const encoding = { features: 0, numbers: [] as PlacedNumber[], texts: [] as PlacedText[], dates: [] as PlacedDate[] };
  const { numbers } = encoding;
  for (const input of inputs) {
    const column = byName.get(input.name);
    if (column === undefined) throw lacks(input.name);
    const offset = encoding.features;
    const indicator = input.indicator ? offset + ownWidth(input) : -1;
    const placed = { name: input.name, column: column.index, offset, indicator };
    encoding.features += inputWidth(input);
    if (input.kind === 'numeric') encoding.numbers.push({ ...placed, ...scaleOf(input) });
    else if (input.kind === 'date') {
      const swaps = heads.map(head => swapsDays(head, { index: column.index, dayFirst: input.dayFirst }));
      encoding.dates.push({ ...placed, input, swaps });
    } else encoding.texts.push({ ...placed, positions: positionsOf(input, column) });
  }
  return { ...encoding, scaling: makeScaling(encoding.features, numbers) };
}

function scaleOf({ mean, deviation, filler }: NumericInput): Pick<NumericInput, 'mean' | 'deviation' | 'filler'> {
  return { mean, deviation, filler };
}

function positionsOf(input: Exclude<Input, NumericInput | DateInput>, column: BoundColumn): (Int32Array | null)[] {
  const position = new Map<string, number>();
  let others = UNSEEN;
  if (input.kind === 'boolean') position.set(input.no, NO).set(input.yes, 0);
  else {
    for (const [index, category] of input.categories.entries()) position.set(category, index);
    if (input.other) others = input.categories.length;
  }
  const { categories, codes } = column.dictionary ?? { categories: [], codes: [] };
  const byCode = categories.map(category => position.get(category) ?? others);
  return codes.map(own => own?.map(code => (code >= 0 ? byCode[code]! : others)) ?? null);
}

/**
 * Fills rows `row`, `row` + 1, ... of x (.., features) with rows of block `index`.
 *
 * Throws UserError for a number that is too large; `place` says where a row of the block stands.
 */
export function encodeRows(
  encoding: Encoding,
  block: EncodableRows,
  index: number,
  rows: Int32Array,
  x: Vector,
  row: number,
  strangers: Strangers,
  place: (row: number) => string,
): void {
  const { features, numbers, scaling, texts, dates } = encoding;
  const begin = row * features;
  fast.standardize(scaling, block, rows, x, row, (n, j) => {
    const value = block.cells[rows[n]! * block.columns + numbers[j]!.column]!;
    writeOdd(numbers[j]!, value, x, begin + n * features, strangers, () => place(rows[n]!));
  });
  for (const number of numbers) if (block.low.has(number.column)) encodeWide(number, block, rows, x, begin, features);
  for (const text of texts) encodeText(text, block, index, rows, x, begin, features, strangers);
  for (const date of dates) encodeDate(date, block, index, rows, x, begin, features, strangers);
}

/** Numbers that need their low part; what is missing was written before. */
function encodeWide(
  { column, offset, mean, deviation }: PlacedNumber,
  block: EncodableRows,
  rows: Int32Array,
  x: Vector,
  begin: number,
  features: number,
): void {
  for (let n = 0; n < rows.length; n++) {
    const value = numberAt(block, rows[n]!, column);
    if (!Number.isNaN(value)) x[begin + n * features + offset] = (value - mean) / deviation;
  }
}

/** A cell that is missing, or too large. */
function writeOdd(
  { name, offset, indicator, filler, mean, deviation }: PlacedNumber,
  value: number,
  x: Vector,
  to: number,
  strangers: Strangers,
  place: () => string,
): void {
  if (!Number.isNaN(value)) {
    throw tooLarge(place(), name, value);
  }
  x[to + offset] = (filler - mean) / deviation;
  if (indicator >= 0) x[to + indicator] = 1;
  else count(strangers.missing, name);
}

export function tooLarge(place: string, name: string, value: number): UserError {
  const what = Number.isFinite(value) ? value : 'a number beyond 3.4e38';
  return new UserError(
    `${place}: column '${name}' holds ${what}, which is too large for the network. ⟪na⟫ makes it a missing cell, ` +
      '⟪drop⟫ leaves the column out',
  );
}

function encodeText(
  { name, column, offset, indicator, positions }: PlacedText,
  { cells, columns, kinds }: EncodableRows,
  index: number,
  rows: Int32Array,
  x: Vector,
  begin: number,
  features: number,
  strangers: Strangers,
): void {
  const own = kinds[column] === TEXT ? positions[index]! : null;
  for (let n = 0; n < rows.length; n++) {
    const cell = cells[rows[n]! * columns + column]!;
    const to = begin + n * features;
    if (own === null || Number.isNaN(cell)) {
      if (indicator >= 0) x[to + indicator] = 1;
      else count(strangers.missing, name);
    } else if (own[cell]! >= 0) x[to + offset + own[cell]!] = 1;
    else if (own[cell] !== NO) count(strangers.unseen, name);
  }
}

function encodeDate(
  { name, column, offset, indicator, input, swaps }: PlacedDate,
  block: EncodableRows,
  index: number,
  rows: Int32Array,
  x: Vector,
  begin: number,
  features: number,
  strangers: Strangers,
): void {
  for (let n = 0; n < rows.length; n++) {
    const read = block.kinds[column] === DATE ? numberAt(block, rows[n]!, column) : Number.NaN;
    const to = begin + n * features;
    if (Number.isNaN(read)) {
      if (indicator >= 0) x[to + indicator] = 1;
      else count(strangers.missing, name);
      continue;
    }
    const date = calendarDate(swaps[index] ? swapDayAndMonth(read) : read);
    let at = to + offset;
    for (const part of input.parts) {
      if (part.part === 'year' || part.part === 'month') x[at++] = (date[part.part] - part.mean) / part.deviation;
      else {
        const angle = 2 * Math.PI * turn(date, part.part);
        x[at++] = Math.sin(angle);
        x[at++] = Math.cos(angle);
      }
    }
  }
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

/** Adds those of later rows. */
export function addStrangers(all: Strangers, later: Strangers): void {
  for (const key of ['missing', 'unseen'] as const) {
    for (const [name, rows] of later[key]) all[key].set(name, (all[key].get(name) ?? 0) + rows);
  }
}

/** What to say of them; `noun` is what the rows are. */
export function remarkOn({ missing, unseen }: Strangers, warn: (message: string) => void, noun: string): void {
  for (const [name, rows] of missing) {
    const have = rows === 1 ? 'has' : 'have';
    warn(`column '${name}': ${plural(rows, noun)} ${have} no value, and no training row lacks one`);
  }
  for (const [name, rows] of unseen) {
    const have = rows === 1 ? 'has' : 'have';
    warn(
      `column '${name}': ${plural(rows, noun)} ${have} a category that no training row has; all inputs of the column ` +
        'are 0 there',
    );
  }
}
