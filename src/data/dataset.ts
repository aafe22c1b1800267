/** From a file to what the trainer takes: table, target, split, encoder, matrices. */

import { UserError } from '../errors.ts';
import { list, plural, whole } from '../format.ts';
import type { Targets, Vector } from '../kernels/kernels.ts';
import type { FloatWidth, Memory } from '../kernels/memory.ts';
import { type Metric, metrics, type Task } from '../model/loss.ts';
import { Random } from '../random.ts';
import { countClasses } from './class-weights.ts';
import { Encoder, kindsOf, type Warn, warnOfSlip } from './encoder.ts';
import { type Split, splitRows } from './split.ts';
import { largest, standardizer } from './statistics.ts';
import { type Column, type NumericColumn, readTable, type Table } from './table.ts';
import { checkClasses, checkNumbers, decideTask, findClasses, findTarget, labelsOf, rowsWithTarget } from './target.ts';

/** Rows that a network can be fed with. */
export interface Dataset {
  /** (rows, features) */
  x: Vector;
  /** Class indices, or standardized numbers. */
  targets: Targets;
  /** How much each row counts in the loss; null where all count alike. */
  weights: Vector | null;
  rows: number;
}

/** What the file was taken for; goes into the start event. */
export interface DataDescription {
  path: string;
  /** The file of validation rows, if they come from one of their own. */
  validationPath: string | null;
  /** Rows in the file at `path`. */
  rows: number;
  /** Of them, rows left out for want of a target. */
  leftOut: number;
  /** Numbers that a row becomes. */
  features: number;
  target: string;
  task: Task;
  /** Why it is that task. */
  taskReason: string;
  metric: Metric;
  /** Null for regression. */
  classes: readonly string[] | null;
  /** Training rows of each class; null for regression. */
  classRows: readonly number[] | null;
  trainRows: number;
  validationRows: number;
}

export interface LoadedData {
  description: DataDescription;
  train: Dataset;
  validation: Dataset | null;
  /** Width of the network's output. */
  outputs: number;
  /** One unit of the network's target in the target's own units; 1 for classification. */
  targetDeviation: number;
}

export interface LoadOptions {
  target: string | null;
  task: Task | 'auto';
  /** A share of the rows, or a file; 0 is none. */
  validation: number | string;
  shuffle: boolean;
  standardize: boolean;
  seed: number;
}

/** Throws UserError for whatever is wrong with the file or does not go together with it. */
export function loadData(
  path: string,
  options: LoadOptions,
  width: FloatWidth,
  memory: Memory,
  warn: Warn,
): LoadedData {
  const table = readTable(path);
  const target = findTarget(table, options.target);
  const column = table.columns[target]!;
  const rows = usableRows(table, column, warn);
  const decision = decideTask(table, column, options.task);
  if (column.kind === 'text') warnOfSlip(table, column, warn);
  const classification = decision.task === 'classification';
  const holdout = typeof options.validation === 'string' ? readHoldout(options.validation, table, column, warn) : null;

  const ownClasses = classification ? findClasses(column, rows) : null;
  if (ownClasses !== null) checkClasses(table, column, ownClasses, rows.length);
  else checkNumbers(table, column as NumericColumn, rows);
  const labels = ownClasses === null ? null : labelsOf(column, rows, ownClasses);
  const split = splitTable(rows, labels, options);

  const encoder = Encoder.fit(table, split.train, { target, standardize: options.standardize }, warn);
  const heldOut = holdout ?? { table, column, rows: split.validation };
  const classes = ownClasses === null ? null : allClasses(ownClasses, heldOut.column, heldOut.rows);
  if (classes !== null) warnOfClasses(classes, column, split.train, heldOut, warn);
  const scale =
    classification || !options.standardize ? UNSCALED : fitTarget(table, column as NumericColumn, split.train);
  const dataset = (from: Table, fromColumn: Column, fromRows: Int32Array): Dataset => ({
    x: encoder.encode(from, fromRows, memory.floats(fromRows.length * encoder.features, width), warn),
    targets:
      classes === null
        ? scaled(fromColumn as NumericColumn, fromRows, scale, memory.floats(fromRows.length, width))
        : copyLabels(labelsOf(fromColumn, fromRows, classes), memory),
    weights: null,
    rows: fromRows.length,
  });

  return {
    description: {
      path,
      validationPath: holdout?.table.path ?? null,
      rows: table.rows,
      leftOut: table.rows - rows.length,
      features: encoder.features,
      target: column.name,
      task: decision.task,
      taskReason: decision.reason,
      metric: metrics[decision.task],
      classes,
      classRows: classes === null ? null : countClasses(labelsOf(column, split.train, classes), classes.length),
      trainRows: split.train.length,
      validationRows: heldOut.rows.length,
    },
    train: dataset(table, column, split.train),
    validation: heldOut.rows.length === 0 ? null : dataset(heldOut.table, heldOut.column, heldOut.rows),
    outputs: classes === null ? 1 : classes.length,
    targetDeviation: scale.deviation,
  };
}

