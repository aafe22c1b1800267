/**
 * What a table is taken for, column by column, as `inspect` shows it: the decisions that training takes, by the code that
 * takes them. Plain records, without a cell of the table but the values that are met most often.
 */

import type { Task } from '../model/loss.ts';
import { gatherColumns } from './cells.ts';
import { type Column, type ColumnKind, missingWordsIn } from './columns.ts';
import { fitInputs, type Warn } from './fit.ts';
import { type Input, inputWidth } from './inputs.ts';
import type { DataOptions } from './options.ts';
import type { Prepared } from './prepare.ts';
import type { Format } from './read/reader.ts';
import type { ColumnValues } from './values.ts';

export interface Inspection {
  paths: readonly string[];
  format: Format;
  rows: number;
  without: Prepared['without'];
  faultyRows: number;
  /** In the order of the file. */
  columns: readonly ColumnReport[];
  target: { name: string; task: Task; reason: string; classes: readonly Count[] | null };
  /** Numbers that a row becomes. */
  features: number;
  trainRows: number;
  validationRows: number;
}

export interface ColumnReport {
  /** From 1. */
  position: number;
  name: string;
  kind: ColumnKind;
  why: string;
  role: 'input' | 'target' | 'left out';
  /** Why it is no input; null where it is one. */
  leftOut: string | null;
  /** How many inputs it becomes. */
  inputs: number;
  missing: number;
  /** Of columns of numbers and dates (seconds since 1970): over the used rows. */
  numbers: NumberReport | null;
  /** Of columns of texts: how many are different, those met most often, and words for a missing cell that are taken as values. */
  texts: { different: number; top: readonly Count[]; missingWords: readonly string[] } | null;
}

export interface NumberReport {
  least: number;
  greatest: number;
  mean: number;
  /** Rows in each of equal ranges from the least to the greatest. */
  histogram: readonly number[];
}

export interface Count {
  value: string;
  rows: number;
}

const BINS = 16;
const MOST_MET = 8;
/** Columns gathered at a time. */
const TOGETHER = 16;

export function inspect(prepared: Prepared, options: DataOptions, warn: Warn): Inspection {
  const { table, target, rows, without, split, used, leftOut } = prepared;
  const inputs = new Map(fitInputs(table, used, split.train, options, warn).map(input => [input.name, input]));
  const reasons = new Map(leftOut.map(({ column, why }) => [column.index, why]));
  const columns: ColumnReport[] = [];
  for (let begin = 0; begin < table.columns.length; begin += TOGETHER) {
    const group = table.columns.slice(begin, begin + TOGETHER);
    const values = gatherColumns(table.store, group);
    group.forEach((column, c) => {
      const role = column === target.column ? 'target' : inputs.has(column.name) ? 'input' : 'left out';
      columns.push(reportColumn(column, values[c]!, rows, role, inputs.get(column.name), reasons.get(column.index)));
    });
  }
  const { task, reason } = target.decision;
  return {
    paths: table.paths,
    format: table.format,
    rows: table.rows,
    without,
    faultyRows: table.store.blocks.reduce((sum, head) => sum + head.faults.rows, 0),
    columns,
    target: { name: target.column.name, task, reason, classes: countClasses(prepared) },
    features: [...inputs.values()].reduce((sum, input) => sum + inputWidth(input), 0),
    trainRows: split.train.length,
    validationRows: split.validation.length,
  };
}

function reportColumn(
  column: Column,
  values: ColumnValues,
  rows: Int32Array,
  role: ColumnReport['role'],
  input: Input | undefined,
  leftOut: string | undefined,
): ColumnReport {
  return {
    position: column.index + 1,
    name: column.name,
    kind: column.kind,
    why: column.why,
    role,
    leftOut: role === 'left out' ? (leftOut ?? 'no value in the training rows') : null,
    inputs: input === undefined ? 0 : inputWidth(input),
    missing: column.missing,
    numbers: values.type === 'numbers' ? reportNumbers(values.values, rows) : null,
    texts: values.type === 'texts' ? reportTexts(column) : null,
  };
}

function reportNumbers(values: Float32Array | Float64Array, rows: Int32Array): NumberReport | null {
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  let sum = 0;
  let count = 0;
  for (const row of rows) {
    const value = values[row]!;
    if (!Number.isFinite(value)) continue;
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
    sum += value;
    count++;
  }
  if (count === 0) return null;
  const histogram = new Array<number>(BINS).fill(0);
  for (const row of rows) {
    const share = greatest === least ? 0 : (values[row]! - least) / (greatest - least);
    if (Number.isFinite(share)) histogram[Math.min(Math.floor(share * BINS), BINS - 1)]!++;
  }
  return { least, greatest, mean: sum / count, histogram };
}

function reportTexts(column: Column): NonNullable<ColumnReport['texts']> {
  const { categories, counts } = column.dictionary!;
  const order = [...categories.keys()].sort((a, b) => counts[b]! - counts[a]! || a - b).slice(0, MOST_MET);
  return {
    different: categories.length,
    top: order.map(code => ({ value: categories[code]!, rows: counts[code]! })),
    missingWords: missingWordsIn(column),
  };
}

/** Used rows of each class. */
function countClasses({ target }: Prepared): Count[] | null {
  if (target.classes === null) return null;
  const counts = new Array<number>(target.classes.length).fill(0);
  for (const label of target.labels!) counts[label]!++;
  return target.classes.map((value, index) => ({ value, rows: counts[index]! }));
}
