/**
 * From columns to network inputs, fitted on the training rows only. A numeric column becomes one input, standardized
 * (mean 0, deviation 1), its missing cells the training median; where training cells are missing, a second input says
 * 1 for missing and 0 for present. A text column becomes one input a category, 1 for the row's own (one-hot); missing
 * is a category of its own where training cells are missing.
 */

import { UserError } from '../errors.ts';
import { list, plural, whole } from '../format.ts';
import type { Vector } from '../kernels/kernels.ts';
import { largest, medianOf, standardizer } from './statistics.ts';
import type { Column, NumericColumn, Table, TextColumn } from './table.ts';

/** More categories than this in a text column, and it is left out. */
const MOST_CATEGORIES = 1000;
/** More than this with fewer than two rows each on average, and they are taken for names of rows. */
const FEW_CATEGORIES = 20;

/** Rows encoded at a time, column by column: few enough for their inputs to stay in the cache. */
const BLOCK = 64;
const LARGEST_FLOAT32 = 3.4028234663852886e38;

export type Warn = (message: string) => void;

interface NumericInput {
  kind: 'numeric';
  name: string;
  /** Taken away, then divided by: 0 and 1 where nothing is standardized. */
  mean: number;
  deviation: number;
  /** Stands in for missing cells. */
  median: number;
  indicator: boolean;
}

interface TextInput {
  kind: 'text';
  name: string;
  categories: readonly string[];
  /** Whether missing is a category, behind the others. */
  missing: boolean;
}

type Input = NumericInput | TextInput;

export interface FitOptions {
  /** The target's column, which is no input. */
  target: number;
  standardize: boolean;
}

export class Encoder {
  readonly inputs: readonly Input[];
  /** How many numbers a row becomes. */
  readonly features: number;

  constructor(inputs: readonly Input[]) {
    this.inputs = inputs;
    this.features = inputs.reduce((sum, input) => sum + inputWidth(input), 0);
  }

  /** Fits on the training rows. Columns that can be of no use are left out, with a warning. */
  static fit(table: Table, trainRows: Int32Array, options: FitOptions, warn: Warn): Encoder {
    const inputs: Input[] = [];
    const constant: string[] = [];
    table.columns.forEach((column, index) => {
      if (index === options.target) return;
      const leftOut = (why: string) => warn(`column '${column.name}' is left out: ${why}`);
      if (column.kind === 'numeric') {
        const input = fitNumeric(column, trainRows, options.standardize, leftOut);
        if (input === null) return;
        inputs.push(input);
        if (isConstant(column, trainRows)) constant.push(`'${column.name}'`);
      } else {
        warnOfSlip(table, column, warn);
        const input = fitText(column, trainRows, leftOut);
        if (input === null) return;
        inputs.push(input);
        if (inputWidth(input) === 1) constant.push(`'${column.name}'`);
      }
    });
    if (constant.length > 0) {
      const [are, tell] = constant.length === 1 ? ['column is', 'tells'] : ['columns are', 'tell'];
      warn(`${whole(constant.length)} ${are} constant in the training rows and ${tell} nothing: ${list(constant, 5)}`);
    }
    if (inputs.length === 0) throw new UserError(`${table.path}: no column is left to predict the target from`);
    return new Encoder(inputs);
  }

  /** Fills x (rows, features), zeros until now, with the rows. Categories that training rows do not have become all zeros, and are said. */
  encode(table: Table, rows: Int32Array, x: Vector, warn: Warn): Vector {
    const columns = new Map(table.columns.map(column => [column.name, column]));
    let offset = 0;
    const writers = this.inputs.map(input => {
      const column = columns.get(input.name);
      if (column === undefined) {
        throw new UserError(`${table.path}:1: has no column '${input.name}', which the training file has`);
      }
      const target = { x, features: this.features, offset };
      offset += inputWidth(input);
      return input.kind === 'numeric'
        ? numericWriter(target, input, table, column as NumericColumn)
        : textWriter(target, input, column as TextColumn);
    });
    for (let begin = 0; begin < rows.length; begin += BLOCK) {
      const end = Math.min(begin + BLOCK, rows.length);
      for (const writer of writers) writer.write(rows, begin, end);
    }
    for (const writer of writers) writer.remark(warn);
    return x;
  }
}

/** Where an input goes: columns from `offset` of x (rows, features). */
interface Target {
  x: Vector;
  features: number;
  offset: number;
}

interface Writer {
  /** Writes rows[begin], ..., rows[end - 1]. */
  write(rows: Int32Array, begin: number, end: number): void;
  /** Says what was out of the ordinary. */
  remark(warn: Warn): void;
}

function inputWidth(input: Input): number {
  if (input.kind === 'numeric') return input.indicator ? 2 : 1;
  return input.categories.length + (input.missing ? 1 : 0);
}

