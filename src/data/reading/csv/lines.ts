/** Lines of a text, from its end. */

const LF = 0x0a;
const CR = 0x0d;

export function isLineEnd(byte: number | undefined): boolean {
  return byte === LF || byte === CR;
}

/** Where the last lines that are not empty begin, so many at most. */
export function lastLines(bytes: Uint8Array, lines: number): number {
  let begin = bytes.length;
  for (let line = 0, at = begin; line < lines; line++) {
    while (at > 0 && isLineEnd(bytes[at - 1])) at--;
    if (at === 0) break;
    while (at > 0 && !isLineEnd(bytes[at - 1])) at--;
    begin = at;
  }
  return begin;
}
