// The value and the slope of each activation, for the kernels that apply one: slopes are computed from x or out, whichever
// is cheaper.
import { madd } from "./config";
import { exp, tanh } from "./math";

/** The activations in the order of their names in reference/activations.ts, and none. */
export const enum Kind { Relu, LeakyRelu, Sigmoid, Tanh, Gelu, None }

/** Slope of leaky-relu below 0. */
// @ts-ignore: decorator
@inline const leak: f32 = 0.01;
/** gelu in its tanh form is x/2 · (1 + tanh(u)) = x · sigmoid(2u) with u = scale · (x + cubic · x³). */
// @ts-ignore: decorator
@inline const geluScale: f32 = 0.7978845608028654;
// @ts-ignore: decorator
@inline const geluCubic: f32 = 0.044715;
/** Beyond this range gelu's slope is 0 or 1 to the last digit; the square of a larger number would overflow. */
// @ts-ignore: decorator
@inline const geluRange: f32 = 30;

/** 1 / (1 + exp(-x)), given -x. */
// @ts-ignore: decorator
@inline
function sigmoidOfNegative(minus: v128): v128 {
  return f32x4.div(f32x4.splat(1), f32x4.add(f32x4.splat(1), exp(minus)));
}

/** sigmoid(2u): unlike (1 + tanh(u)) / 2 it keeps its digits near 0. */
// @ts-ignore: decorator
@inline
function gate(x: v128): v128 {
  const inner = madd(f32x4.mul(x, x), f32x4.splat(-2 * geluScale * geluCubic), f32x4.splat(-2 * geluScale));
  return sigmoidOfNegative(f32x4.mul(x, inner));
}

// @ts-ignore: decorator
@inline
export function valueAt(KIND: i32, x: v128): v128 {
  if (KIND == Kind.None) return x;
  if (KIND == Kind.Relu) return v128.andnot(x, f32x4.le(x, f32x4.splat(0)));
  if (KIND == Kind.LeakyRelu) return v128.bitselect(f32x4.mul(x, f32x4.splat(leak)), x, f32x4.le(x, f32x4.splat(0)));
  if (KIND == Kind.Sigmoid) return sigmoidOfNegative(f32x4.neg(x));
  if (KIND == Kind.Tanh) return tanh(x);
  return f32x4.mul(x, gate(x));
}

/** Whether the slope is cheaper from out than from x. */
// @ts-ignore: decorator
@inline
export function slopeFromOut(KIND: i32): bool {
  return KIND == Kind.Sigmoid || KIND == Kind.Tanh;
}

/** f'(x); `from` is out or x, see slopeFromOut. */
// @ts-ignore: decorator
@inline
export function slopeAt(KIND: i32, from: v128): v128 {
  const one = f32x4.splat(1);
  if (KIND == Kind.Relu) return v128.andnot(one, f32x4.le(from, f32x4.splat(0)));
  if (KIND == Kind.LeakyRelu) return v128.bitselect(f32x4.splat(leak), one, f32x4.le(from, f32x4.splat(0)));
  if (KIND == Kind.Sigmoid) return f32x4.mul(from, f32x4.sub(one, from));
  if (KIND == Kind.Tanh) return f32x4.sub(one, f32x4.mul(from, from));
  // with s = sigmoid(2u): s + 2 x s (1 - s) u'
  const x = f32x4.pmax(f32x4.pmin(from, f32x4.splat(geluRange)), f32x4.splat(-geluRange)), s = gate(x);
  const du = madd(f32x4.mul(x, x), f32x4.splat(6 * geluScale * geluCubic), f32x4.splat(2 * geluScale));
  return madd(f32x4.mul(f32x4.mul(x, s), f32x4.sub(one, s)), du, s);
}
