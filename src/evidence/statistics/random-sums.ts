/** Sums of numbers with random signs. */

import { signBits } from './draws.ts';

/** Each byte of signs looks up the sum of 8 numbers, in a table of its own. */
const BITS = 8;
const TABLE = 1 << BITS;
const TABLES_OF_WORD = 4;

export function randomSums(values: Float64Array, patterns: number): Float64Array {
  const { bits, words } = signBits(values.length, patterns);
  const tables = signedSums(values, words * TABLES_OF_WORD);
  const sums = new Float64Array(patterns);
  for (let pattern = 0; pattern < patterns; pattern++) {
    let total = 0;
    for (let word = 0; word < words; word++) {
      let signs = bits[pattern * words + word]!;
      for (let table = word * TABLES_OF_WORD; table < (word + 1) * TABLES_OF_WORD; table++) {
        total += tables[table * TABLE + (signs & (TABLE - 1))]!;
        signs >>>= BITS;
      }
    }
    sums[pattern] = total;
  }
  return sums;
}

/** (tables, 256): the sum of 8 of the values, or of as many as are left, for each byte of signs; a 1 is a minus. */
function signedSums(values: Float64Array, tables: number): Float64Array {
  const sums = new Float64Array(tables * TABLE);
  for (let table = 0; table < tables; table++) {
    const some = values.subarray(table * BITS, (table + 1) * BITS);
    for (let signs = 0; signs < TABLE; signs++) {
      for (const [bit, value] of some.entries()) sums[table * TABLE + signs]! += (signs >> bit) & 1 ? -value : value;
    }
  }
  return sums;
}
