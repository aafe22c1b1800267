/** Line ends of a text: LF, CR and CRLF. */

const LF = 0x0a;
const CR = 0x0d;

/** Lines that end in the bytes. A carriage return at the end counts. */
export function countLineEnds(bytes: Uint8Array): number {
  let count = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === LF || (byte === CR && bytes[at + 1] !== LF)) count++;
  }
  return count;
}
