/**
 * Random draws for resampling. They depend only on the number of values, so the same numbers always have the same p-value and
 * interval, and the evaluations of a curve share their draws.
 */

import { type Purpose, Random } from '../../base/numbers/random.ts';

/** Patterns of signs as bits, in so many words of 32 bits each; a 1 is a minus. */
export interface SignPatterns {
  readonly patterns: number;
  readonly bits: Uint32Array;
  readonly words: number;
}

export function randomSigns(values: number, patterns: number): SignPatterns {
  const words = Math.ceil(values / 32);
  return { patterns, bits: draw('signs', 2 ** 32, patterns * words), words };
}

/** All patterns of at most 32 signs of which the last is a plus: the others mirror these. */
export function allSigns(values: number): SignPatterns {
  const patterns = 2 ** (values - 1);
  const bits = new Uint32Array(patterns);
  for (let pattern = 0; pattern < patterns; pattern++) bits[pattern] = pattern;
  return { patterns, bits, words: 1 };
}

/** The indices of `resamples` times n of n values, drawn with repetition. */
export function resampledIndices(n: number, resamples: number): Uint32Array {
  return draw('resamples', n, resamples * n);
}

interface Drawn {
  bound: number;
  numbers: Uint32Array;
}

/** The last draws of each purpose. */
const last = new Map<Purpose, Drawn>();

/** Whole numbers below `bound`. Fewer of them are the first of more. */
function draw(purpose: Purpose, bound: number, count: number): Uint32Array {
  const found = last.get(purpose);
  if (found !== undefined && found.bound === bound && found.numbers.length >= count) {
    return found.numbers.subarray(0, count);
  }
  const random = Random.stream(0, purpose);
  const numbers = new Uint32Array(count);
  for (let i = 0; i < count; i++) numbers[i] = random.below(bound);
  last.set(purpose, { bound, numbers });
  return numbers;
}
