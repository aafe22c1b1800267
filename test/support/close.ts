/** Compares numbers that were computed in a different order. */

import { expect } from 'chai';

/** Fails unless every pair differs by at most `relative` of the larger one, or by `absolute`. */
export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  { relative = 1e-12, absolute = 1e-15, what = 'value' } = {},
): void {
  expect(actual.length, `length of ${what}`).to.equal(expected.length);
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(actual[i]! - expected[i]!);
    const allowed = Math.max(absolute, relative * Math.max(Math.abs(actual[i]!), Math.abs(expected[i]!)));
    // Not `difference > allowed`: a NaN must fail.
    if (!(difference <= allowed)) expect.fail(`${what} ${i}: got ${actual[i]}, expected ${expected[i]}`);
  }
}
