/** Header lines inside a text, as in files that were put together with their headers: they become blank lines. */

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;

/** Blanks the lines of a chunk that are the header's bytes; how many there are. The chunk starts with a line. */
export function blankRepeatedHeaders(chunk: Uint8Array, header: Buffer): number {
  const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
  let count = 0;
  for (let at = bytes.indexOf(header); at >= 0; at = bytes.indexOf(header, at + header.length)) {
    const end = at + header.length;
    if (!isLineEnd(bytes[at - 1]) || !isLineEnd(bytes[end])) continue;
    bytes.fill(SPACE, at, end);
    count++;
  }
  return count;
}

/** No byte, before the first and behind the last, is one too. */
function isLineEnd(byte: number | undefined): boolean {
  return byte === undefined || byte === LF || byte === CR;
}
