/**
 * Divides the rows into parts, for an ensemble: each part validates a network that learns from the others. Sizes differ by one
 * row at most, and so do the rows of each class; whole groups differ by more.
 */

import { UserError } from '../../base/errors.ts';
import type { Random } from '../../base/numbers/random.ts';
import type { ColumnValues } from '../../base/numbers/values.ts';
import { list, plural } from '../../base/text/format.ts';
import { settingTo } from '../../base/text/setting-names.ts';
import type { Warn } from '../../base/warn.ts';
import { partRows, type Split } from './split.ts';
import { numberGroups } from './split-by-group.ts';

export interface Parts {
  readonly count: number;
  /** The part of each row, from 0. */
  readonly of: Uint8Array;
}

export interface PartsOptions {
  count: number;
  /** Class of each row, to keep the classes' shares in all parts; null for regression. */
  labels: Int32Array | null;
  /** Null takes consecutive rows. */
  random: Random | null;
}

/** Drawings of groups are limited, and so are the rows looked at in all of them. */
const MAX_DRAWINGS = 32;
const MAX_LOOKED_AT = 4_000_000;
/** Max classes in a warning. */
const MAX_NAMED = 5;

/** Rows of each part. */
export function rowsOfParts({ count, of }: Parts): number[] {
  const rows = new Array<number>(count).fill(0);
  for (const part of of) rows[part]!++;
  return rows;
}

/** The split of the first part, as an example of all. `rows` are those that were divided. */
export function firstSplit(rows: Int32Array, { of }: Parts): Split {
  return partRows(rows, (_, index) => of[index] === 0);
}

/** Throws UserError for fewer rows than parts. */
export function divideRows(rows: number, { count, labels, random }: PartsOptions): Parts {
  if (rows < count)
    throw new UserError(`${settingTo('ensemble', count)}: the table has ${plural(rows, 'row')}${FEWER}`);
  const of = new Uint8Array(rows);
  if (random === null) {
    for (let row = 0; row < rows; row++) of[row] = Math.floor((row * count) / rows);
    return { count, of };
  }
  const order = Int32Array.from(of, (_, row) => row);
  random.shuffle(order);
  // Dealt out class by class, so that no class fills a part.
  if (labels !== null) order.sort((a, b) => labels[a]! - labels[b]!);
  order.forEach((row, n) => {
    of[row] = n % count;
  });
  return { count, of };
}

const FEWER = ', fewer than parts; take a smaller one';

/**
 * Keeps the rows of a group in one part. Groups are dealt out in random order, the largest first, each to the part with the
 * fewest rows; of several drawings the one with the most even classes is kept. `rows` are row indices in file order, `groups`
 * has a value for each row of the table. Throws UserError for fewer groups than parts.
 */
export function divideGroups(
  rows: Int32Array,
  groups: ColumnValues,
  { count, labels, random }: PartsOptions & { random: Random },
): Parts {
  const { group, sizes } = numberGroups(rows, groups);
  if (sizes.length < count) {
    throw new UserError(`${settingTo('ensemble', count)}: the rows are of ${plural(sizes.length, 'group')}${FEWER}`);
  }
  const drawings = labels === null ? 1 : Math.min(MAX_DRAWINGS, Math.max(1, Math.floor(MAX_LOOKED_AT / rows.length)));
  const order = Int32Array.from(sizes, (_, index) => index);
  let best: Uint8Array | undefined;
  let min = Number.POSITIVE_INFINITY;
  for (let drawing = 0; drawing < drawings; drawing++) {
    random.shuffle(order);
    const dealt = dealGroups(order, sizes, count);
    const of = Uint8Array.from(group, each => dealt[each]!);
    const distance = labels === null ? 0 : unevenness(of, labels, count);
    if (distance >= min) continue;
    best = of;
    min = distance;
  }
  return { count, of: best! };
}

/** The part of each group. */
function dealGroups(order: Int32Array, sizes: readonly number[], count: number): Uint8Array {
  const dealt = new Uint8Array(sizes.length);
  const rows = new Array<number>(count).fill(0);
  for (const group of order.toSorted((a, b) => sizes[b]! - sizes[a]!)) {
    const part = rows.indexOf(Math.min(...rows));
    dealt[group] = part;
    rows[part]! += sizes[group]!;
  }
  return dealt;
}

/** Rows too many or too few of each class in each part. */
function unevenness(of: Uint8Array, labels: Int32Array, count: number): number {
  const counts = classCounts({ count, of }, labels);
  return counts.reduce((sum, perPart) => {
    const even = perPart.reduce((a, b) => a + b, 0) / count;
    return sum + perPart.reduce((excess, rows) => excess + Math.abs(rows - even), 0);
  }, 0);
}

/** By class, its rows in each part. */
function classCounts({ count, of }: Parts, labels: Int32Array): number[][] {
  const counts: number[][] = [];
  for (let row = 0; row < of.length; row++) {
    counts[labels[row]!] ??= new Array<number>(count).fill(0);
    counts[labels[row]!]![of[row]!]!++;
  }
  return Array.from(counts, perPart => perPart ?? []);
}

/** Warns of classes that some part lacks, and of those that lie in one part altogether. */
export function warnOfParts(parts: Parts, labels: Int32Array, classes: readonly string[], warn: Warn): void {
  const partsWith = classCounts(parts, labels).map(perPart => perPart.filter(rows => rows > 0).length);
  const named = (wanted: (found: number) => boolean) => {
    const names = classes.flatMap((name, label) => (wanted(partsWith[label] ?? 0) ? [`'${name}'`] : []));
    return { all: names.length, names: list(names, MAX_NAMED) };
  };
  const alone = named(found => found === 1);
  if (alone.all > 0) {
    const have = plural(alone.all, 'class has all of its rows', 'classes have all of their rows');
    warn(
      `${have} in one of the ${parts.count} parts: ${alone.names}; the network that they validate never learned of ` +
        `${alone.all === 1 ? 'it' : 'them'}, so these rows count as wrong`,
      'validation',
    );
  }
  const some = named(found => found > 1 && found < parts.count);
  if (some.all > 0) {
    const have = plural(some.all, 'class has', 'classes have');
    warn(
      `${have} no row in some of the ${parts.count} parts of ⟪ensemble⟫: ${some.names}; a smaller one gives each part some`,
      'validation',
    );
  }
}
