/**
 * Whole numbers that are written with zeros in front, as codes are (00501): as numbers they lose them. Two digits, 01, are
 * more often hours or months, which are numbers. To find out takes next to no time, as only some rows of each block are
 * looked at, and columns with fractions not at all.
 */

import { settingTo } from '../../base/text/setting-names.ts';
import { itemOf } from './selection.ts';

/** Rows of a block, evenly over it. */
const LOOKED_AT = 64;
/** One such cell may be a slip. */
const MIN_CELLS = 2;

/** The first row looked at that `beginsWith0`, two digits behind it; -1 where fewer than LEAST do. */
export function firstCode(rows: number, beginsWith0: (row: number) => boolean): number {
  const step = Math.max(1, Math.floor(rows / LOOKED_AT));
  let [first, found] = [-1, 0];
  for (let row = 0; row < rows && found < MIN_CELLS; row += step) {
    if (!beginsWith0(row)) continue;
    found++;
    if (first < 0) first = row;
  }
  return found < MIN_CELLS ? -1 : first;
}

/** The warning about such a column. */
export function codesWarning(name: string, text: string): string {
  return `cells such as '${text}' begin with 0, as codes do; ${settingTo('categorical', itemOf(name))} takes them as categories`;
}
