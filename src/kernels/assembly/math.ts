// exp, log and tanh of four floats: polynomials after range reduction, by Cephes (S. Moshier, expf.c and logf.c). They
// have no branches, and no relaxed operations except madd, so the result of an element depends on neither its lane nor
// its neighbours. pmin and pmax have the argument first: then they pass on a NaN, and are one instruction, while min
// and max are seven.
import { madd } from "./config";

// V8 builds a constant again at each use, in three dependent instructions, while a global is one load. The added number
// is 0 (memory has at most 2^16 pages), but compilers do not know that, and keep the globals.
const none: i32 = memory.size() >>> 17, nought: f32 = <f32>none;
const unit: f32 = 1 + nought, log2e: f32 = 1.44269504088896341 + nought;
/** 1.5 · 2^23: adding it to a number rounds the number to an integer, which is then in the low bits of the sum. */
const rounder: f32 = 12582912 + nought;
/** -ln 2 in two parts; multiples of the first by a small integer are exact. */
const ln2High: f32 = -0.693359375 + nought, ln2Low: f32 = 2.12194440e-4 + nought;
/** exp gives 0 below this exponent, where the result would be smaller than a normal float. */
const minExponent: f32 = -87.33654 + nought;
/** Slightly above the logarithm of the largest float. */
const maxExponent: f32 = 89 + nought;
/** (exp(r) - 1 - r) / r² as a polynomial. */
const e0: f32 = 5.0000001201e-1 + nought, e1: f32 = 1.6666665459e-1 + nought, e2: f32 = 4.1665795894e-2 + nought;
const e3: f32 = 8.3334519073e-3 + nought, e4: f32 = 1.3981999507e-3 + nought, e5: f32 = 1.9875691500e-4 + nought;
/** The bits of 1 and 1/2. */
const bitsOf1: i32 = (127 << 23) + none, bitsOfHalf: i32 = (126 << 23) + none;
/** From here on tanh is 1 to the last digit. */
const tanhRange: f32 = 10 + nought, minusTanhRange: f32 = -10 + nought, two: f32 = 2 + nought;

/** exp(r) - 1 for |r| <= ln(2)/2. */
// @ts-ignore: decorator
@inline
function expMinus1(r: v128): v128 {
  let p = madd(f32x4.splat(e5), r, f32x4.splat(e4));
  p = madd(p, r, f32x4.splat(e3));
  p = madd(p, r, f32x4.splat(e2));
  p = madd(p, r, f32x4.splat(e1));
  p = madd(p, r, f32x4.splat(e0));
  return madd(p, f32x4.mul(r, r), r);
}

/** x - n · ln 2 */
// @ts-ignore: decorator
@inline
function reduced(x: v128, n: v128): v128 {
  return madd(n, f32x4.splat(ln2Low), madd(n, f32x4.splat(ln2High), x));
}

/** e to the power x; 0 if the result is below 2^-126. */
// @ts-ignore: decorator
@inline
export function exp(x: v128): v128 {
  const y = f32x4.pmax(f32x4.pmin(x, f32x4.splat(maxExponent)), f32x4.splat(minExponent));
  const sum = madd(y, f32x4.splat(log2e), f32x4.splat(rounder));
  const r = reduced(y, f32x4.sub(sum, f32x4.splat(rounder)));
  // 2^n is computed as 2 · 2^(n - 1), from bits: for the largest results n is 128, and there is no float 2^128
  const half = i32x4.add(i32x4.shl(sum, 23), i32x4.splat(bitsOfHalf));
  const power = madd(expMinus1(r), half, half);
  return v128.andnot(f32x4.add(power, power), f32x4.lt(x, f32x4.splat(minExponent)));
}

/** e to the power x for x <= 0, in fewer steps. */
// @ts-ignore: decorator
@inline
export function expBelow0(x: v128): v128 {
  const y = f32x4.pmax(x, f32x4.splat(minExponent));
  const sum = madd(y, f32x4.splat(log2e), f32x4.splat(rounder));
  const r = reduced(y, f32x4.sub(sum, f32x4.splat(rounder)));
  const power = i32x4.add(i32x4.shl(sum, 23), i32x4.splat(bitsOf1));
  return v128.andnot(madd(expMinus1(r), power, power), f32x4.lt(x, f32x4.splat(minExponent)));
}

