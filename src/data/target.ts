/** The column to predict: which one it is, whether it means classes or numbers, and its values for the network. */

import { UserError } from '../errors.ts';
import { list, plural, whole } from '../format.ts';
import type { Task } from '../model/loss.ts';
import type { Column, NumericColumn, Table } from './table.ts';

/** Whole numbers with more different values than this are taken for quantities, not classes. */
const MOST_NUMERIC_CLASSES = 20;

export interface TaskDecision {
  task: Task;
  /** For people, with the evidence. */
  reason: string;
}

/** The index of the column that is meant: a name, or a position from 1; the last column when null. */
export function findTarget(table: Table, wanted: string | null): number {
  const names = table.columns.map(column => column.name);
  if (names.length === 1) {
    throw new UserError(
      `${table.path}:1: has the one column '${names[0]}'; fields are expected to be parted by commas`,
    );
  }
  if (wanted === null) return names.length - 1;
  const named = names.indexOf(wanted);
  if (named >= 0) return named;
  if (/^\d+$/.test(wanted) && Number(wanted) >= 1 && Number(wanted) <= names.length) return Number(wanted) - 1;
  const alike = names.find(name => name.toLowerCase() === wanted.toLowerCase());
  const hint = alike === undefined ? `its ${names.length} columns are ${list(names, 12)}` : `did you mean '${alike}'?`;
  throw new UserError(`--target: ${table.path} has no column '${wanted}'; ${hint}`);
}

/** Classification for text and for few whole numbers, each met twice or more on average; regression for the rest. */
export function decideTask(table: Table, column: Column, wanted: Task | 'auto'): TaskDecision {
  if (column.kind === 'text') {
    if (wanted === 'regression') {
      const { line, text } = column.firstText;
      throw new UserError(
        `--task regression: target '${column.name}' is not a column of numbers: ${table.path}:${line} has '${text}'`,
      );
    }
    return { task: 'classification', reason: `'${column.name}' holds text` };
  }
  const present = column.values.filter(value => !Number.isNaN(value));
  const distinct = new Set(present).size;
  const whole = present.every(Number.isInteger);
  const noun = whole ? 'whole number' : 'number';
  const reason = `'${column.name}' holds ${plural(distinct, `different ${noun}`)}`;
  if (wanted !== 'auto') return { task: wanted, reason: `--task ${wanted}; ${reason}` };
  const classes = whole && distinct <= MOST_NUMERIC_CLASSES && 2 * distinct <= present.length;
  return { task: classes ? 'classification' : 'regression', reason };
}

/** The rows whose target is present, in file order. */
export function rowsWithTarget(table: Table, column: Column): Int32Array {
  const present = (row: number) =>
    column.kind === 'text' ? column.codes[row]! >= 0 : !Number.isNaN(column.values[row]!);
  return Int32Array.from({ length: table.rows }, (_, row) => row).filter(present);
}

/** The classes of a column among some rows: numbers by size, text by code unit. */
export function findClasses(column: Column, rows: Int32Array): string[] {
  if (column.kind === 'text') {
    const codes = new Set(rows.map(row => column.codes[row]!));
    return [...codes].map(code => column.categories[code]!).sort();
  }
  const values = new Set(Float64Array.from(rows, row => column.values[row]!));
  return [...values].sort((a, b) => a - b).map(String);
}

/** Each row's index into the classes. */
export function labelsOf(column: Column, rows: Int32Array, classes: readonly string[]): Int32Array {
  const indices = new Map(classes.map((name, index) => [name, index]));
  if (column.kind === 'text') {
    const byCode = column.categories.map(category => indices.get(category) ?? -1);
    return rows.map(row => byCode[column.codes[row]!]!);
  }
  return rows.map(row => indices.get(String(column.values[row]!)) ?? -1);
}

/** Refuses a classification that has nothing to learn. */
export function checkClasses(table: Table, column: Column, classes: readonly string[], rows: number): void {
  if (classes.length === 1) {
    throw new UserError(
      `${table.path}: target '${column.name}' has one class only ('${classes[0]}' in all ${plural(rows, 'row')}); ` +
        'there is nothing to tell apart. Name another column with --target',
    );
  }
  if (classes.length === rows) {
    const regression = column.kind === 'numeric' ? ', or predict the number with --task regression' : '';
    throw new UserError(
      `${table.path}: target '${column.name}' has as many classes as rows (${whole(rows)}), so no class can be learned ` +
        `from examples. Name another column with --target${regression}`,
    );
  }
}

/** Refuses a regression whose target is the same in all rows. */
export function checkNumbers(table: Table, column: NumericColumn, rows: Int32Array): void {
  const first = column.values[rows[0]!]!;
  if (rows.every(row => column.values[row] === first)) {
    throw new UserError(
      `${table.path}: target '${column.name}' is ${first} in all ${plural(rows.length, 'row')}; there is nothing to ` +
        'predict. Name another column with --target',
    );
  }
}
