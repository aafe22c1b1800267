/**
 * Random draws for resampling. They depend only on the number of values, so the same numbers always have the same p-value and
 * interval, and the evaluations of a curve share their draws.
 */

import { type Purpose, Random } from '../../base/numbers/random.ts';

/** Random signs as bits: `words` numbers of 32 bits for each of the patterns. */
export function signBits(values: number, patterns: number): { bits: Uint32Array; words: number } {
  const words = Math.ceil(values / 32);
  return { bits: draw('signs', patterns * words, random => random.uint32()), words };
}

/** The indices of `resamples` times n of n values, drawn with repetition. */
export function resampledIndices(n: number, resamples: number): Uint32Array {
  return draw('resamples', resamples * n, random => random.below(n));
}

interface Drawn {
  count: number;
  numbers: Uint32Array;
}

/** The last draws of each purpose. */
const last = new Map<Purpose, Drawn>();

function draw(purpose: Purpose, count: number, next: (random: Random) => number): Uint32Array {
  const found = last.get(purpose);
  if (found?.count === count) return found.numbers;
  const random = Random.stream(0, purpose);
  const numbers = Uint32Array.from({ length: count }, () => next(random));
  last.set(purpose, { count, numbers });
  return numbers;
}
