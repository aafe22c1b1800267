/**
 * The door of this wing: from files to what the trainer takes. A table is read, prepared, and encoded into matrices, or left
 * in a file.
 */

import { createHash } from 'node:crypto';
import { contentDigest } from '../base/files/digest.ts';
import { pollEvents } from '../base/threads/event-loop.ts';
import type { FloatWidth, Memory } from '../kernels/memory.ts';
import type { PredictionRange } from '../network/prediction-range.ts';
import { type Metric, type Task, tasks } from '../network/tasks.ts';
import { warnOfColumns, warnOfRows } from './advice/warnings.ts';
import type { Dataset } from './batches/dataset.ts';
import { type FittedSplit, fitOnAll, fitSplit, sidesOf } from './batches/fitted-split.ts';
import { copyOfFirstFold } from './batches/folds.ts';
import { encodeSubsets, storeSubsets } from './batches/subsets.ts';
import type { StoredDataset } from './batches/windows.ts';
import { firstSplit, type Parts, rowsOfParts } from './choosing/parts.ts';
import { type Prepared, prepare } from './choosing/prepare.ts';
import { readValidationSubset, type Subset } from './choosing/validation-file.ts';
import { type EncodeWorkers, startEncoders } from './encoding/encode-threads.ts';
import type { Input } from './encoding/inputs.ts';
import { noUnseenValues, warnOfUnseenValues } from './encoding/unseen-values.ts';
import { budgetBesideRows, defaultBudget } from './reading/memory-budget.ts';
import type { DataOptions } from './reading/options.ts';
import { cacheOf, type ReadContext, readTable } from './reading/read-table.ts';
import type { Format } from './tables/blocks/reader.ts';
import { type NumberStyle, plainNumbers } from './tables/cells/cell-numbers.ts';
import { type RowFacts, rowFacts } from './tables/row-facts.ts';
import { closedOnFailure } from './tables/store/store.ts';
import type { ColumnStyles } from './tables/styles/column-style.ts';
import type { Table } from './tables/table.ts';

/** Bytes of rows that are copied to look for identical ones in the parts of an ensemble. */
const MAX_COPIED = 1 << 26;

/** How the files were interpreted. Goes into the start event. */
export interface DataDescription extends RowFacts {
  /** The files of the table; - is the standard input. */
  paths: readonly string[];
  format: Format;
  /** The file of validation rows, if they come from one of their own. */
  validationPath: string | null;
  /** Rows in the table. */
  rows: number;
  /** Of them, rows that are not used: without a target, not meeting --where, not in --sample. */
  without: Prepared['without'];
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
  /** Rows of each part that validates in turn; absent without an ensemble. */
  partRows?: readonly number[];
  /** Where the encoded rows are while they are trained on. */
  location: 'memory' | 'file';
}

/** SHA-256 of what was read, as it is stored, hexadecimal. */
export interface DataDigests {
  /** Of each file of the table. */
  readonly table: readonly string[];
  /** Of the file of validation rows; null where they come from the table. */
  readonly validation: string | null;
}

export interface LoadedData {
  description: DataDescription;
  /** What the table's columns became; a network is worth nothing without it. */
  inputs: readonly Input[];
  train: Dataset | StoredDataset;
  validation: Dataset | StoredDataset | null;
  /** The same data without a split: everything is fitted on all rows, and all are trained on. Null where not wanted. */
  all: LoadedData | null;
  /** The parts of the training rows that validate in turn; null without an ensemble. */
  parts: Parts | null;
  /** Digest of which rows of the table train and which validate. */
  splitHash: string;
  /** Width of the network's output. */
  outputs: number;
  /** How numbers and dates are written in the table's texts. */
  numberStyle: NumberStyle;
  styles: ColumnStyles;
  /** Whether the target's cells are numbers, be they classes or not. */
  targetIsNumber: boolean;
  /** A regression target is standardized by these; 0 and 1 for classification. */
  targetMean: number;
  targetDeviation: number;
  /** Of the training targets, in their own units; null for classification. */
  targetRange: PredictionRange | null;
  /** Bytes that encoded rows may take in memory. */
  budget: number;
  /** Null where they were not asked for, and are not known. */
  digests: DataDigests | null;
  /** Lets go of files, when training is over. */
  close(): void;
}

/** What is known of the rows once they are split. */
export interface SplitFacts {
  readonly task: Task;
  /** Of the training rows. */
  readonly rows: number;
  /** Rows of the table that validate. */
  readonly heldOut: number;
  /** How many deviations the training target that is farthest from the mean is away from it; absent for classes. */
  readonly farthestTarget?: number | undefined;
}

export interface LoadContext extends ReadContext {
  /** Whether the data without a split are wanted too; never if absent. */
  readonly wantsAll?: (facts: SplitFacts) => boolean;
}

/** Throws UserError for whatever is wrong with the files or does not go together with them. */
export async function loadData(
  paths: readonly string[],
  options: DataOptions,
  width: FloatWidth,
  memory: Memory,
  reading: LoadContext,
): Promise<LoadedData> {
  const table = await openTable(paths, options, reading);
  try {
    return await table.load(options, width, memory, reading, false);
  } finally {
    await table.end();
  }
}

/** A table that was read, of which data can be loaded for one split after another. */
export interface OpenTable {
  /**
   * The data of a split. The settings may differ from those of reading in their seeds only. Rows of a file cannot be `kept`
   * for the next split: the table has to be opened again.
   */
  load(
    options: DataOptions,
    width: FloatWidth,
    memory: Memory,
    context: LoadContext,
    kept: boolean,
  ): Promise<LoadedData>;
  /** Ends its threads. */
  end(): Promise<void>;
  /** Lets go of what was kept. */
  close(): void;
}

