/** Sums of numbers with many patterns of signs. */

import type { SignPatterns } from './draws.ts';

/** Each byte of signs looks up the sum of 8 numbers, in a table of its own. */
const BITS = 8;
const TABLE = 1 << BITS;
const TABLES_OF_WORD = 4;

/** The sum of the values with each pattern of signs; a 1 is a minus. */
export function signedSums(values: Float64Array, { bits, words, patterns }: SignPatterns): Float64Array {
  const count = Math.ceil(values.length / BITS);
  const tables = makeTables(values, count);
  const sums = new Float64Array(patterns);
  for (let pattern = 0; pattern < patterns; pattern++) {
    let total = 0;
    for (let word = 0; word < words; word++) {
      let signs = bits[pattern * words + word]!;
      const end = Math.min((word + 1) * TABLES_OF_WORD, count);
      for (let table = word * TABLES_OF_WORD; table < end; table++) {
        total += tables[table * TABLE + (signs & (TABLE - 1))]!;
        signs >>>= BITS;
      }
    }
    sums[pattern] = total;
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
