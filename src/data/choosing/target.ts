/** The column to predict: which one it is, whether it means classes or numbers, and its values for the network. */

import { UserError } from '../../base/errors.ts';
import { roundingOf } from '../../base/numbers/rounding.ts';
import type { ColumnValues, NumberValues } from '../../base/numbers/values.ts';
import { formatCount, plural, shortest } from '../../base/text/format.ts';
import { columnHint } from '../../base/text/nearest-name.ts';
import { settingTo } from '../../base/text/setting-names.ts';
import type { Task } from '../../network/tasks.ts';
import { infiniteTarget } from '../tables/cells/bad-cell.ts';
import { otherSpellings } from '../tables/cells/booleans.ts';
import type { Column } from '../tables/columns.ts';
import { MAX_TEXTS } from '../tables/dictionary.ts';
import { gatherColumns } from '../tables/gather.ts';
import { locationOf, type Table } from '../tables/table.ts';
import { targetWords } from './target-words.ts';

/** Whole numbers with more different values than this are quantities, not classes. */
const MAX_NUMERIC_CLASSES = 20;
/** Different numbers are counted up to here. */
const MAX_COUNTED = 1000;

export interface TaskDecision {
  task: Task;
  /** For people, with the evidence. */
  reason: string;
}

/** No target can be had: the column that is chosen makes none, or there is nothing to predict it from. */
export class TargetError extends UserError {}

/** The index of the target: a name, or a position from 1; the last column when null. */
export function findTarget(names: readonly string[], path: string, wanted: string | null): number {
  if (names.length === 1) {
    throw new TargetError(
      `${path}: has the one column '${names[0]}'; a target and a column to predict it from are needed. If the fields ` +
        'are separated by another character, name it with ⟪delimiter⟫',
    );
  }
  if (wanted === null) return names.length - 1;
  const index = positionOf(names, wanted);
  if (index < 0) throw new TargetError(noColumn(names, path, '⟪target⟫', wanted));
  return index;
}

/** The index of the column that a setting names: a name, or a position from 1. */
export function findColumn(names: readonly string[], path: string, setting: string, wanted: string): number {
  const index = positionOf(names, wanted);
  if (index < 0) throw new UserError(noColumn(names, path, setting, wanted));
  return index;
}

/** -1 where there is no such column. */
function positionOf(names: readonly string[], wanted: string): number {
  const named = names.indexOf(wanted);
  if (named >= 0) return named;
  return /^\d+$/.test(wanted) && Number(wanted) <= names.length ? Number(wanted) - 1 : -1;
}

function noColumn(names: readonly string[], path: string, setting: string, wanted: string): string {
  return `${setting}: ${path} has no column '${wanted}'; ${columnHint(wanted, names)}`;
}

/** The target's values, and what is to be said about texts that may mean a missing value. `classes` are known already. */
export function targetValues(
  table: Table,
  column: Column,
  missingWords: readonly string[] | null,
  classes: readonly string[] = [],
): { readonly values: ColumnValues; readonly warnings: readonly string[] } {
  if (column.kind === 'date') {
    throw new TargetError(
      `${table.paths[0]}: target '${column.name}' holds dates; classes or numbers can be predicted`,
    );
  }
  if (column.dictionary?.overflows === true) {
    throw new TargetError(
      `${table.paths[0]}: target '${column.name}' has more than ${plural(MAX_TEXTS, 'different text')}, which are too many ` +
        'for classes. Name another column with ⟪target⟫',
    );
  }
  const values = gatherColumns(table.store, [column])[0]!;
  if (values.type === 'numbers') return { values, warnings: [] };
  const { missing, warnings } = targetWords(column.name, column.dictionary!, missingWords, classes);
  const isMissing = values.categories.map(category => missing.has(category));
  for (let row = 0; row < values.codes.length; row++) if (isMissing[values.codes[row]!]) values.codes[row] = -1;
  return { values, warnings };
}

