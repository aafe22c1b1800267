/** The standard normal distribution. */

import { concaveRoot } from './concave-root.ts';

/** Beyond this many standard deviations the tail is less than the rounding of 1. */
const END = 8.5;

function density(x: number): number {
  return Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
}

/**
 * The probability between 0 and x, for x ≥ 0: density(x) (x + x³/3 + x⁵/(3 5) + x⁷/(3 5 7) + ...). All terms are positive
 * (Marsaglia 2004, "Evaluating the normal distribution", Journal of Statistical Software 11(4)).
 */
function fromMiddle(x: number): number {
  if (x > END) return 0.5;
  let total = 0;
  let term = x;
  for (let odd = 3; total + term !== total; odd += 2) {
    total += term;
    term *= (x * x) / odd;
  }
  return total * density(x);
}

/** P(Z ≤ x), with an absolute error of about 1e-16. */
export function normalCdf(x: number): number {
  return x < 0 ? 0.5 - fromMiddle(-x) : 0.5 + fromMiddle(x);
}

/** The x with P(Z ≤ x) = p, for 0 < p < 1. */
export function normalQuantile(p: number): number {
  if (p < 0.5) return -normalQuantile(1 - p);
  return concaveRoot(fromMiddle, density, p - 0.5);
}
