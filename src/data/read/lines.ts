/** Bytes as text in whole lines: UTF-8, ended by LF or CRLF, the byte order mark passed over. */

import { isUtf8 } from 'node:buffer';
import { UserError } from '../../errors.ts';

export interface LinePiece {
  /** One or more lines, each with its end, but for the last of all. */
  text: string;
  /** The number of the first, from 1. */
  line: number;
}

const LF = 0x0a;

export async function* wholeLines(
  path: string,
  chunks: AsyncIterable<Uint8Array>,
  longest: number,
): AsyncGenerator<LinePiece> {
  // Of the line that the pieces read so far end in.
  let begun: Uint8Array[] = [];
  let length = 0;
  let line = 1;
  const check = (bytes: number) => {
    if (bytes > longest)
      throw new UserError(`${path}:${line}: is longer than ${megabytes(longest)}; one line is one row`);
  };
  for await (const bytes of chunks) {
    const end = bytes.lastIndexOf(LF) + 1;
    if (end > 0) {
      check(length + bytes.indexOf(LF));
      const text = decode([...begun, bytes.subarray(0, end)], path, line);
      yield { text, line };
      line += count(text);
      begun = [];
      length = 0;
    }
    // A copy: whoever reads may use its buffer again.
    if (end < bytes.length) begun.push(bytes.slice(end));
    length += bytes.length - end;
    check(length);
  }
  if (length > 0) yield { text: decode(begun, path, line), line };
}

function decode(parts: readonly Uint8Array[], path: string, line: number): string {
  const bytes = parts.length === 1 ? asBuffer(parts[0]!) : Buffer.concat(parts);
  if (!isUtf8(bytes))
    throw new UserError(`${path}:${line + badLine(bytes)}: is not UTF-8 text; save the file as UTF-8`);
  const marked = line === 1 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return bytes.toString('utf8', marked ? 3 : 0);
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Lines before the first that is not UTF-8. No character's encoding contains a line feed. */
function badLine(bytes: Buffer): number {
  for (let start = 0, line = 0; ; line++) {
    const end = bytes.indexOf(LF, start);
    if (end < 0 || !isUtf8(bytes.subarray(start, end))) return line;
    start = end + 1;
  }
}

function count(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}

export function megabytes(bytes: number): string {
  return bytes >= 2 ** 20 ? `${bytes / 2 ** 20} MiB` : `${bytes} bytes`;
}
