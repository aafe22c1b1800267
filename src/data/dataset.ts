/** From files to what the trainer takes: a table is read, prepared, and encoded into matrices. */

import { UserError } from '../errors.ts';
import { list, plural } from '../format.ts';
import type { Targets, Vector } from '../kernels/kernels.ts';
import type { FloatWidth, Memory } from '../kernels/memory.ts';
import { type Metric, metrics, type Task } from '../model/loss.ts';
import { warnOfColumns, warnOfRows } from './cautions.ts';
import { gatherColumns } from './cells.ts';
import { balancedWeights, countClasses, parseClassWeights, rowWeights } from './class-weights.ts';
import { noStrangers, remarkOn } from './encode.ts';
import { bindTable, encodeTable } from './encode-table.ts';
import { fitInputs, type Warn } from './fit.ts';
import { readHoldout, type Side } from './holdout.ts';
import type { Input } from './inputs.ts';
import type { DataOptions } from './options.ts';
import { columnFor, type Prepared, prepare } from './prepare.ts';
import type { Format } from './read/reader.ts';
import { type ReadContext, readTable } from './read-table.ts';
import { placeOf, type Table } from './table.ts';
import { findClasses, labelsOf } from './target.ts';
import { scaleTargets, targetScale } from './target-scale.ts';
import type { NumberValues } from './values.ts';

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
  /** Training rows of each class; null for regression. */
  classRows: readonly number[] | null;
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
  const { warn } = context;
  const table = await readTable(paths, options, context);
  const prepared = prepare(table, options, warn);
  const { target, split, used } = prepared;
  const training: Side = { table, values: target.values, rows: split.train };
  const holdout = await readHoldout(prepared, options, context);
  warnOfColumns(prepared, holdout, options, warn);
  const classes = target.classes === null ? null : allClasses(target.classes, holdout);
  const labels = classes === null ? null : labelsOf(training.values, training.rows, classes);
  const classRows = labels === null ? null : countClasses(labels, classes!.length);
  if (classes !== null) warnOfClasses(classes, classRows!, holdout, warn);
  const inputs = fitInputs(table, used, split.train, options, warn);
  if (inputs.length === 0) throw new UserError(`${paths[0]}: no column is left to predict the target from`);

  const scale = targetScale(prepared, options.standardize);
  const { features } = bindTable(inputs, table);
  const byClass = weightsByClass(options, classes, classRows);
  const dataset = (side: Side): Dataset => {
    const rows = side.rows.length;
    const sideLabels = classes === null ? null : memory.int32(rows);
    sideLabels?.set(labelsOf(side.values, side.rows, classes!));
    return {
      x: memory.floats(rows * features, width),
      targets: sideLabels ?? scaleTargets(memory.floats(rows, width), side.values as NumberValues, side.rows, scale),
      weights: weigh(side, sideLabels, byClass, options, () => memory.floats(rows, width)),
      rows,
    };
  };
  const train = dataset(training);
  const validation = holdout.rows.length === 0 ? null : dataset(holdout);
  const strangers = noStrangers();
  const trainPart = { rows: training.rows, x: train.x };
  const validationPart = validation === null ? [] : [{ rows: holdout.rows, x: validation.x }];
  const together = holdout.table === table;
  encodeTable(table, inputs, [trainPart, ...(together ? validationPart : [])], strangers);
  if (!together) encodeTable(holdout.table, inputs, validationPart, strangers);
  remarkOn(strangers, warn);
  warnOfRows(train, validation, features, warn);
  return {
    description: describe(prepared, holdout, features, classes, classRows),
    inputs,
    train,
    validation,
    outputs: classes === null ? 1 : classes.length,
    targetDeviation: scale.deviation,
  };
}

function describe(
  { table, target, split, without }: Prepared,
  holdout: Side,
  features: number,
  classes: readonly string[] | null,
  classRows: readonly number[] | null,
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
    classRows,
    trainRows: split.train.length,
    validationRows: holdout.rows.length,
  };
}

/** The classes of the training table, then those that only a validation file has. */
function allClasses(classes: readonly string[], { values, rows }: Side): string[] {
  const known = new Set(classes);
  return [...classes, ...findClasses(values, rows).filter(name => !known.has(name))];
}

/** A class without training rows cannot be predicted: its validation rows count as wrong, and that is said. */
function warnOfClasses(classes: readonly string[], classRows: readonly number[], holdout: Side, warn: Warn): void {
  const untrained = classes.flatMap((name, index) => (classRows[index] === 0 ? [`'${name}'`] : []));
  if (untrained.length === 0) return;
  const labels = labelsOf(holdout.values, holdout.rows, classes);
  const affected = labels.reduce((count, label) => count + (classRows[label] === 0 ? 1 : 0), 0);
  warn(
    `${plural(untrained.length, 'class has', 'classes have')} no training row: ${list(untrained)}; ` +
      `${plural(affected, 'validation row')} of that kind cannot be predicted and count as wrong`,
  );
}

/** The weight of each class; null where they count alike. */
function weightsByClass(
  { classWeights }: DataOptions,
  classes: readonly string[] | null,
  classRows: readonly number[] | null,
): Float64Array | null {
  if (classWeights === null) return null;
  if (classes === null) throw new UserError('--class-weights: the target is a number; there are no classes');
  const weights = parseClassWeights(classWeights, classes);
  return weights === 'balanced' ? balancedWeights(classRows!) : weights;
}

/** How much each row of a side counts; null where all count alike. */
function weigh(
  { table, rows }: Side,
  labels: Int32Array | null,
  byClass: Float64Array | null,
  { weight }: DataOptions,
  allocate: () => Vector,
): Vector | null {
  if (weight === null && byClass === null) return null;
  const column = weight === null ? null : weightColumn(table, rows, weight);
  return rowWeights(allocate(), { labels, classWeights: byClass, column, place: n => placeOf(table, rows[n]!) });
}

function weightColumn(table: Table, rows: Int32Array, name: string): Float64Array {
  const column = columnFor(table, '--weight', name);
  const values = gatherColumns(table.store, [column])[0]!;
  if (values.type === 'texts' || column.kind === 'date') {
    throw new UserError(`--weight: column '${column.name}' of ${table.paths[0]} does not hold numbers`);
  }
  const weights = new Float64Array(rows.length);
  for (let n = 0; n < rows.length; n++) weights[n] = values.values[rows[n]!]!;
  return weights;
}
