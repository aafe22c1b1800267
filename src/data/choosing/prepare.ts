/**
 * Everything that is decided about a table before its rows are encoded: which rows and columns are used, what is
 * predicted, how the rows are split. `inspect` shows it and training goes by it.
 */

import { UserError } from '../../base/errors.ts';
import { Random } from '../../base/numbers/random.ts';
import type { ColumnValues, NumberValues } from '../../base/numbers/values.ts';
import { formatCount, plural } from '../../base/text/format.ts';
import type { Warn } from '../../base/warn.ts';
import type { DataOptions } from '../reading/options.ts';
import { lossyColumns } from '../tables/codes.ts';
import type { Column } from '../tables/columns.ts';
import { MAX_TEXTS } from '../tables/dictionary.ts';
import { gatherColumns } from '../tables/gather.ts';
import { locationOf, type Table } from '../tables/table.ts';
import { type ChosenColumns, chooseColumns, columnFor } from './choose-columns.ts';
import { warningOfSingles } from './likely-targets.ts';
import { divideGroups, divideRows, type Parts, warnOfParts } from './parts.ts';
import { type Split, splitRows } from './split.ts';
import { splitByGroup } from './split-by-group.ts';
import { splitByTime } from './split-by-time.ts';
import {
  checkClasses,
  checkNumbers,
  decideTask,
  findClasses,
  findTarget,
  isMissing,
  labelsOf,
  TargetError,
  type TaskDecision,
  targetValues,
} from './target.ts';
import { checkColumns, selectRows } from './where/evaluate.ts';
import { parseWhere } from './where/parse.ts';

export interface Target {
  readonly column: Column;
  readonly values: ColumnValues;
  readonly decision: TaskDecision;
  /** Of the used rows; null for regression. */
  readonly classes: readonly string[] | null;
  /** Each used row's index into the classes. */
  readonly labels: Int32Array | null;
}

export interface Prepared extends ChosenColumns {
  readonly table: Table;
  readonly target: Target;
  /** Rows of the table that are used, in file order. */
  readonly rows: Int32Array;
  /** Rows that are not, by why. */
  readonly without: { readonly target: number; readonly where: number; readonly sample: number };
  readonly split: Split;
  /** The parts of the training rows that validate in turn; null without an ensemble. */
  readonly parts: Parts | null;
}

export type PreparedWithoutTarget = Omit<Prepared, 'target'> & { readonly target: null };

export function prepare(table: Table, options: DataOptions, warn: Warn): Prepared {
  const names = table.columns.map(({ name }) => name);
  const target = usefulTarget(table, findTarget(names, table.paths[0]!, options.target), options, warn);
  const { values, warnings } = targetValues(table, target, options.na);
  for (const message of warnings) warn(message, 'target');
  const chosen = chooseRows(table, target, values, options, warn);
  const { rows } = chosen;
  const decision = decideTask(table, target, values, rows, options.task);
  const classification = decision.task === 'classification';
  const classes = classification ? findClasses(values, rows) : null;
  if (classes !== null) checkClasses(table.paths[0]!, target, values.type === 'numbers', classes, rows.length);
  else checkNumbers(table, target, values as NumberValues, rows);
  const labels = classes === null ? null : labelsOf(values, rows, classes);
  const found: Target = { column: target, values, decision, classes, labels };
  const singles = warningOfSingles(found, table.columns);
  if (singles !== null) warn(singles, 'target');
  const split = splitTable(table, rows, labels, options);
  const parts = divideTable(table, rows, labels, options);
  if (parts !== null && labels !== null) warnOfParts(parts, labels, classes!, warn);
  return {
    table,
    target: found,
    ...chosen,
    split,
    parts,
    ...chooseColumns(table, target, options, warn),
  };
}

/** The same without a target: all columns that may become inputs, and all rows that meet --where. */
export function prepareWithoutTarget(table: Table, options: DataOptions, warn: Warn): PreparedWithoutTarget {
  const rows = options.where === null ? allRows(table.rows) : rowsWhere(table, options.where);
  const without = { target: 0, where: table.rows - rows.length, sample: 0 };
  const split = { train: rows, validation: new Int32Array(0) };
  return { table, target: null, rows, without, split, parts: null, ...chooseColumns(table, null, options, warn) };
}

/** Spreadsheets often export empty columns behind the last; they are skipped when the target is not named. */
function usefulTarget({ columns }: Table, index: number, { target }: DataOptions, warn: Warn): Column {
  const last = columns[index]!;
  const useful = columns.findLast(({ kind }) => kind !== 'empty');
  if (target !== null || useful === undefined || useful === last) return last;
  warn(`the last column has no values, so the target is '${useful.name}' before it; ⟪target⟫ names another`, 'target');
  return useful;
}

