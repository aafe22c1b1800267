/** From files to what the trainer takes: a table is read, prepared, and encoded into matrices. */

import { UserError } from '../errors.ts';
import { list, plural } from '../format.ts';
import type { Targets, Vector } from '../kernels/kernels.ts';
import type { FloatWidth, Memory } from '../kernels/memory.ts';
import { type Metric, metrics, type Task } from '../model/loss.ts';
import { bindInputs, type Encoding, noStrangers, remarkOn } from './encode.ts';
import { type EncodeWorkers, encodeBlocks, startEncoders } from './encode-threads.ts';
import { fitInputs, type Warn } from './fit.ts';
import { type Holdout, readHoldout } from './holdout.ts';
import type { Input } from './inputs.ts';
import type { DataOptions } from './options.ts';
import { type Prepared, prepare, type Target } from './prepare.ts';
import type { Format } from './read/reader.ts';
import { type ReadContext, readTable } from './read-table.ts';
import { largest, standardizer } from './statistics.ts';
import type { Table } from './table.ts';
import { findClasses, labelsOf } from './target.ts';
import type { ColumnValues, NumberValues } from './values.ts';

/** Rows that a network can be fed with. */
export interface Dataset {
  /** (rows, features) */
  x: Vector;
  /** Class indices, or standardized numbers. */
  targets: Targets;
  rows: number;
}

/** What the file was taken for; goes into the start event. */
export interface DataDescription {
  /** The files of the table; - is the standard input. */
  paths: readonly string[];
  format: Format;
  /** The file of validation rows, if they come from one of their own. */
  validationPath: string | null;
  /** Rows in the table. */
  rows: number;
  /** Of them, rows that are not used: without a target, not meeting --where, not in --sample. */
  without: Prepared['without'];
  /** Rows besides, that could not be read and were left out by --on-error skip. */
  faultyRows: number;
  /** Numbers that a row becomes. */
  features: number;
  target: string;
  task: Task;
  /** Why it is that task. */
  taskReason: string;
  metric: Metric;
  /** Null for regression. */
  classes: readonly string[] | null;
  trainRows: number;
  validationRows: number;
}

export interface LoadedData {
  description: DataDescription;
  /** What the table's columns became; a network is worth nothing without it. */
  inputs: readonly Input[];
  train: Dataset;
  validation: Dataset | null;
  /** Width of the network's output. */
  outputs: number;
  /** One unit of the network's target in the target's own units; 1 for classification. */
  targetDeviation: number;
}

/** Throws UserError for whatever is wrong with the files or does not go together with them. */
export async function loadData(
  paths: readonly string[],
  options: DataOptions,
  width: FloatWidth,
  memory: Memory,
  context: ReadContext,
): Promise<LoadedData> {
  const table = await readTable(paths, options, context);
  // They start while this thread prepares.
  const workers = startEncoders(table, context.threads);
  try {
    return await encodeAll(table, options, width, memory, context, workers);
  } finally {
    await workers?.end();
  }
}

async function encodeAll(
  table: Table,
  options: DataOptions,
  width: FloatWidth,
  memory: Memory,
  context: ReadContext,
  workers: EncodeWorkers | null,
): Promise<LoadedData> {
  const { warn } = context;
  const prepared = prepare(table, options, warn);
  const { target, split, used } = prepared;
  const holdout = await readHoldout(prepared, options, context);
  const classes = target.classes === null ? null : allClasses(target.classes, holdout);
  if (classes !== null) warnOfClasses(classes, prepared, holdout, warn);
  const inputs = fitInputs(table, used, split.train, options, warn);
  if (inputs.length === 0) throw new UserError(`${table.paths[0]}: no column is left to predict the target from`);

  const scale = targetScale(prepared, options.standardize);
  const features = bind(inputs, table).features;
  const dataset = (values: ColumnValues, rows: Int32Array): Dataset => ({
    x: memory.floats(rows.length * features, width),
    targets:
      classes === null
        ? scaled(values as NumberValues, rows, scale, memory.floats(rows.length, width))
        : copyLabels(labelsOf(values, rows, classes), memory),
    rows: rows.length,
  });
  const train = dataset(target.values, split.train);
  const validation = holdout.rows.length === 0 ? null : dataset(holdout.values, holdout.rows);
  const seen = noStrangers();
  const trainPart = { rows: split.train, x: train.x };
  const validationPart = validation === null ? [] : [{ rows: holdout.rows, x: validation.x }];
  const together = holdout.table === table;
  await encodeBlocks(table, bind(inputs, table), [trainPart, ...(together ? validationPart : [])], seen, workers);
  if (!together) await encodeBlocks(holdout.table, bind(inputs, holdout.table), validationPart, seen, workers);
  remarkOn(seen, warn);

  return {
    description: describe(prepared, holdout, features, classes),
    inputs,
    train,
    validation,
    outputs: classes === null ? 1 : classes.length,
    targetDeviation: scale.deviation,
  };
}

