/** Parting rows into those to train on and those to validate with. */

import { UserError } from '../../base/errors.ts';
import type { Random } from '../../base/numbers/random.ts';
import { settingTo } from '../../base/text/setting-names.ts';

export interface Split {
  /** Row indices, each in file order. */
  train: Int32Array;
  validation: Int32Array;
}

export interface SplitOptions {
  /** Share of the rows that validate, above 0 and below 1. */
  fraction: number;
  /** Class of each row, to keep the classes' shares on both sides; null for regression. */
  labels: Int32Array | null;
  /** Null takes the last rows. */
  random: Random | null;
}

/** At least one row on each side. A class with a single row is trained on. */
export function splitRows(rows: Int32Array, options: SplitOptions): Split {
  const { fraction, labels, random } = options;
  if (rows.length < 2) {
    throw new UserError(`${settingTo('validation', fraction)}: one row cannot be split; ⟪validation=0⟫ trains on it`);
  }
  const wanted = Math.min(Math.max(Math.round(fraction * rows.length), 1), rows.length - 1);
  if (random === null) {
    return { train: rows.slice(0, rows.length - wanted), validation: rows.slice(rows.length - wanted) };
  }
  const groups = labels === null ? [rows.slice()] : groupBy(rows, labels);
  const takes = labels === null ? [wanted] : shares(groups, wanted, rows.length);
  // By the row's number, since rows are many and sets are slow.
  const chosen = new Uint8Array(rows.at(-1)! + 1);
  groups.forEach((group, index) => {
    random.shuffle(group);
    for (let n = 0; n < takes[index]!; n++) chosen[group[n]!] = 1;
  });
  return partRows(rows, row => chosen[row] === 1);
}

/** The rows in file order, split by whether they validate. */
export function partRows(rows: Int32Array, validates: (row: number, index: number) => boolean): Split {
  let count = 0;
  for (let n = 0; n < rows.length; n++) if (validates(rows[n]!, n)) count++;
  const train = new Int32Array(rows.length - count);
  const validation = new Int32Array(count);
  let [trained, validated] = [0, 0];
  for (let n = 0; n < rows.length; n++) {
    if (validates(rows[n]!, n)) validation[validated++] = rows[n]!;
    else train[trained++] = rows[n]!;
  }
  return { train, validation };
}

/** The rows of each label that occurs. */
function groupBy(rows: Int32Array, labels: Int32Array): Int32Array[] {
  const sizes: number[] = [];
  for (let n = 0; n < rows.length; n++) sizes[labels[n]!] = (sizes[labels[n]!] ?? 0) + 1;
  const groups = Array.from(sizes, size => new Int32Array(size ?? 0));
  const filled = groups.map(() => 0);
  for (let n = 0; n < rows.length; n++) groups[labels[n]!]![filled[labels[n]!]!++] = rows[n]!;
  return groups.filter(group => group.length > 0);
}

/** How many of each group, `wanted` in all: proportional, rounded by largest remainder, one left behind in each. */
function shares(groups: readonly Int32Array[], wanted: number, rows: number): number[] {
  const exact = groups.map(group => (wanted * group.length) / rows);
  const takes = exact.map((share, index) => Math.min(Math.floor(share), groups[index]!.length - 1));
  const byRemainder = exact.map((_, index) => index).sort((a, b) => exact[b]! - takes[b]! - (exact[a]! - takes[a]!));
  let open = wanted - takes.reduce((sum, take) => sum + take, 0);
  for (const index of byRemainder) {
    if (open === 0) break;
    if (takes[index]! < groups[index]!.length - 1) {
      takes[index]!++;
      open--;
    }
  }
  return takes;
}