/** (e^2x - 1) / (e^2x + 1), from e^2x - 1 itself, so that small arguments keep all their digits. */
// @ts-ignore: decorator
@inline
export function tanh(x: v128): v128 {
  const y = f32x4.pmax(f32x4.pmin(x, f32x4.splat(tanhRange)), f32x4.splat(minusTanhRange)), twice = f32x4.add(y, y);
  const sum = madd(twice, f32x4.splat(log2e), f32x4.splat(rounder));
  const r = reduced(twice, f32x4.sub(sum, f32x4.splat(rounder)));
  const power = i32x4.add(i32x4.shl(sum, 23), i32x4.splat(bitsOf1));
  const minus1 = madd(expMinus1(r), power, f32x4.sub(power, f32x4.splat(unit)));
  return f32x4.div(minus1, f32x4.add(minus1, f32x4.splat(two)));
}

/** The natural logarithm: -∞ at 0, NaN below. */
// @ts-ignore: decorator
@inline
export function log(x: v128): v128 {
  // x = 2^e · m with m from sqrt(1/2) to sqrt(2); a subnormal float is scaled to a normal one first
  const small = f32x4.lt(x, f32x4.splat(1.17549435e-38));
  const bits = v128.bitselect(f32x4.mul(x, f32x4.splat(33554432)), x, small);
  const shifted = i32x4.sub(bits, i32x4.splat(0x3f3504f3));
  const exponent = i32x4.sub(i32x4.shr_s(shifted, 23), v128.and(small, i32x4.splat(25)));
  const m = i32x4.add(v128.and(shifted, i32x4.splat(0x007fffff)), i32x4.splat(0x3f3504f3));
  const e = f32x4.convert_i32x4_s(exponent), f = f32x4.sub(m, f32x4.splat(1)), squared = f32x4.mul(f, f);
  let p = madd(f32x4.splat(7.0376836292e-2), f, f32x4.splat(-1.1514610310e-1));
  p = madd(p, f, f32x4.splat(1.1676998740e-1));
  p = madd(p, f, f32x4.splat(-1.2420140846e-1));
  p = madd(p, f, f32x4.splat(1.4249322787e-1));
  p = madd(p, f, f32x4.splat(-1.6668057665e-1));
  p = madd(p, f, f32x4.splat(2.0000714765e-1));
  p = madd(p, f, f32x4.splat(-2.4999993993e-1));
  p = madd(p, f, f32x4.splat(3.3333331174e-1));
  p = madd(e, f32x4.splat(-2.12194440e-4), f32x4.mul(f32x4.mul(p, f), squared));
  p = madd(squared, f32x4.splat(-0.5), p);
  let result = madd(e, f32x4.splat(0.693359375), f32x4.add(f, p));
  const inside = v128.and(f32x4.gt(x, f32x4.splat(0)), f32x4.lt(x, f32x4.splat(Infinity)));
  // outside: ∞ and NaN stay as they are, 0 gives -1/0, and a negative number 0/0
  let outside = v128.bitselect(f32x4.splat(-Infinity), x, f32x4.eq(x, f32x4.splat(0)));
  outside = v128.bitselect(f32x4.splat(NaN), outside, f32x4.lt(x, f32x4.splat(0)));
  result = v128.bitselect(result, outside, inside);
  return result;
}

/** log(1 + x) for x >= 0. The rounding error of 1 + x is added back, so that small arguments keep all their digits. */
// @ts-ignore: decorator
@inline
export function log1p(x: v128): v128 {
  const one = f32x4.splat(1), sum = f32x4.add(one, x);
  const lost = f32x4.sub(x, f32x4.sub(sum, one));
  return f32x4.add(log(sum), f32x4.div(lost, sum));
}
