/** Powers of ten for assembly/decimal.ts. */

/** The table has 10^-MOST_POWER to 10^MOST_POWER. */
const MAX_POWER = 64;

/**
 * (2 * MOST_POWER + 1, 2) The first 128 bits of each power of ten, the low half and the high half; those of negative
 * exponents are rounded up.
 */
export function powersOfTen(): BigUint64Array {
  const table = new BigUint64Array(2 * (2 * MAX_POWER + 1));
  for (let exponent = -MAX_POWER; exponent <= MAX_POWER; exponent++) {
    // Powers of two only move the bits: 5 has those of 10.
    const five = 5n ** BigInt(Math.abs(exponent));
    const length = BigInt(five.toString(2).length);
    let bits: bigint;
    if (exponent < 0) bits = (1n << (length + 127n)) / five + 1n;
    else bits = length <= 128n ? five << (128n - length) : five >> (length - 128n);
    table.set([bits & 0xffff_ffff_ffff_ffffn, bits >> 64n], 2 * (exponent + MAX_POWER));
  }
  return table;
}
