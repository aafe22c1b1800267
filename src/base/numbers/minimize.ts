/**
 * L-BFGS: Newton's steps with an inverse Hessian that the last changes of the gradient make up (Nocedal 1980,
 * https://doi.org/10.1090/S0025-5718-1980-0572855-7; the two loops are algorithm 7.4 of Nocedal and Wright, Numerical
 * Optimization). A step is halved until the value falls enough (Armijo).
 */

/** The value at x, which fills in the gradient. */
export type Differentiable = (x: Float64Array, gradient: Float64Array) => number;

export interface MinimizeOptions {
  /** Max iterations. */
  readonly iterations: number;
  /** The minimum is found when the last iterations lower the value by less than this share of it. */
  readonly tolerance: number;
}

/** Pairs of changes that are remembered. */
const PAIRS = 12;
/** Iterations whose gain decides. */
const LAST = 5;
const HALVINGS = 30;
/** Share of the fall that the slope promises. */
const ENOUGH = 1e-4;

interface Pair {
  readonly dx: Float64Array;
  readonly dgradient: Float64Array;
  /** Their product. */
  readonly curvature: number;
}

/** Moves x to a minimum of a convex function. Returns whether it was found. */
export function minimize(f: Differentiable, x: Float64Array, { iterations, tolerance }: MinimizeOptions): boolean {
  let gradient = new Float64Array(x.length);
  let value = f(x, gradient);
  const values = [value];
  let pairs: Pair[] = [];
  for (let n = 0; n < iterations; n++) {
    let direction = directionOf(gradient, pairs);
    let slope = dot(direction, gradient);
    if (!(slope < 0)) {
      pairs = [];
      direction = directionOf(gradient, pairs);
      slope = dot(direction, gradient);
    }
    if (slope === 0) return Number.isFinite(value);
    const next = search(f, x, value, direction, slope);
    // Rounding hides what is left.
    if (next === null) return Number.isFinite(value);
    const dx = direction.map(each => next.step * each);
    const dgradient = next.gradient.map((each, i) => each - gradient[i]!);
    const curvature = dot(dx, dgradient);
    if (curvature > 0) pairs = [...pairs.slice(1 - PAIRS), { dx, dgradient, curvature }];
    for (let i = 0; i < x.length; i++) x[i]! += dx[i]!;
    ({ value, gradient } = next);
    values.push(value);
    if (n >= LAST && values.at(-1 - LAST)! - value <= tolerance * Math.abs(value)) return true;
  }
  return false;
}

/** The first half, quarter, ... of the direction that lowers the value enough; null if none does. */
function search(f: Differentiable, x: Float64Array, value: number, direction: Float64Array, slope: number) {
  const gradient = new Float64Array(x.length);
  for (let step = 1, n = 0; n < HALVINGS; step /= 2, n++) {
    const tried = f(
      x.map((each, i) => each + step * direction[i]!),
      gradient,
    );
    if (tried <= value + ENOUGH * step * slope) return { step, value: tried, gradient };
  }
  return null;
}

/** Minus the gradient, times the inverse Hessian that the pairs make up; of length 1 without pairs. */
function directionOf(gradient: Float64Array, pairs: readonly Pair[]): Float64Array {
  const direction = gradient.map(each => -each);
  const shares: number[] = [];
  for (const { dx, dgradient, curvature } of pairs.toReversed()) {
    const share = dot(dx, direction) / curvature;
    shares.unshift(share);
    add(direction, -share, dgradient);
  }
  const last = pairs.at(-1);
  const scale =
    last === undefined
      ? 1 / (Math.sqrt(dot(gradient, gradient)) || 1)
      : last.curvature / dot(last.dgradient, last.dgradient);
  for (let i = 0; i < direction.length; i++) direction[i]! *= scale;
  for (const [n, { dx, dgradient, curvature }] of pairs.entries()) {
    add(direction, shares[n]! - dot(dgradient, direction) / curvature, dx);
  }
  return direction;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** to += factor · from */
function add(to: Float64Array, factor: number, from: Float64Array): void {
  for (let i = 0; i < to.length; i++) to[i]! += factor * from[i]!;
}
