/** The rows that validate: those that the split put aside, or a file of their own, read as the training file was. */

import { UserError } from '../../base/errors.ts';
import type { ColumnValues } from '../../base/numbers/values.ts';
import { list, plural } from '../../base/text/format.ts';
import type { Warn } from '../../base/warn.ts';
import type { DataOptions } from '../reading/options.ts';
import { type ReadContext, readTable } from '../reading/read-table.ts';
import { plainNumbers } from '../tables/cells/cell-numbers.ts';
import { closedOnFailure } from '../tables/store/store.ts';
import type { Table } from '../tables/table.ts';
import { chooseRows, type Prepared } from './prepare.ts';
import { targetValues } from './target.ts';

/** Rows on one side of the split. */
export interface Subset {
  table: Table;
  /** The target's. */
  values: ColumnValues;
  rows: Int32Array;
}

/** The store of a file of their own is the caller's to close. */
export async function readValidationSubset(
  prepared: Prepared,
  options: DataOptions,
  context: ReadContext,
): Promise<Subset> {
  const { table: training, target, split } = prepared;
  if (typeof options.validation !== 'string') {
    return { table: training, values: target.values, rows: split.validation };
  }
  const table = await readAlike(options.validation, training, options, context);
  return closedOnFailure(table.store, () => useAlike(table, prepared, options, context.warn));
}

/** Throws UserError where the table lacks what the training table has. */
function useAlike(table: Table, { table: training, target }: Prepared, options: DataOptions, warn: Warn): Subset {
  checkKinds(table, training);
  const path = table.paths[0];
  const column = table.columns.find(({ name }) => name === target.column.name);
  if (column === undefined) throw new UserError(`${path}: has no column '${target.column.name}', the target`);
  warnOfExtras(table, training, warn);
  const { values, warnings } = targetValues(table, column, options.na, target.classes ?? []);
  for (const message of warnings) warn(`${path}: ${message}`, 'target');
  return { table, values, ...chooseRows(table, column, values, { ...options, sample: null }, warn) };
}

async function readAlike(path: string, training: Table, options: DataOptions, context: ReadContext): Promise<Table> {
  try {
    // Columns are chosen by what the training table makes of them.
    const { decimal, thousands } = training.numberStyle ?? plainNumbers;
    const signs = training.format.format === 'csv' ? { decimal, thousands: thousands ?? 'none' } : {};
    return await readTable([path], { ...options, ...signs, numeric: null, categorical: null }, context, training);
  } catch (error) {
    // Any value that is not a number names a file, so something else may have been meant.
    throw error instanceof UserError ? new UserError(`⟪validation⟫: ${error.message}`) : error;
  }
}

function checkKinds(table: Table, training: Table): void {
  const byName = new Map(table.columns.map(column => [column.name, column]));
  for (const { name, kind } of training.columns) {
    const other = byName.get(name);
    if (kind !== 'date' || other === undefined || other.kind === 'date' || other.kind === 'empty') continue;
    throw new UserError(`${table.paths[0]}: column '${name}' does not hold dates, as it does in the training file`);
  }
}

function warnOfExtras(table: Table, training: Table, warn: Warn): void {
  const known = new Set(training.columns.map(({ name }) => name));
  const extra = table.columns.filter(({ name }) => !known.has(name)).map(({ name }) => `'${name}'`);
  if (extra.length === 0) return;
  const path = table.paths[0];
  warn(
    `${path}: ${plural(extra.length, 'column')} that the training file does not have: ${list(extra)}; not used`,
    'extra-columns',
  );
}
