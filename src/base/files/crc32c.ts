/**
 * CRC-32C, the checksum with Castagnoli's polynomial (RFC 3720, section 12.1): bits come lowest first, and the register begins
 * and ends inverted. `node:zlib` has the checksum of gzip, which is another.
 */

/** x^32 + x^28 + x^27 + ... + x^6 + 1, 0x1edc6f41, with its bits reversed. */
const POLYNOMIAL = 0x82f63b78;

/** The checksum of each byte alone. */
const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ POLYNOMIAL : rest >>> 1;
  return rest;
});

export function crc32c(bytes: Uint8Array): number {
  let register = 0xffffffff;
  for (const byte of bytes) register = table[(register ^ byte) & 255]! ^ (register >>> 8);
  return ~register >>> 0;
}
