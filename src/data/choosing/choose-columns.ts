/** Which columns become inputs: those of a useful kind, unless the user says otherwise. */

import { UserError } from '../../base/errors.ts';
import { list, plural } from '../../base/text/format.ts';
import type { Warn } from '../../base/warn.ts';
import type { DataOptions } from '../reading/options.ts';
import { becomesInput, type Column, type InputColumn } from '../tables/columns.ts';
import { selectColumns } from '../tables/selection.ts';
import type { Table } from '../tables/table.ts';
import { findColumn, TargetError } from './target.ts';

export interface LeftOut {
  readonly column: Column;
  readonly why: string;
  /** The user said so. */
  readonly requested: boolean;
}

export interface ChosenColumns {
  /** Columns that become inputs. */
  readonly used: readonly InputColumn[];
  /** The others, except the target. */
  readonly leftOut: readonly LeftOut[];
}

/** Null is no target: then no column at all may be left. Throws TargetError where there is one, and no column beside it. */
export function chooseColumns(table: Table, target: Column | null, options: DataOptions, warn: Warn): ChosenColumns {
  const reasons = requestedReasons(table, target, options, warn);
  const others = table.columns.filter(column => column !== target);
  const notSaid = others.filter(({ index }) => !reasons.has(index));
  const ofUse = notSaid.filter(becomesInput);
  const used = ofUse.length > 0 ? ofUse : countingColumns(notSaid);
  const isUsed = new Set(used.map(({ index }) => index));
  const leftOut = others
    .filter(({ index }) => !isUsed.has(index))
    .map(column => ({ column, why: reasons.get(column.index) ?? column.why, requested: reasons.has(column.index) }));
  warnOfLeftOut(leftOut, warn);
  const texts = [
    ...used,
    ...leftOut.filter(({ requested }) => !requested).map(({ column }) => column),
    ...(target === null ? [] : [target]),
  ];
  for (const { name, warning, dictionary } of texts) {
    if (warning !== null)
      warn(`column '${name}' is read as ${dictionary === null ? 'numbers' : 'text'}: ${warning.message}`, warning.code);
  }
  for (const { name, why, ambiguous } of used)
    if (ambiguous) warn(`column '${name}': ${why}; ⟪dateOrder⟫ says`, 'column-kind');
  // Last, since the warnings tell why.
  if (used.length === 0 && target !== null)
    throw new TargetError(`${table.paths[0]}: no column is left to predict the target from`);
  return { used, leftOut };
}

/** The column that a setting names. */
export function columnFor(table: Table, setting: string, name: string): Column {
  const names = table.columns.map(column => column.name);
  return table.columns[findColumn(names, table.paths[0]!, setting, name)]!;
}

/** Columns that the user does not want for inputs, by index, with the setting that says so. */
function requestedReasons(table: Table, target: Column | null, options: DataOptions, warn: Warn): Map<number, string> {
  const names = table.columns.map(({ name }) => name);
  const reasons = new Map<number, string>();
  if (options.keep !== null) {
    const kept = new Set(selectColumns('⟪keep⟫', options.keep, names));
    for (const { index } of table.columns) if (!kept.has(index)) reasons.set(index, 'not in ⟪keep⟫');
  }
  const dropped = options.drop === null ? [] : selectColumns('⟪drop⟫', options.drop, names);
  for (const index of dropped) reasons.set(index, '⟪drop⟫');
  if (target !== null && dropped.includes(target.index)) {
    warn(`⟪drop⟫: '${target.name}' is the target, which stays the target; ⟪target⟫ names another`, 'no-effect');
  }
  for (const role of ['group', 'weight'] as const) {
    const name = options[role];
    if (name === null) continue;
    const column = columnFor(table, `⟪${role}⟫`, name);
    if (column === target) throw new UserError(`⟪${role}⟫: '${column.name}' is the target`);
    reasons.set(column.index, `⟪${role}⟫`);
  }
  return reasons;
}

/** A column that counts the rows is better than none: in a table of x and y, x may well count. */
function countingColumns(columns: readonly Column[]): InputColumn[] {
  const counting = columns.filter(({ kind, dictionary }) => kind === 'identifier' && dictionary === null);
  return counting.map(column => ({ ...column, kind: 'numeric' }));
}

/** Nothing is left out in silence, and many columns in one line. */
function warnOfLeftOut(leftOut: readonly LeftOut[], warn: Warn): void {
  const unsaid = leftOut.filter(({ requested }) => !requested);
  const constant = unsaid.filter(({ column }) => column.kind === 'constant');
  const others = constant.length > 1 ? unsaid.filter(({ column }) => column.kind !== 'constant') : unsaid;
  if (constant.length > 1) {
    const names = constant.map(({ column }) => `'${column.name}'`);
    warn(
      `${plural(constant.length, 'column')} with one value in all rows are left out: ${list(names, 5)}`,
      'column-left-out',
    );
  }
  if (others.length > 3) {
    const reasons = others.map(({ column, why }) => `'${column.name}' (${why})`);
    warn(`${plural(others.length, 'column')} are left out: ${list(reasons, 5)}`, 'column-left-out');
  } else {
    for (const { column, why } of others) {
      const way = column.kind === 'identifier' && column.dictionary === null ? '; ⟪numeric⟫ keeps it' : '';
      warn(`column '${column.name}' is left out: ${why}${way}`, 'column-left-out');
    }
  }
}
