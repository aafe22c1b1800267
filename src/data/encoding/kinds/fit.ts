/** Inputs fitted on the training rows of a table. */

import { list, plural } from '../../../base/text/format.ts';
import type { Warn } from '../../../base/warn.ts';
import type { InputColumn } from '../../tables/columns.ts';
import { visitRows } from '../../tables/rows.ts';
import { locationOf, type Table } from '../../tables/table.ts';
import { tooLarge } from '../encode.ts';
import type { Input } from '../inputs.ts';
import { gatherFacts } from './facts.ts';
import type { FitOptions } from './kind.ts';
import { kindOf } from './kinds.ts';

/**
 * The inputs that the columns become. Columns without a value in the training rows are left out, with a warning.
 *
 * Throws UserError for an infinite number, with its place.
 */
export function fitInputs(
  table: Table,
  columns: readonly InputColumn[],
  rows: Int32Array,
  options: FitOptions,
  warn: Warn,
): Input[] {
  const facts = gatherFacts(table, columns, column => kindOf(column.kind).facts, rows);
  const constant: string[] = [];
  const inputs = columns.flatMap((column): Input[] => {
    const own = facts.get(column.index)!;
    // The mean of numbers is infinite if one of them is.
    if ('mean' in own && own.present > 0 && !Number.isFinite(own.mean)) refuseInfinite(table, column, rows);
    const fitted = kindOf(column.kind).fit(column, own, options);
    if (fitted === null)
      warn(`column '${column.name}' is left out: it has no value in the training rows`, 'column-left-out');
    if (fitted?.constant) constant.push(`'${column.name}'`);
    return fitted === null ? [] : [fitted.input];
  });
  if (constant.length > 0) {
    const carry = constant.length === 1 ? 'carries' : 'carry';
    const are = plural(constant.length, 'column is', 'columns are');
    warn(`${are} constant in the training rows and ${carry} no information: ${list(constant, 5)}`, 'column-left-out');
  }
  return inputs;
}

function refuseInfinite(table: Table, { name, index }: InputColumn, rows: Int32Array): void {
  visitRows(table.store, rows, ({ cells, columns }, b, local) => {
    for (let n = 0; n < local.length; n++) {
      const value = cells[local[n]! * columns + index]!;
      if (Math.abs(value) === Number.POSITIVE_INFINITY) {
        throw tooLarge(locationOf(table, table.starts[b]! + local[n]!), name, value);
      }
    }
  });
}
