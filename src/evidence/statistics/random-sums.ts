/** Sums of numbers with many patterns of signs. */

import type { SignPatterns } from './draws.ts';

/** Each byte of signs looks up the sum of 8 numbers, in a table of its own. */
const BITS = 8;
const TABLE = 1 << BITS;
const TABLES_OF_WORD = 4;

/** Patterns that go through the tables together: their bits and one table stay in the nearest cache. */
const BLOCK = 128;

/** The sum of the values with each pattern of signs; a 1 is a minus. */
export function signedSums(values: Float64Array, { bits, words, patterns }: SignPatterns): Float64Array {
  const count = Math.ceil(values.length / BITS);
  const tables = makeTables(values, count);
  const sums = new Float64Array(patterns);
  for (let begin = 0; begin < patterns; begin += BLOCK) {
    const end = Math.min(begin + BLOCK, patterns);
    for (let table = 0; table < count; table++) {
      const first = table * TABLE;
      const shift = BITS * (table % TABLES_OF_WORD);
      let word = begin * words + Math.floor(table / TABLES_OF_WORD);
      for (let pattern = begin; pattern < end; pattern++) {
        sums[pattern]! += tables[first + ((bits[word]! >>> shift) & (TABLE - 1))]!;
        word += words;
      }
    }
  }
  return sums;
}

/** (tables, 256): the sum of 8 of the values, or of as many as are left, for each byte of signs. */
function makeTables(values: Float64Array, count: number): Float64Array {
  const sums = new Float64Array(count * TABLE);
  for (let table = 0; table < count; table++) {
    const some = values.subarray(table * BITS, (table + 1) * BITS);
    for (let signs = 0; signs < TABLE; signs++) {
      let total = 0;
      for (let bit = 0; bit < some.length; bit++) total += (signs >> bit) & 1 ? -some[bit]! : some[bit]!;
      sums[table * TABLE + signs] = total;
    }
  }
  return sums;
}
