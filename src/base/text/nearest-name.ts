/**
 * Hints for a column that does not exist: the nearest name, or the existing names.
 *
 * Near means equal except for case, or a few typing slips away: letters omitted, inserted, changed or swapped with a
 * neighbour (optimal string alignment, after Damerau 1964, "A technique for computer detection and correction of
 * spelling errors").
 */

import { list, printable, shownName } from './format.ts';

/** "did you mean 'age'?", or "the columns are a, b and c". */
export function columnHint(wanted: string, names: readonly string[]): string {
  const near = nearestName(wanted, names);
  if (near !== undefined) return `did you mean '${printable(near)}'?`;
  return names.length === 1
    ? `the one column is ${shownName(names[0]!)}`
    : `the columns are ${list(names.map(shownName), 12)}`;
}

/** Max length of a name whose slips are counted, which takes the square of its length. */
const MAX_COMPARED = 200;

/** The name that was probably meant: the first of the nearest, with at most one slip in three letters. */
export function nearestName(wanted: string, names: readonly string[]): string | undefined {
  const lower = wanted.toLowerCase();
  const same = names.find(name => name.toLowerCase() === lower);
  if (same !== undefined) return same;
  if (lower.length > MAX_COMPARED) return undefined;
  let most = Math.floor(lower.length / 3);
  let nearest: string | undefined;
  for (const name of names) {
    if (Math.abs(name.length - lower.length) > most) continue;
    const slips = slipsBetween(lower, name.toLowerCase());
    if (slips > most) continue;
    nearest = name;
    most = slips - 1;
  }
  return nearest;
}

function slipsBetween(a: string, b: string): number {
  let before = new Int32Array(b.length + 1);
  let last = Int32Array.from({ length: b.length + 1 }, (_, j) => j);
  let row = new Int32Array(b.length + 1);
  for (let i = 1; i <= a.length; i++) {
    row[0] = i;
    for (let j = 1; j <= b.length; j++) {
      const changed = a[i - 1] === b[j - 1] ? 0 : 1;
      let slips = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + changed);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) slips = Math.min(slips, before[j - 2]! + 1);
      row[j] = slips;
    }
    [before, last, row] = [last, row, before];
  }
  return last[b.length]!;
}