/** Throws UserError. */
export async function openTable(
  paths: readonly string[],
  reading: DataOptions,
  context: LoadContext,
): Promise<OpenTable> {
  const budget = reading.memory ?? context.budget ?? defaultBudget();
  const table = await readTable(paths, reading, { ...context, budget });
  // Signals have their default effect again once the handlers of temporary files are gone.
  await pollEvents();
  // They start while this thread prepares.
  const workers = startEncoders(table, context.threads);
  return {
    async load(options, width, memory, own, kept) {
      const context = { ...own, budget };
      return closedOnFailure(table.store, async () => {
        const prepared = prepare(table, options, context.warn);
        const validationSubset = await readValidationSubset(prepared, options, context);
        const encode = () => encodeAll(prepared, validationSubset, options, width, memory, context, workers, kept);
        return closedOnFailure(validationSubset.table.store, encode);
      });
    },
    async end() {
      await workers?.end();
    },
    close: () => table.store.close(),
  };
}

async function encodeAll(
  prepared: Prepared,
  validationSubset: Subset,
  options: DataOptions,
  width: FloatWidth,
  memory: Memory,
  { warn, budget, wantsAll = () => false }: LoadContext & { budget: number },
  workers: EncodeWorkers | null,
  kept: boolean,
): Promise<LoadedData> {
  const { table, split, parts } = prepared;
  // What flatters the score of one part does so in all.
  const judged = parts === null ? split : firstSplit(split.train, parts);
  const judgedSubset = parts === null ? validationSubset : { ...validationSubset, rows: judged.validation };
  warnOfColumns({ ...prepared, split: judged }, judgedSubset, options, warn);
  const fitted = fitSplit(prepared, validationSubset, options, warn);
  const task = prepared.target.decision.task;
  const { farthestTarget } = fitted.labeller;
  const facts = { task, rows: split.train.length, heldOut: split.validation.length, farthestTarget };
  const onAll = wantsAll(facts) ? fitOnAll(prepared, options) : null;
  const sides = [...sidesOf(fitted, memory, width), ...(onAll === null ? [] : sidesOf(onAll, memory, width))];
  const bytes = 4 * sides.reduce((sum, { features, rows }) => sum + features * rows.length, 0);
  const others = validationSubset.table === table ? 0 : validationSubset.table.rows;
  const left = budgetBesideRows(budget, table.rows + others);
  const location = bytes > left ? 'file' : 'memory';
  const unseen = noUnseenValues();
  const { sets, close } =
    location === 'memory'
      ? await encodeSubsets(sides, size => memory.floats(size, width), unseen, workers, kept)
      : await storeSubsets(sides, cacheOf(options), unseen, warn);
  warnOfUnseenValues(unseen, warn, 'validation row');
  const [train, validation] = [sets[0]!, validationSubset.rows.length === 0 ? null : sets[1]!];
  // Of rows in a file this would take as long as an epoch.
  if ('x' in train && validation !== null && 'x' in validation) warnOfRows(train, validation, fitted.features, warn);
  if ('x' in train && parts !== null) {
    const fold = copyOfFirstFold(train, parts, MAX_COPIED);
    if (fold !== null) warnOfRows(fold.train, fold.validation, fitted.features, warn);
  }
  const shared = { location, budget: left, digests: digestsOf(table, validationSubset), close } as const;
  const all =
    onAll === null ? null : { ...loaded(onAll, shared), train: sets[2]!, validation: null, parts: null, all: null };
  return { ...loaded(fitted, shared), train, validation, parts, all };
}

type SharedData = Pick<LoadedData, 'budget' | 'digests' | 'close'> & Pick<DataDescription, 'location'>;

/** All but the rows. */
function loaded(fitted: FittedSplit, { location, ...shared }: SharedData) {
  const { prepared, labeller, inputs } = fitted;
  const { table, target } = prepared;
  return {
    description: describe(fitted, location),
    inputs,
    numberStyle: table.numberStyle ?? plainNumbers,
    styles: table.styles ?? new Map(),
    splitHash: hashOfSplit(fitted),
    outputs: labeller.outputs,
    targetIsNumber: target.values.type === 'numbers',
    targetMean: labeller.targetMean,
    targetDeviation: labeller.targetDeviation,
    targetRange: labeller.targetRange,
    ...shared,
  };
}

/** 16 hex digits. */
function hashOfSplit({ training, validation }: FittedSplit): string {
  const hash = createHash('sha256');
  for (const { rows } of [training, validation]) {
    hash.update(`${rows.length}/`).update(new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength));
  }
  return hash.digest('hex').slice(0, 16);
}

function digestsOf(table: Table, validationSubset: Subset): DataDigests | null {
  if (table.digests === undefined) return null;
  const others = validationSubset.table === table ? null : validationSubset.table.digests;
  if (others === undefined) return null;
  return { table: table.digests, validation: others === null ? null : digestOfAll(others) };
}

/** That of a file, or one for several files. */
function digestOfAll(digests: readonly string[]): string {
  return digests.length === 1 ? digests[0]! : contentDigest(digests);
}

function describe(
  { prepared, validation, labeller, features }: FittedSplit,
  location: DataDescription['location'],
): DataDescription {
  const { table, target, split, parts, without } = prepared;
  const { classes, classRows } = labeller;
  const { task, reason } = target.decision;
  return {
    paths: table.paths,
    format: table.format,
    validationPath: validation.table === table ? null : validation.table.paths[0]!,
    rows: table.rows,
    without,
    ...rowFacts(table),
    features,
    target: target.column.name,
    task,
    taskReason: reason,
    metric: tasks[task].metric,
    classes,
    classRows,
    trainRows: split.train.length,
    validationRows: validation.rows.length,
    ...(parts === null ? {} : { partRows: rowsOfParts(parts) }),
    location,
  };
}
