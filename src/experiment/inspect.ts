/** Interprets a table like training, without training: with the same reading, decisions and warnings. */

import { storedBytes } from '../base/files/files.ts';
import type { ColumnValues } from '../base/numbers/values.ts';
import { version } from '../base/version.ts';
import type { Warn, Warning } from '../base/warn.ts';
import { type Inspection, inspect } from '../data/advice/inspection.ts';
import { warnOfColumns, warnOfRows } from '../data/advice/warnings.ts';
import { describeLikely, likelyTargets } from '../data/choosing/likely-targets.ts';
import { type Prepared, prepare, prepareWithoutTarget } from '../data/choosing/prepare.ts';
import { labelsOf, TargetError } from '../data/choosing/target.ts';
import { readValidationSubset, type Subset } from '../data/choosing/validation-file.ts';
import { bindTable } from '../data/encoding/bind.ts';
import { encodeBlocks } from '../data/encoding/encode-threads.ts';
import type { Input } from '../data/encoding/inputs.ts';
import { fitInputs } from '../data/encoding/kinds/fit.ts';
import { Labeller } from '../data/encoding/labels.ts';
import { noUnseenValues, warnOfUnseenValues } from '../data/encoding/unseen-values.ts';
import { defaultBudget } from '../data/reading/memory-budget.ts';
import type { DataOptions } from '../data/reading/options.ts';
import { type ReadContext, readTable, type TableProgress } from '../data/reading/read-table.ts';
import type { Table } from '../data/tables/table.ts';
import type { InspectionEvent } from '../events/events.ts';
import { FORMAT } from '../events/format.ts';
import { heap } from '../kernels/reference/heap-memory.ts';

interface InspectionContext extends Pick<ReadContext, 'threads' | 'warn'> {
  progress(read: TableProgress): void;
  /** Gets the table as it was read, before it is looked at. */
  write?: (table: Table) => Promise<void>;
}

/** Throws UserError for data that cannot be read, or settings that cannot be used. Without a target, it shows the columns. */
export async function inspectTable(
  paths: readonly string[],
  config: DataOptions,
  { threads, warn, progress, write }: InspectionContext,
): Promise<InspectionEvent> {
  const budget = config.memory ?? defaultBudget();
  let bytesRead: number | null = null;
  const context = {
    threads,
    warn,
    budget,
    progress(read: TableProgress) {
      bytesRead = read.bytes;
      progress(read);
    },
  };
  const table = await readTable(paths, config, context);
  try {
    await write?.(table);
    const seen = await inspectPrepared(table, config, context);
    const data = { ...seen.data, bytes: storedBytes(table.paths) ?? bytesRead };
    return { event: 'inspection', format: FORMAT, version, ...seen, data, config };
  } finally {
    table.store.close();
  }
}

/** Shows the columns without a target where training would refuse it, with a warning. */
async function inspectPrepared(
  table: Table,
  config: DataOptions,
  context: ReadContext & { budget: number },
): Promise<Inspection> {
  const warnings: Warning[] = [];
  const warn: Warn = (message, code) => warnings.push({ message, code });
  try {
    return await inspectTargeted(table, config, { ...context, warn });
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    // The columns are looked at once more.
    warnings.length = 0;
    return inspectUntargeted(table, config, error.message, warn);
  } finally {
    for (const { message, code } of warnings) context.warn(message, code);
  }
}

async function inspectTargeted(
  table: Table,
  config: DataOptions,
  context: ReadContext & { budget: number },
): Promise<Inspection> {
  const prepared = prepare(table, config, context.warn);
  const validationSubset = await readValidationSubset(prepared, config, context);
  return inspectRows(prepared, validationSubset, config, context).finally(() => validationSubset.table.store.close());
}

function inspectUntargeted(table: Table, config: DataOptions, message: string, warn: Warn): Inspection {
  const prepared = prepareWithoutTarget(table, config, warn);
  const inputs = fitInputs(table, prepared.used, prepared.rows, config, warn);
  const likely = likelyTargets(table.columns, null);
  warn(message + describeLikely(likely), 'target');
  const targetProblem = { message, likely: likely.map(({ name }) => name) };
  return { ...inspect(prepared, inputs, null), targetProblem };
}

async function inspectRows(
  prepared: Prepared,
  validationSubset: Subset,
  config: DataOptions,
  { warn, budget }: { warn: ReadContext['warn']; budget: number },
): Promise<Inspection> {
  const { table } = prepared;
  warnOfColumns(prepared, validationSubset, config, warn);
  const training: Subset = { table, rows: prepared.split.train, values: prepared.target.values };
  // This checks labels and weights, and warns, as in training.
  const labeller = new Labeller(prepared, training, validationSubset, config, warn);
  for (const side of [training, validationSubset]) labeller.label(side, heap, 'float64');
  const inputs = fitInputs(table, prepared.used, prepared.split.train, config, warn);
  if (inputs.length === 0) throw new TargetError(`${table.paths[0]}: no column is left to predict the target from`);
  const inspection = inspect(prepared, inputs, validationSubset);
  await warnOfEncoded(prepared, validationSubset, inputs, budget, warn);
  return inspection;
}

/**
 * Warns of problems that only encoded rows show; skipped if these do not fit in memory. Frees the blocks of the table
 * on the way.
 */
async function warnOfEncoded(
  { table, target, split }: Prepared,
  validationSubset: Subset,
  inputs: readonly Input[],
  budget: number,
  warn: ReadContext['warn'],
): Promise<void> {
  const { features } = bindTable(inputs, table);
  if (4 * features * (split.train.length + validationSubset.rows.length) > budget / 2) return;
  const unseen = noUnseenValues();
  const sides = [{ table, rows: split.train, values: target.values }, validationSubset];
  const encoded = sides.map(({ rows, values }) => ({
    rows,
    x: new Float32Array(rows.length * features),
    targets: targetsOf(values, rows, target.classes),
  }));
  for (const of of new Set(sides.map(side => side.table))) {
    const encoding = bindTable(inputs, of);
    const parts = encoded.flatMap((part, side) => (sides[side]!.table === of ? [{ encoding, ...part }] : []));
    await encodeBlocks(of, parts, unseen, null);
  }
  warnOfUnseenValues(unseen, warn, 'validation row');
  warnOfRows(encoded[0]!, encoded[1]!, features, warn);
}

function targetsOf(values: ColumnValues, rows: Int32Array, classes: readonly string[] | null) {
  if (classes !== null) return labelsOf(values, rows, classes);
  if (values.type === 'texts') throw new TypeError('texts are classes');
  return Float64Array.from(rows, row => values.values[row]!);
}