function describe(
  { table, target, split, without }: Prepared,
  holdout: Holdout,
  features: number,
  classes: readonly string[] | null,
): DataDescription {
  const { task, reason } = target.decision;
  return {
    paths: table.paths,
    format: table.format,
    validationPath: holdout.table === table ? null : holdout.table.paths[0]!,
    rows: table.rows,
    without,
    faultyRows: table.store.blocks.reduce((sum, head) => sum + head.faults.rows, 0),
    features,
    target: target.column.name,
    task,
    taskReason: reason,
    metric: metrics[task],
    classes,
    trainRows: split.train.length,
    validationRows: holdout.rows.length,
  };
}

function bind(inputs: readonly Input[], table: Table): Encoding {
  return bindInputs(
    inputs,
    table.columns,
    table.store.blocks,
    name => new UserError(`${table.paths[0]}: has no column '${name}', which the training file has`),
  );
}

/** The classes of the training table, then those that only a validation file has. */
function allClasses(classes: readonly string[], { values, rows }: Holdout): string[] {
  const known = new Set(classes);
  return [...classes, ...findClasses(values, rows).filter(name => !known.has(name))];
}

/** A class without training rows cannot be predicted: its validation rows count as wrong, and that is said. */
function warnOfClasses(classes: readonly string[], { target, split }: Prepared, holdout: Holdout, warn: Warn): void {
  const trained = new Set(labelsOf(target.values, split.train, classes));
  const untrained = classes.flatMap((name, index) => (trained.has(index) ? [] : [`'${name}'`]));
  if (untrained.length === 0) return;
  const labels = labelsOf(holdout.values, holdout.rows, classes);
  const affected = labels.reduce((count, label) => count + (trained.has(label) ? 0 : 1), 0);
  warn(
    `${plural(untrained.length, 'class has', 'classes have')} no training row: ${list(untrained)}; ` +
      `${plural(affected, 'validation row')} of that kind cannot be predicted and count as wrong`,
  );
}

/** As it is. */
const UNSCALED = { mean: 0, deviation: 1 };

function targetScale({ table, target, split }: Prepared, standardize: boolean): { mean: number; deviation: number } {
  if (target.classes !== null || !standardize) return UNSCALED;
  const values = numbersOf(target, split.train);
  const scale = standardizer(values);
  if (Number.isFinite(scale.deviation)) return scale;
  throw new UserError(
    `${table.paths[0]}: target '${target.column.name}' holds numbers too large to standardize, such as ${largest(values)}`,
  );
}

function numbersOf({ values }: Target, rows: Int32Array): Float64Array {
  const all = (values as NumberValues).values;
  const numbers = new Float64Array(rows.length);
  for (let n = 0; n < rows.length; n++) numbers[n] = all[rows[n]!]!;
  return numbers;
}

/** Fills `targets` with the rows' numbers, scaled. */
function scaled(
  { values }: NumberValues,
  rows: Int32Array,
  scale: { mean: number; deviation: number },
  targets: Vector,
): Vector {
  for (let n = 0; n < rows.length; n++) targets[n] = (values[rows[n]!]! - scale.mean) / scale.deviation;
  return targets;
}

function copyLabels(labels: Int32Array, memory: Memory): Int32Array {
  const copy = memory.int32(labels.length);
  copy.set(labels);
  return copy;
}
