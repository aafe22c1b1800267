// Rows of float32, standardized in float64 and rounded to float32 again.
import { highOf, lowOf, rounded } from "./vectors";

const LARGEST: f64 = f32.MAX_VALUE;
/** i32 of a run: its first column, where that goes in a row, and how many columns. */
const RUN: usize = 12;

// @ts-ignore: decorator
@inline
function scaled(v: v128, mean: usize, deviation: usize, offset: usize): v128 {
  return f64x2.div(f64x2.sub(v, v128.load(mean + offset)), v128.load(deviation + offset));
}

/** A mask of those that float32 has room for; NaN is not among them. */
// @ts-ignore: decorator
@inline
function fits(v: v128): v128 {
  return f64x2.le(f64x2.abs(v), f64x2.splat(LARGEST));
}

/**
 * Fills rows of `out`, `features` float32 each, from rows of `cells`, `columns` float32 each: `rows` (count) of i32. Numbers
 * are divided into `runs` (runCount) of neighbours; `means` and `deviations` are f64, by number. Numbers that do not fit
 * or are missing are listed in `odd` (u32), as row * numbers + number, counted within `rows`. Returns how many they are.
 */
export function standardizeRows(
  cells: usize, columns: i32, rows: usize, count: i32, runs: usize, runCount: i32, numbers: i32,
  means: usize, deviations: usize, out: usize, features: i32, odd: usize,
): i32 {
  const width = <usize>columns << 2, outWidth = <usize>features << 2;
  const runsEnd = runs + <usize>runCount * RUN;
  let listed = odd;
  for (let n = 0; n < count; n++) {
    const row = cells + <usize>load<i32>(rows + (<usize>n << 2)) * width;
    let number = 0;
    for (let run = runs; run < runsEnd; run += RUN) {
      let from = row + (<usize>load<i32>(run) << 2), to = out + (<usize>load<i32>(run, 4) << 2);
      const runEnd = number + load<i32>(run, 8);
      for (; number + 4 <= runEnd; number += 4, from += 16, to += 16) {
        const v = v128.load(from), mean = means + (<usize>number << 3), deviation = deviations + (<usize>number << 3);
        const low = scaled(lowOf(v), mean, deviation, 0), high = scaled(highOf(v), mean, deviation, 16);
        v128.store(to, rounded(low, high));
        const fitLow = fits(low), fitHigh = fits(high);
        if (i64x2.all_true(v128.and(fitLow, fitHigh))) continue;
        const misfits = ~(i64x2.bitmask(fitLow) | (i64x2.bitmask(fitHigh) << 2));
        for (let lane = 0; lane < 4; lane++) {
          if (((misfits >> lane) & 1) == 0) continue;
          store<u32>(listed, n * numbers + number + lane);
          listed += 4;
        }
      }
      for (; number < runEnd; number++, from += 4, to += 4) {
        const at = <usize>number << 3;
        const value = (<f64>load<f32>(from) - load<f64>(means + at)) / load<f64>(deviations + at);
        store<f32>(to, <f32>value);
        if (abs(value) <= LARGEST) continue;
        store<u32>(listed, n * numbers + number);
        listed += 4;
      }
    }
    out += outWidth;
  }
  return <i32>((listed - odd) >> 2);
}
