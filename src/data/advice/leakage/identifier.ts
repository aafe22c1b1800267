/** Numbers that name rows: an input that learns rows by heart, or the order of the file. See tables/identifier.ts. */

import type { NumberValues } from '../../../base/numbers/values.ts';
import { printable } from '../../../base/text/format.ts';
import { whyIdentifier } from '../../tables/identifier.ts';
import { type Finding, leaveOut } from './finding.ts';

/** Says that a column names rows. `places` are those of the rows in the file, where `values` are of some of its rows. */
export function identifierAsNumber(
  name: string,
  values: NumberValues,
  rows: Int32Array,
  places: Int32Array = rows,
): Finding | null {
  const why = whyIdentifier(name, values, rows, places);
  if (why === null) return null;
  const shown = printable(name);
  return {
    kind: 'identifier',
    column: name,
    message: `'${shown}' ${why}, so it identifies rows and carries no information about new ones; ${leaveOut(name)}`,
  };
}