/** Classification for text and for few whole numbers, each met twice or more on average; regression for the rest. */
export function decideTask(
  table: Table,
  { name }: Column,
  values: ColumnValues,
  rows: Int32Array,
  wanted: Task | 'auto',
): TaskDecision {
  if (values.type === 'texts') {
    if (wanted === 'regression') {
      const isWord = values.categories.map(category => Number.isNaN(Number(category)));
      const first = rows.find(row => isWord[values.codes[row]!]) ?? rows[0]!;
      const text = values.categories[values.codes[first]!];
      const where = locationOf(table, first);
      throw new TargetError(`⟪task=regression⟫: target '${name}' is not a column of numbers: ${where} has '${text}'`);
    }
    return { task: 'classification', reason: `'${name}' holds text` };
  }
  const { count, integral } = differentNumbers(values, rows);
  const noun = integral ? 'whole number' : 'number';
  const more = count > MAX_COUNTED ? 'more than ' : '';
  const reason = `'${name}' holds ${more}${plural(Math.min(count, MAX_COUNTED), `different ${noun}`)}`;
  if (wanted !== 'auto') return { task: wanted, reason: `${settingTo('task', wanted)}; ${reason}` };
  const classes = integral && count <= MAX_NUMERIC_CLASSES && 2 * count <= rows.length;
  return { task: classes ? 'classification' : 'regression', reason };
}

function differentNumbers({ values }: NumberValues, rows: Int32Array): { count: number; integral: boolean } {
  const different = new Set<number>();
  let integral = true;
  for (let n = 0; n < rows.length && (integral || different.size <= MAX_COUNTED); n++) {
    const value = values[rows[n]!]!;
    integral &&= Number.isInteger(value);
    if (different.size <= MAX_COUNTED) different.add(value);
  }
  return { count: different.size, integral };
}

export function isMissing(values: ColumnValues, row: number): boolean {
  return values.type === 'texts' ? values.codes[row]! < 0 : Number.isNaN(values.values[row]!);
}

/** The classes of a column among some rows: numbers by size, text by code unit. */
export function findClasses(values: ColumnValues, rows: Int32Array): string[] {
  if (values.type === 'texts') {
    const codes = new Set(rows.map(row => values.codes[row]!));
    return [...codes].map(code => values.categories[code]!).sort();
  }
  const numbers = new Set<number>();
  for (let n = 0; n < rows.length; n++) numbers.add(values.values[rows[n]!]!);
  const round = roundingOf(values.values);
  return [...numbers].sort((a, b) => a - b).map(value => shortest(value, round));
}

/** Each row's index into the classes. */
export function labelsOf(values: ColumnValues, rows: Int32Array, classes: readonly string[]): Int32Array {
  const indices = new Map([...otherSpellings(classes), ...classes.map((name, index) => [name, index] as const)]);
  if (values.type === 'texts') {
    const byCode = values.categories.map(category => indices.get(category) ?? -1);
    return rows.map(row => byCode[values.codes[row]!]!);
  }
  const round = roundingOf(values.values);
  const byNumber = new Map(classes.map((name, index) => [round(Number(name)), index]));
  const labels = new Int32Array(rows.length);
  for (let n = 0; n < rows.length; n++) labels[n] = byNumber.get(values.values[rows[n]!]!) ?? -1;
  return labels;
}

/** Refuses a classification that has nothing to learn. */
export function checkClasses(
  path: string,
  { name, kind, why }: Column,
  isNumber: boolean,
  classes: readonly string[],
  rows: number,
): void {
  if (classes.length === 1) {
    const one = isNumber && kind === 'constant' ? why : `'${classes[0]}' in all ${plural(rows, 'row')}`;
    throw new TargetError(
      `${path}: target '${name}' has one class only (${one}); there is nothing to ` +
        'tell apart. Name another column with ⟪target⟫',
    );
  }
  if (classes.length === rows) {
    const regression = isNumber ? ', or predict the number with ⟪task=regression⟫' : '';
    throw new TargetError(
      `${path}: target '${name}' has as many classes as rows (${formatCount(rows)}), so no class can be learned from examples. ` +
        `Name another column with ⟪target⟫${regression}`,
    );
  }
}

/** Refuses a regression whose target is the same in all rows, or infinite in one. */
export function checkNumbers(
  table: Table,
  { name, kind, why }: Column,
  { values }: NumberValues,
  rows: Int32Array,
): void {
  const first = values[rows[0]!]!;
  let same = true;
  for (let n = 0; n < rows.length; n++) {
    const value = values[rows[n]!]!;
    same &&= value === first;
    if (Number.isFinite(value)) continue;
    throw infiniteTarget(locationOf(table, rows[n]!), name);
  }
  if (same) {
    const all =
      kind === 'constant' ? why : `${shortest(first, roundingOf(values))} in all ${plural(rows.length, 'row')}`;
    throw new TargetError(
      `${table.paths[0]}: target '${name}' has one value (${all}); there is nothing to ` +
        'predict. Name another column with ⟪target⟫',
    );
  }
}
