// Kernels for clipping: the norm of a block of numbers, and multiplying the block by a factor.
import { firstLanes } from "./pack";
import { put } from "./tile";

/** The sum of two squares in each lane, added to `sum`; the squares are exact in double precision. */
// @ts-ignore: decorator
@inline
function plusSquares(sum: v128, x: v128): v128 {
  const low = f64x2.promote_low_f32x4(x), high = f64x2.promote_low_f32x4(v128.shuffle<i64>(x, x, 1, 1));
  return f64x2.add(sum, f64x2.add(f64x2.mul(low, low), f64x2.mul(high, high)));
}

/** total[0] = sum of the squares, in double precision. Sums of parts may differ from the sum of the whole in their last bits. */
export function sumOfSquares(total: usize, x: usize, begin: i32, end: i32): void {
  let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0, left = end - begin;
  x += 4 * begin;
  for (; left >= 16; left -= 16) {
    s0 = plusSquares(s0, v128.load(x));
    s1 = plusSquares(s1, v128.load(x, 16));
    s2 = plusSquares(s2, v128.load(x, 32));
    s3 = plusSquares(s3, v128.load(x, 48));
    x += 64;
  }
  for (; left > 0; left -= 4) {
    s0 = plusSquares(s0, firstLanes(x, min(left, 4)));
    x += 16;
  }
  const sum = f64x2.add(f64x2.add(s0, s1), f64x2.add(s2, s3));
  store<f64>(total, f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1));
}

/** x = factor · x; factor points to one double. */
export function scale(x: usize, factor: usize, begin: i32, end: i32): void {
  const by = f32x4.splat(<f32>load<f64>(factor));
  let left = end - begin;
  x += 4 * begin;
  for (; left >= 16; left -= 16) {
    const x0 = v128.load(x), x1 = v128.load(x, 16), x2 = v128.load(x, 32), x3 = v128.load(x, 48);
    v128.store(x, f32x4.mul(x0, by));
    v128.store(x, f32x4.mul(x1, by), 16);
    v128.store(x, f32x4.mul(x2, by), 32);
    v128.store(x, f32x4.mul(x3, by), 48);
    x += 64;
  }
  for (; left > 0; left -= 4) {
    const lanes = min(left, 4);
    put(true, x, f32x4.mul(firstLanes(x, lanes), by), lanes);
    x += 16;
  }
}
