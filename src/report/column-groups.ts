/**
 * Groups the columns of a wide table: neighbours of one kind and role share a line. The target, and a column with words
 * that may mean a missing cell, keep their own lines.
 */

import type { ColumnReport } from '../events/events.ts';

/** Tables with more columns are grouped. */
const MANY = 40;
/** Min neighbours in a group. */
const MIN_GROUP = 3;

/** The groups, in order; each has one column or more. */
export function groupColumns(columns: readonly ColumnReport[], all: boolean): ColumnReport[][] {
  if (all || columns.length <= MANY) return columns.map(column => [column]);
  const groups: ColumnReport[][] = [];
  let key = '';
  for (const column of columns) {
    const own = keyOf(column);
    if (groups.length > 0 && own === key) groups.at(-1)!.push(column);
    else groups.push([column]);
    key = own;
  }
  return groups.flatMap(group => (group.length < MIN_GROUP ? group.map(column => [column]) : [group]));
}

function keyOf({ position, kind, role, leftOut, why, texts }: ColumnReport): string {
  const alone = role === 'target' || (texts !== null && texts.missingWords.length > 0);
  const reason = leftOut === why ? '' : leftOut;
  return alone ? `alone ${position}` : JSON.stringify([kind, role, reason]);
}
