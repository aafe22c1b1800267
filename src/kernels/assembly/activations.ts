// The activations, element by element, for elements begin <= i < end. forward: out = f(x). backward: dx = dout · f'(x).
// Slopes are multiplied, not masked, so that a NaN in dout is never hidden.
import { Kind, slopeAt, valueAt } from "./activation-formulas";
import { firstLanes } from "./pack";
import { put } from "./tile";

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
