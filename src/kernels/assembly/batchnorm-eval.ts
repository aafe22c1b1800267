// Batch normalization by the running statistics, and their update.
import { madd } from "./config";
import { firstLanes } from "./pack";
import { get } from "./strips";
import { put } from "./tile";

/** One multiplication and one addition for each element: by gamma / std, and of beta - mean · gamma / std. */
// @ts-ignore: decorator
@inline
function evalBlock(
  VECS: i32, PARTIAL: bool, out: usize, x: usize, gamma: usize, beta: usize, mean: usize, variance: usize,
  eps: v128, N: i32, row: usize, lanes: i32,
): void {
  const f0 = f32x4.div(get(PARTIAL, gamma, lanes), f32x4.sqrt(f32x4.add(get(PARTIAL, variance, lanes), eps)));
  const s0 = f32x4.sub(get(PARTIAL, beta, lanes), f32x4.mul(get(PARTIAL, mean, lanes), f0));
  let f1 = f0, f2 = f0, f3 = f0, s1 = s0, s2 = s0, s3 = s0;
  if (VECS > 1) {
    f1 = f32x4.div(v128.load(gamma, 16), f32x4.sqrt(f32x4.add(v128.load(variance, 16), eps)));
    f2 = f32x4.div(v128.load(gamma, 32), f32x4.sqrt(f32x4.add(v128.load(variance, 32), eps)));
    f3 = f32x4.div(v128.load(gamma, 48), f32x4.sqrt(f32x4.add(v128.load(variance, 48), eps)));
    s1 = f32x4.sub(v128.load(beta, 16), f32x4.mul(v128.load(mean, 16), f1));
    s2 = f32x4.sub(v128.load(beta, 32), f32x4.mul(v128.load(mean, 32), f2));
    s3 = f32x4.sub(v128.load(beta, 48), f32x4.mul(v128.load(mean, 48), f3));
  }
  for (let n = N; n > 0; n--) {
    const y0 = madd(get(PARTIAL, x, lanes), f0, s0);
    let y1 = y0, y2 = y0, y3 = y0;
    if (VECS > 1) {
      y1 = madd(v128.load(x, 16), f1, s1);
      y2 = madd(v128.load(x, 32), f2, s2);
      y3 = madd(v128.load(x, 48), f3, s3);
    }
    put(PARTIAL, out, y0, lanes);
    if (VECS > 1) {
      v128.store(out, y1, 16);
      v128.store(out, y2, 32);
      v128.store(out, y3, 48);
    }
    x += row;
    out += row;
  }
}

/** out (N, D) by the running statistics. */
export function batchnormForwardEval(
  out: usize, x: usize, gamma: usize, beta: usize, runningMean: usize, runningVar: usize,
  eps: usize, N: i32, D: i32, begin: i32, end: i32,
): void {
  const row = <usize>D << 2, e = f32x4.splat(<f32>load<f64>(eps));
  let at: usize = 4 * begin, left = end - begin;
  for (; left >= 16; left -= 16) {
    evalBlock(4, false, out + at, x + at, gamma + at, beta + at, runningMean + at, runningVar + at, e, N, row, 4);
    at += 64;
  }
  for (; left > 0; left -= 4) {
    evalBlock(1, true, out + at, x + at, gamma + at, beta + at, runningMean + at, runningVar + at, e, N, row, min(left, 4));
    at += 16;
  }
}

/** kept · running + added · batch, in place of running */
// @ts-ignore: decorator
@inline
function update(running: usize, batch: usize, kept: v128, added: v128, lanes: i32): void {
  put(true, running, madd(kept, firstLanes(running, lanes), f32x4.mul(added, firstLanes(batch, lanes))), lanes);
}

/**
 * running (D) = (1 - momentum) · running + momentum · batch, of means and of variances, whose batch is multiplied by factor.
 * rates points to momentum and factor.
 */
export function updateRunning(mean: usize, variance: usize, batchMean: usize, batchVar: usize, rates: usize, D: i32): void {
  const momentum = <f32>load<f64>(rates), factor = <f32>load<f64>(rates, 8);
  const kept = f32x4.splat(1 - momentum), ofMean = f32x4.splat(momentum), ofVariance = f32x4.splat(momentum * factor);
  for (; D > 0; D -= 4) {
    const lanes = min(D, 4);
    update(mean, batchMean, kept, ofMean, lanes);
    update(variance, batchVar, kept, ofVariance, lanes);
    mean += 16;
    variance += 16;
    batchMean += 16;
    batchVar += 16;
  }
}
