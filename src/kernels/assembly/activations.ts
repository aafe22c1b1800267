// The activations, element by element, for elements begin <= i < end. forward: out = f(x). backward: dx = dout · f'(x),
// computed from x or out, whichever is cheaper. Slopes are multiplied, not masked, so that a NaN in dout is never
// hidden.
import { madd } from "./config";
import { exp, tanh } from "./math";
import { firstLanes } from "./pack";
import { put } from "./tile";

const enum Kind { Relu, LeakyRelu, Sigmoid, Tanh, Gelu }

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
function valueAt(KIND: i32, x: v128): v128 {
  if (KIND == Kind.Relu) return v128.andnot(x, f32x4.le(x, f32x4.splat(0)));
  if (KIND == Kind.LeakyRelu) return v128.bitselect(f32x4.mul(x, f32x4.splat(leak)), x, f32x4.le(x, f32x4.splat(0)));
  if (KIND == Kind.Sigmoid) return sigmoidOfNegative(f32x4.neg(x));
  if (KIND == Kind.Tanh) return tanh(x);
  return f32x4.mul(x, gate(x));
}

/** f'(x); `from` is out for sigmoid and tanh, x for the others. */
// @ts-ignore: decorator
@inline
function slopeAt(KIND: i32, from: v128): v128 {
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

// @ts-ignore: decorator
@inline
function forward(KIND: i32, out: usize, x: usize, begin: i32, end: i32): void {
  let left = end - begin;
  out += 4 * begin;
  x += 4 * begin;
  for (; left >= 16; left -= 16) {                     // all loads first: the revectorizer joins none across a store
    const x0 = v128.load(x), x1 = v128.load(x, 16), x2 = v128.load(x, 32), x3 = v128.load(x, 48);
    const y0 = valueAt(KIND, x0), y1 = valueAt(KIND, x1), y2 = valueAt(KIND, x2), y3 = valueAt(KIND, x3);
    v128.store(out, y0);
    v128.store(out, y1, 16);
    v128.store(out, y2, 32);
    v128.store(out, y3, 48);
    out += 64;
    x += 64;
  }
  for (; left > 0; left -= 4) {
    const lanes = min(left, 4);
    put(true, out, valueAt(KIND, firstLanes(x, lanes)), lanes);
    out += 16;
    x += 16;
  }
}

// @ts-ignore: decorator
@inline
function backward(KIND: i32, dx: usize, dout: usize, from: usize, begin: i32, end: i32): void {
  let left = end - begin;
  dx += 4 * begin;
  dout += 4 * begin;
  from += 4 * begin;
  for (; left >= 16; left -= 16) {
    const s0 = slopeAt(KIND, v128.load(from)), s1 = slopeAt(KIND, v128.load(from, 16));
    const s2 = slopeAt(KIND, v128.load(from, 32)), s3 = slopeAt(KIND, v128.load(from, 48));
    const d0 = f32x4.mul(v128.load(dout), s0), d1 = f32x4.mul(v128.load(dout, 16), s1);
    const d2 = f32x4.mul(v128.load(dout, 32), s2), d3 = f32x4.mul(v128.load(dout, 48), s3);
    v128.store(dx, d0);
    v128.store(dx, d1, 16);
    v128.store(dx, d2, 32);
    v128.store(dx, d3, 48);
    dx += 64;
    dout += 64;
    from += 64;
  }
  for (; left > 0; left -= 4) {
    const lanes = min(left, 4);
    put(true, dx, f32x4.mul(firstLanes(dout, lanes), slopeAt(KIND, firstLanes(from, lanes))), lanes);
    dx += 16;
    dout += 16;
    from += 16;
  }
}

/** x <= 0 ? 0 : x */
export function reluForward(out: usize, x: usize, begin: i32, end: i32): void {
  forward(Kind.Relu, out, x, begin, end);
}
/** The slope at 0 is 0. */
export function reluBackward(dx: usize, dout: usize, x: usize, out: usize, begin: i32, end: i32): void {
  backward(Kind.Relu, dx, dout, x, begin, end);
}

export function leakyReluForward(out: usize, x: usize, begin: i32, end: i32): void {
  forward(Kind.LeakyRelu, out, x, begin, end);
}
export function leakyReluBackward(dx: usize, dout: usize, x: usize, out: usize, begin: i32, end: i32): void {
  backward(Kind.LeakyRelu, dx, dout, x, begin, end);
}

export function sigmoidForward(out: usize, x: usize, begin: i32, end: i32): void {
  forward(Kind.Sigmoid, out, x, begin, end);
}
export function sigmoidBackward(dx: usize, dout: usize, x: usize, out: usize, begin: i32, end: i32): void {
  backward(Kind.Sigmoid, dx, dout, out, begin, end);
}

export function tanhForward(out: usize, x: usize, begin: i32, end: i32): void {
  forward(Kind.Tanh, out, x, begin, end);
}
export function tanhBackward(dx: usize, dout: usize, x: usize, out: usize, begin: i32, end: i32): void {
  backward(Kind.Tanh, dx, dout, out, begin, end);
}

export function geluForward(out: usize, x: usize, begin: i32, end: i32): void {
  forward(Kind.Gelu, out, x, begin, end);
}
export function geluBackward(dx: usize, dout: usize, x: usize, out: usize, begin: i32, end: i32): void {
  backward(Kind.Gelu, dx, dout, x, begin, end);
}
