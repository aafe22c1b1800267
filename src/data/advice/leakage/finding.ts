/**
 * What the leakage guard finds: signs that the score will not hold on new rows, because an input knows the target, says
 * nothing but which row it is, or because rows are on both sides. Each check is a pure function; a finding is a reason
 * to look, not a proof.
 */

import type { ColumnValues } from '../../../base/numbers/values.ts';
import { formatCount } from '../../../base/text/format.ts';
import { settingTo } from '../../../base/text/setting-names.ts';
import { itemOf } from '../../tables/selection.ts';

export interface Finding {
  readonly kind: 'copy' | 'tells' | 'identifier' | 'identical rows';
  /** The column it is about; null for rows. */
  readonly column: string | null;
  /** For people: the evidence, and what to do. */
  readonly message: string;
}

export interface NamedColumn {
  readonly name: string;
  readonly values: ColumnValues;
}

export function countMissing(cells: Float64Array): number {
  let count = 0;
  for (let n = 0; n < cells.length; n++) if (Number.isNaN(cells[n]!)) count++;
  return count;
}

/** Among how many rows something holds: "in all 150 rows", "in all 20,000 rows looked at". */
export function inAll(looked: number, of: number): string {
  return `in all ${formatCount(looked)} rows${looked < of ? ' looked at' : ''}`;
}

/** "leave it out with --drop a" */
export function leaveOut(name: string): string {
  return `leave it out with ${settingTo('drop', itemOf(name))}`;
}