interface Holdout {
  table: Table;
  column: Column;
  rows: Int32Array;
}

function readValidationTable(path: string, training: Table): Table {
  try {
    return readTable(path, kindsOf(training.columns));
  } catch (error) {
    // What is not a number is taken for a file, so the flag may have meant something else.
    throw error instanceof UserError ? new UserError(`--validation: ${error.message}`) : error;
  }
}

/** The rows of a validation file, read as the training file was. */
function readHoldout(path: string, training: Table, trainingTarget: Column, warn: Warn): Holdout {
  const table = readValidationTable(path, training);
  const column = table.columns.find(({ name }) => name === trainingTarget.name);
  if (column === undefined) throw new UserError(`${path}:1: has no column '${trainingTarget.name}', the target`);
  const known = new Set(training.columns.map(({ name }) => name));
  const extra = table.columns.filter(({ name }) => !known.has(name)).map(({ name }) => `'${name}'`);
  if (extra.length > 0) {
    warn(`${path}: ${plural(extra.length, 'column')} that the training file does not have: ${list(extra)}; not used`);
  }
  return { table, column, rows: usableRows(table, column, warn) };
}

/** Rows that have a target; the others are counted and said. */
function usableRows(table: Table, column: Column, warn: Warn): Int32Array {
  if (table.blankLines > 0) warn(`${table.path}: ${plural(table.blankLines, 'empty line')} between rows passed over`);
  const rows = rowsWithTarget(table, column);
  const missing = table.rows - rows.length;
  if (rows.length === 0) throw new UserError(`${table.path}: target '${column.name}' has no value in any row`);
  if (missing > 0) {
    const usable = new Set(rows);
    const first = table.lines.find((_, row) => !usable.has(row));
    const are = missing === 1 ? 'is' : 'are';
    warn(
      `${whole(missing)} of ${plural(table.rows, 'row')} ${are} left out: no value in target '${column.name}' ` +
        `(the first at ${table.path}:${first})`,
    );
  }
  return rows;
}

function splitTable(rows: Int32Array, labels: Int32Array | null, options: LoadOptions): Split {
  const { validation, shuffle, seed } = options;
  if (typeof validation === 'string' || validation === 0) return { train: rows, validation: new Int32Array(0) };
  return splitRows(rows, { fraction: validation, labels, random: shuffle ? Random.stream(seed, 'split') : null });
}

/** The file's classes, then those that only a validation file has. */
function allClasses(classes: readonly string[], column: Column, rows: Int32Array): string[] {
  const known = new Set(classes);
  return [...classes, ...findClasses(column, rows).filter(name => !known.has(name))];
}

/** A class without training rows cannot be predicted: its validation rows count as wrong, and that is said. */
function warnOfClasses(
  classes: readonly string[],
  column: Column,
  trainRows: Int32Array,
  heldOut: Holdout,
  warn: Warn,
): void {
  const trained = new Set(labelsOf(column, trainRows, classes));
  const untrained = classes.flatMap((name, index) => (trained.has(index) ? [] : [`'${name}'`]));
  if (untrained.length === 0) return;
  const labels = labelsOf(heldOut.column, heldOut.rows, classes);
  const affected = labels.reduce((count, label) => count + (trained.has(label) ? 0 : 1), 0);
  warn(
    `${plural(untrained.length, 'class has', 'classes have')} no training row: ${list(untrained)}; ` +
      `${plural(affected, 'validation row')} of that kind cannot be predicted and count as wrong`,
  );
}

/** As it is. */
const UNSCALED = { mean: 0, deviation: 1 };

function fitTarget(table: Table, column: NumericColumn, trainRows: Int32Array): { mean: number; deviation: number } {
  const values = Float64Array.from(trainRows, row => column.values[row]!);
  const scale = standardizer(values);
  if (Number.isFinite(scale.deviation)) return scale;
  throw new UserError(
    `${table.path}: target '${column.name}' holds numbers too large to standardize, such as ${largest(values)}`,
  );
}

/** Fills `targets` with the rows' numbers, scaled. */
function scaled(
  column: NumericColumn,
  rows: Int32Array,
  scale: { mean: number; deviation: number },
  targets: Vector,
): Vector {
  rows.forEach((row, n) => {
    targets[n] = (column.values[row]! - scale.mean) / scale.deviation;
  });
  return targets;
}

function copyLabels(labels: Int32Array, memory: Memory): Int32Array {
  const copy = memory.int32(labels.length);
  copy.set(labels);
  return copy;
}
