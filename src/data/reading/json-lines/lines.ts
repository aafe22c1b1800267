/** Bytes as text in whole lines: UTF-8, ended by LF or CRLF, without the byte order mark. */

import { isUtf8 } from 'node:buffer';
import { UserError } from '../../../base/errors.ts';

export interface LinePiece {
  /** One or more lines, each with its end, except perhaps the last. */
  text: string;
  /** The number of the first, from 1. */
  line: number;
}

const LF = 0x0a;

/** Throws UserError for a line of more than `longest` bytes, and for bytes that are not UTF-8. */
export async function* wholeLines(
  path: string,
  chunks: AsyncIterable<Uint8Array>,
  longest: number,
): AsyncGenerator<LinePiece> {
  // Of the line that the chunks so far end in.
  let begun: Uint8Array[] = [];
  let length = 0;
  let line = 1;
  for await (const bytes of chunks) {
    const end = bytes.lastIndexOf(LF) + 1;
    if (end > 0) {
      const whole = joined([...begun, bytes.subarray(0, end)]);
      const next = checkLines(path, whole, line, longest);
      yield { text: textOf(whole, line), line };
      line = next;
      begun = [];
      length = 0;
    }
    // A copy: the reader reuses its buffer.
    if (end < bytes.length) begun.push(bytes.slice(end));
    length += bytes.length - end;
    if (length > longest) throw tooLong(path, line, longest);
  }
  if (length === 0) return;
  const last = joined(begun);
  checkLines(path, last, line, longest);
  yield { text: textOf(last, line), line };
}

function joined(parts: readonly Uint8Array[]): Buffer {
  const [first] = parts as [Uint8Array];
  return parts.length === 1 ? Buffer.from(first.buffer, first.byteOffset, first.byteLength) : Buffer.concat(parts);
}

/** The number of the line behind these, of which the first is `line`. */
function checkLines(path: string, bytes: Buffer, line: number, longest: number): number {
  const good = isUtf8(bytes);
  for (let start = 0; start < bytes.length; line++) {
    const found = bytes.indexOf(LF, start);
    const end = found < 0 ? bytes.length : found;
    if (end - start > longest) throw tooLong(path, line, longest);
    // No character's encoding contains a line feed.
    if (!good && !isUtf8(bytes.subarray(start, end))) {
      throw new UserError(`${path}:${line}: is not UTF-8 text; save the file as UTF-8`);
    }
    start = end + 1;
  }
  return line;
}

function textOf(bytes: Buffer, line: number): string {
  const marked = line === 1 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return bytes.toString('utf8', marked ? 3 : 0);
}

function tooLong(path: string, line: number, longest: number): UserError {
  return new UserError(`${path}:${line}: is longer than ${megabytes(longest)}; one line is one row`);
}

export function megabytes(bytes: number): string {
  return bytes >= 2 ** 20 ? `${bytes / 2 ** 20} MiB` : `${bytes} bytes`;
}