function fitNumeric(
  column: NumericColumn,
  rows: Int32Array,
  standardize: boolean,
  leftOut: (why: string) => void,
): NumericInput | null {
  const { name, values } = column;
  const gathered = new Float64Array(rows.length);
  let count = 0;
  for (let n = 0; n < rows.length; n++) {
    const value = values[rows[n]!]!;
    if (!Number.isNaN(value)) gathered[count++] = value;
  }
  const present = gathered.subarray(0, count);
  if (present.length === 0) {
    leftOut('it has no value in the training rows');
    return null;
  }
  const indicator = present.length < rows.length;
  const median = medianOf(present);
  if (!standardize) return { kind: 'numeric', name, mean: 0, deviation: 1, median, indicator };
  const filled = rows.length - present.length;
  const { mean, deviation } = standardizer(present, filled, median);
  if (!Number.isFinite(deviation)) {
    throw new UserError(`column '${name}' holds numbers too large to standardize, such as ${largest(present)}`);
  }
  return { kind: 'numeric', name, mean, deviation, median, indicator };
}

function fitText(column: TextColumn, rows: Int32Array, leftOut: (why: string) => void): TextInput | null {
  const codes = new Set(rows.map(row => column.codes[row]!));
  const missing = codes.delete(-1);
  const present = rows.reduce((count, row) => count + (column.codes[row]! >= 0 ? 1 : 0), 0);
  if (codes.size > MOST_CATEGORIES || (codes.size > FEW_CATEGORIES && 2 * codes.size > present)) {
    leftOut(`its ${plural(codes.size, 'different text')} in ${plural(present, 'training row')} name rows, not groups`);
    return null;
  }
  const categories = [...codes].map(code => column.categories[code]!).sort();
  return { kind: 'text', name: column.name, categories, missing };
}

/** A column of numbers with a few words in it is more often a slip than a column of text. */
export function warnOfSlip(table: Table, column: TextColumn, warn: Warn): void {
  const present = column.codes.reduce((count, code) => count + (code >= 0 ? 1 : 0), 0);
  if (2 * column.numbers < present) return;
  const { line, text } = column.firstText;
  warn(
    `column '${column.name}' is read as text because of '${text}' (${table.path}:${line}), ` +
      `though ${whole(column.numbers)} of its ${whole(present)} values are numbers`,
  );
}

function isConstant(column: NumericColumn, rows: Int32Array): boolean {
  const first = column.values[rows[0]!]!;
  return rows.every(row => column.values[row] === first);
}

function numericWriter(target: Target, input: NumericInput, table: Table, column: NumericColumn): Writer {
  const { x, features, offset } = target;
  const { name, mean, deviation, median, indicator } = input;
  const { values } = column;
  let untold = 0;
  return {
    write(rows, begin, end) {
      for (let n = begin; n < end; n++) {
        const value = values[rows[n]!]!;
        const missing = Number.isNaN(value);
        const encoded = ((missing ? median : value) - mean) / deviation;
        if (!(Math.abs(encoded) <= LARGEST_FLOAT32)) throw tooLarge(table, rows[n]!, name, value);
        x[n * features + offset] = encoded;
        if (indicator) x[n * features + offset + 1] = missing ? 1 : 0;
        else if (missing) untold++;
      }
    },
    remark(warn) {
      if (untold === 0) return;
      warn(
        `column '${name}': ${plural(untold, 'validation row')} ${untold === 1 ? 'has' : 'have'} no number, and no training ` +
          'row lacks one; the training median stands in',
      );
    },
  };
}

function tooLarge(table: Table, row: number, name: string, value: number): UserError {
  const where = `${table.path}:${table.lines[row]}`;
  return new UserError(`${where}: column '${name}' holds ${value}, which is too large for the network`);
}

function textWriter(target: Target, input: TextInput, column: TextColumn): Writer {
  const { x, features, offset } = target;
  const positions = new Map(input.categories.map((category, index) => [category, index]));
  const byCode = column.categories.map(category => positions.get(category) ?? -1);
  const missing = input.missing ? input.categories.length : -1;
  let unseen = 0;
  return {
    write(rows, begin, end) {
      for (let n = begin; n < end; n++) {
        const code = column.codes[rows[n]!]!;
        const position = code < 0 ? missing : byCode[code]!;
        if (position >= 0) x[n * features + offset + position] = 1;
        else unseen++;
      }
    },
    remark(warn) {
      if (unseen === 0) return;
      warn(
        `column '${input.name}': ${plural(unseen, 'validation row')} ${unseen === 1 ? 'has' : 'have'} a category that no ` +
          'training row has; all inputs of the column are 0 there',
      );
    },
  };
}

/** The kinds a validation table's columns must have to be encoded like the training table's. Without values, any. */
export function kindsOf(columns: readonly Column[]): Map<string, Column['kind']> {
  const known = columns.filter(column => column.kind === 'text' || column.values.some(value => !Number.isNaN(value)));
  return new Map(known.map(column => [column.name, column.kind]));
}