/** Rows that meet --where and have a target, or --sample of them. */
export function chooseRows(
  table: Table,
  target: Column,
  values: ColumnValues,
  options: DataOptions,
  warn: Warn,
): Pick<Prepared, 'rows' | 'without'> {
  const met = options.where === null ? allRows(table.rows) : rowsWhere(table, options.where);
  if (met.length === 0) throw new UserError(`⟪where⟫: no row meets '${options.where}'`);
  const present = keepRows(met, row => !isMissing(values, row));
  if (present.length === 0) throw new TargetError(`${table.paths[0]}: target '${target.name}' has no value in any row`);
  const missing = met.length - present.length;
  if (missing > 0) {
    const first = met.find(row => isMissing(values, row))!;
    const are = missing === 1 ? 'is' : 'are';
    warn(
      `${formatCount(missing)} of ${plural(met.length, 'row')} ${are} left out: no value in target '${target.name}' ` +
        `(the first at ${locationOf(table, first)})`,
      'target',
    );
  }
  const rows = options.sample === null ? present : sampleRows(present, options.sample, options.sampleSeed);
  const without = { target: missing, where: table.rows - met.length, sample: present.length - rows.length };
  return { rows, without };
}

/** Counts first, so that no more memory is taken than is kept. A typed array's own filter takes several times as long. */
function keepRows(rows: Int32Array, keeps: (row: number) => boolean): Int32Array {
  let count = 0;
  for (let n = 0; n < rows.length; n++) if (keeps(rows[n]!)) count++;
  if (count === rows.length) return rows;
  const kept = new Int32Array(count);
  for (let n = 0, at = 0; at < count; n++) if (keeps(rows[n]!)) kept[at++] = rows[n]!;
  return kept;
}

function allRows(count: number): Int32Array {
  const rows = new Int32Array(count);
  for (let row = 0; row < count; row++) rows[row] = row;
  return rows;
}

function rowsWhere(table: Table, text: string): Int32Array {
  const where = parseWhere(text);
  const names = table.columns.map(({ name }) => name);
  checkColumns(where, names);
  const columns = where.columns.map(name => keptApart('⟪where⟫', table.columns[names.indexOf(name)]!));
  const gathered = gatherColumns(table.store, columns);
  const values = new Map(columns.map((column, c) => [column.name, gathered[c]!]));
  const dates = new Set(columns.filter(({ kind }) => kind === 'date').map(({ name }) => name));
  const lossy = new Set(lossyColumns(table.store, names.length).map(index => names[index]!));
  const keeps = selectRows(where, values, table.rows, dates, lossy);
  return keepRows(allRows(table.rows), row => keeps[row] === 1);
}

/** Throws UserError for a column of more texts than are kept apart: some of its cells would count as missing. */
function keptApart(setting: string, column: Column): Column {
  if (!column.dictionary?.overflows) return column;
  throw new UserError(
    `${setting}: column '${column.name}' has more than ${formatCount(MAX_TEXTS)} different texts, which are not kept apart; ` +
      'name a column of fewer',
  );
}

/** So many rows drawn at random, in file order; all of them when there are no more. */
function sampleRows(rows: Int32Array, count: number, seed: number): Int32Array {
  if (rows.length <= count) return rows;
  const drawn = rows.slice();
  Random.stream(seed, 'sample').shuffle(drawn);
  return drawn.subarray(0, count).sort();
}

function splitTable(table: Table, rows: Int32Array, labels: Int32Array | null, options: DataOptions): Split {
  const { validation, shuffle, splitSeed: seed, group, time } = options;
  if (typeof validation === 'string' || validation === 0) return { train: rows, validation: new Int32Array(0) };
  const random = shuffle ? Random.stream(seed, 'split') : null;
  if (time !== null) {
    const times = valuesOf(table, '⟪time⟫', time);
    if (times.type === 'numbers') return splitByTime(rows, times, validation);
    throw new UserError(`⟪time⟫: column '${time}' holds neither dates nor numbers`);
  }
  if (group !== null) {
    const fraction = { fraction: validation, random: random ?? Random.stream(seed, 'split'), labels };
    return splitByGroup(rows, valuesOf(table, '⟪group⟫', group), fraction);
  }
  return splitRows(rows, { fraction: validation, labels, random });
}

function divideTable(table: Table, rows: Int32Array, labels: Int32Array | null, options: DataOptions): Parts | null {
  const { ensemble: count = null, shuffle, splitSeed: seed, group } = options;
  if (count === null) return null;
  const random = Random.stream(seed, 'parts');
  if (group === null) return divideRows(rows.length, { count, labels, random: shuffle ? random : null });
  return divideGroups(rows, valuesOf(table, '⟪group⟫', group), { count, labels, random });
}

function valuesOf(table: Table, setting: string, name: string): ColumnValues {
  return gatherColumns(table.store, [keptApart(setting, columnFor(table, setting, name))])[0]!;
}
