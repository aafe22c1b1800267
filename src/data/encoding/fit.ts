/** Inputs fitted on the training rows of a table: what each column becomes (inputs.ts). */

import { standardizer } from '../../base/numbers/statistics.ts';
import { list, plural } from '../../base/text/format.ts';
import type { Warn } from '../../base/warn.ts';
import { numberAt, TEXT } from '../tables/blocks/block.ts';
import { type Circle, calendarDate, circles, swapDayAndMonth, turn } from '../tables/cells/calendar.ts';
import { booleanPair, type Column } from '../tables/columns.ts';
import { swapsDays } from '../tables/gather.ts';
import { visitRows } from '../tables/rows.ts';
import { placeOf, type Table } from '../tables/table.ts';
import { tooLarge } from './encode.ts';
import type { BooleanInput, CategoricalInput, DateInput, DateInputPart, Input, NumericInput } from './inputs.ts';
import { type Moments, momentsOf } from './moments.ts';

export interface FitOptions {
  standardize: boolean;
  /** Inputs that a categorical column becomes, at most, but for the one that stands for the others. */
  maxCategories: number;
}

/**
 * The inputs that the columns become. Columns that can be of no use in the training rows are left out, with a warning.
 *
 * Throws UserError for an infinite number, with its place.
 */
export function fitInputs(
  table: Table,
  columns: readonly Column[],
  rows: Int32Array,
  options: FitOptions,
  warn: Warn,
): Input[] {
  const numeric = columns.filter(({ kind }) => kind === 'numeric');
  const moments = momentsOf(
    table.store,
    numeric.map(({ index }) => index),
    rows,
  );
  const byColumn = new Map(numeric.map(({ index }, n) => [index, moments[n]!]));
  const constant: string[] = [];
  const inputs = columns.flatMap((column): Input[] => {
    const fitted =
      column.kind === 'numeric'
        ? fitNumber(table, column, byColumn.get(column.index)!, rows, options)
        : column.kind === 'date'
          ? fitDate(table, column, rows, options)
          : fitTexts(table, column, rows, options);
    if (fitted === null) warn(`column '${column.name}' is left out: it has no value in the training rows`);
    if (fitted?.constant) constant.push(`'${column.name}'`);
    return fitted === null ? [] : [fitted.input];
  });
  if (constant.length > 0) {
    const tell = constant.length === 1 ? 'tells' : 'tell';
    const are = plural(constant.length, 'column is', 'columns are');
    warn(`${are} constant in the training rows and ${tell} nothing: ${list(constant, 5)}`);
  }
  return inputs;
}

/** Null where the training rows have no value. */
type Fitted = { input: Input; constant: boolean } | null;

function fitNumber(
  table: Table,
  column: Column,
  moments: Moments,
  rows: Int32Array,
  { standardize }: FitOptions,
): Fitted {
  const { present, filler, constant } = moments;
  const { name } = column;
  if (present === 0) return null;
  if (!Number.isFinite(moments.mean)) refuseInfinite(table, column, rows);
  const { mean, deviation } = standardize ? moments : { mean: 0, deviation: 1 };
  const input: NumericInput = { kind: 'numeric', name, mean, deviation, filler, indicator: present < rows.length };
  return { input, constant };
}

/** An infinite mean is that of an infinite number. */
function refuseInfinite(table: Table, { name, index }: Column, rows: Int32Array): void {
  visitRows(table.store, rows, ({ cells, columns }, b, local) => {
    for (let n = 0; n < local.length; n++) {
      const value = cells[local[n]! * columns + index]!;
      if (Math.abs(value) === Number.POSITIVE_INFINITY) {
        throw tooLarge(placeOf(table, table.starts[b]! + local[n]!), name, value);
      }
    }
  });
}

function fitTexts(table: Table, column: Column, rows: Int32Array, { maxCategories }: FitOptions): Fitted {
  const { name, kind } = column;
  const { counts, missing } = countTexts(table, column, rows);
  const { categories } = column.dictionary!;
  const present = [...counts.keys()].filter(code => counts[code]! > 0);
  if (present.length === 0) return null;
  const indicator = missing > 0;
  const constant = present.length === 1 && !indicator;
  const pair = kind === 'boolean' ? booleanPair(categories) : null;
  if (pair !== null) {
    const input: BooleanInput = { kind: 'boolean', name, no: pair[0], yes: pair[1], indicator };
    return { input, constant };
  }
  const byFrequency = present.sort((a, b) => counts[b]! - counts[a]! || compare(categories[a]!, categories[b]!));
  const kept = byFrequency.slice(0, maxCategories).map(code => categories[code]!);
  const other = byFrequency.length > maxCategories;
  const input: CategoricalInput = { kind: 'categorical', name, categories: kept.sort(), other, indicator };
  return { input, constant };
}

/** By code unit, the same in every locale. */
function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** Training rows of each category, by its code. */
function countTexts(
  table: Table,
  { index, dictionary }: Column,
  rows: Int32Array,
): { counts: Uint32Array; missing: number } {
  const { categories, codes } = dictionary!;
  const counts = new Uint32Array(categories.length);
  let missing = 0;
  visitRows(table.store, rows, ({ cells, columns, kinds }, b, local) => {
    const own = codes[b];
    for (let n = 0; n < local.length; n++) {
      const cell = cells[local[n]! * columns + index]!;
      if (kinds[index] !== TEXT || Number.isNaN(cell)) missing++;
      else if (own![cell]! >= 0) counts[own![cell]!]!++;
    }
  });
  return { counts, missing };
}

function fitDate(table: Table, column: Column, rows: Int32Array, { standardize }: FitOptions): Fitted {
  const { name, dayFirst } = column;
  const seconds = collectDates(table, column, rows);
  if (seconds.length === 0) return null;
  const years = new Float64Array(seconds.length);
  const months = new Float64Array(seconds.length);
  const first = calendarDate(seconds[0]!);
  const varying = new Set<Circle>();
  for (let n = 0; n < seconds.length; n++) {
    const date = calendarDate(seconds[n]!);
    years[n] = date.year;
    months[n] = date.month;
    for (const part of circles) if (turn(date, part) !== turn(first, part)) varying.add(part);
  }
  const scale = (part: 'year' | 'month', values: Float64Array): DateInputPart[] => {
    if (values.every(value => value === values[0])) return [];
    return [{ part, ...(standardize ? standardizer(values) : { mean: 0, deviation: 1 }) }];
  };
  const points = circles.filter(part => varying.has(part)).map(part => ({ part }));
  const parts = [...scale('year', years), ...scale('month', months), ...points];
  const indicator = seconds.length < rows.length;
  const input: DateInput = { kind: 'date', name, dayFirst, parts, indicator };
  return { input, constant: parts.length === 0 && !indicator };
}

/** The rows' dates, without the missing ones. */
function collectDates(table: Table, column: Column, rows: Int32Array): Float64Array {
  const seconds = new Float64Array(rows.length);
  let count = 0;
  visitRows(table.store, rows, (block, _, local) => {
    const swap = swapsDays(block, column);
    for (let n = 0; n < local.length; n++) {
      const value = numberAt(block, local[n]!, column.index);
      if (!Number.isNaN(value)) seconds[count++] = swap ? swapDayAndMonth(value) : value;
    }
  });
  return seconds.subarray(0, count);
}
