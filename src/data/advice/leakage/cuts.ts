/**
 * Cutting a line of numbers into intervals within which a target varies least: a regression or classification tree of one
 * variable, grown best first (Breiman and others 1984, "Classification and Regression Trees").
 *
 * What is left of n targets within an interval is the sum of their squared distances from their mean. Of classes it is that
 * of their one-hot vectors, which is n times the Gini impurity: n - sum of count^2 / n.
 */

/** Sums over some rows' targets, from which what is left follows in one step. */
interface Sums {
  add(n: number): void;
  remove(n: number): void;
  left(): number;
}

/** (rows) of class indices below `classes`, or of numbers where that is null. */
export interface Targets {
  readonly values: Float64Array;
  readonly classes: number | null;
}

interface Interval {
  begin: number;
  end: number;
  /** Where to cut best, and what that takes away; -1 where nothing is to be gained. */
  cut: number;
  gain: number;
  /** The sum of squares of all its targets. */
  varies: number;
}

/** Each interval has this many rows at least. */
const MIN_ROWS = 5;
/** More rows than are ever looked at. */
const ROWS = 2 ** 20;

export interface Cuts {
  /** x lies in interval i when bounds[i - 1] <= x < bounds[i]; ascending. */
  readonly bounds: Float64Array;
  /** The share of what the targets vary that is gone within the intervals. */
  readonly explained: number;
}

/** At most `most` intervals of the numbers x, rounded to float32; NaN is skipped. x and targets are of the same rows. */
export function bestCuts(x: Float64Array, targets: Targets, most: number): Cuts {
  const order = orderOf(x);
  const whole = findCut(x, order, targets, 0, order.length);
  const intervals = [whole];
  let gained = 0;
  while (intervals.length < most) {
    let best = 0;
    for (let i = 1; i < intervals.length; i++) if (intervals[i]!.gain > intervals[best]!.gain) best = i;
    const { begin, end, cut, gain } = intervals[best]!;
    if (cut < 0) break;
    gained += gain;
    intervals.splice(best, 1, findCut(x, order, targets, begin, cut), findCut(x, order, targets, cut, end));
  }
  const bounds = Float64Array.from(intervals.slice(1), ({ begin }) => Math.fround(x[order[begin]!]!));
  return { bounds, explained: gained === 0 ? 0 : gained / whole.varies };
}

/**
 * Rows in the order of x as float32, fewer than 2^20. The sort of plain numbers is several times as fast as one that calls
 * back, so each row becomes one number: the bits of x, turned so that they have the order of x, and behind them the row.
 */
function orderOf(x: Float64Array): Int32Array {
  const bits = new Int32Array(Float32Array.from(x).buffer);
  const keys = new Float64Array(x.length);
  let count = 0;
  for (let n = 0; n < x.length; n++) {
    if (Number.isNaN(x[n]!)) continue;
    const ordered = bits[n]! < 0 ? -(bits[n]! & 0x7fffffff) : bits[n]!;
    keys[count++] = ordered * ROWS + n;
  }
  const sorted = keys.subarray(0, count).sort();
  return Int32Array.from(sorted, key => key - Math.floor(key / ROWS) * ROWS);
}

/** The interval that a number, rounded to float32, lies in. */
export function intervalOf(bounds: Float64Array, number: number): number {
  const x = Math.fround(number);
  let low = 0;
  let high = bounds.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (bounds[middle]! <= x) low = middle + 1;
    else high = middle;
  }
  return low;
}

function findCut(x: Float64Array, order: Int32Array, targets: Targets, begin: number, end: number): Interval {
  const before = sumsOf(targets);
  const after = sumsOf(targets);
  for (let at = begin; at < end; at++) after.add(order[at]!);
  const all = after.left();
  const interval = { begin, end, cut: -1, gain: 0, varies: all };
  for (let at = begin; at < end - MIN_ROWS; at++) {
    before.add(order[at]!);
    after.remove(order[at]!);
    const cut = at + 1;
    if (cut - begin < MIN_ROWS || isSame(x, order[at]!, order[cut]!)) continue;
    const gain = all - before.left() - after.left();
    // Less than this is rounding.
    if (gain > interval.gain && gain > 1e-9 * all) Object.assign(interval, { cut, gain });
  }
  return interval;
}

function isSame(x: Float64Array, a: number, b: number): boolean {
  return Math.fround(x[a]!) === Math.fround(x[b]!);
}

function sumsOf({ values, classes }: Targets): Sums {
  let count = 0;
  if (classes === null) {
    let sum = 0;
    let squares = 0;
    const put = (n: number, sign: number) => {
      count += sign;
      sum += sign * values[n]!;
      squares += sign * values[n]! ** 2;
    };
    return { add: n => put(n, 1), remove: n => put(n, -1), left: () => (count === 0 ? 0 : squares - sum ** 2 / count) };
  }
  const counts = new Float64Array(classes);
  let squares = 0;
  const put = (n: number, sign: number) => {
    const label = values[n]!;
    count += sign;
    squares += 1 + 2 * sign * counts[label]!;
    counts[label]! += sign;
  };
  return { add: n => put(n, 1), remove: n => put(n, -1), left: () => (count === 0 ? 0 : count - squares / count) };
}
