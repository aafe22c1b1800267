/** The lines of a text file, with their numbers. */

import { createReadStream } from 'node:fs';
import { UserError } from '../../base/errors.ts';
import { unreadable } from '../../base/files/files.ts';
import { displayPath, STANDARD_INPUT } from '../../base/files/standard-input.ts';
import { gunzip } from '../../data/reading/input/gzip.ts';
import { isGzip, MAGIC_BYTES } from '../../data/reading/input/magic.ts';

export interface Line {
  readonly number: number;
  readonly text: string;
  /** Whether a line end follows; only the last line may lack it. */
  readonly isWhole: boolean;
}

/** A longer line is no line of a metrics file. */
const MAX_LINE = 2 ** 26;

/** UTF-8, or UTF-16 where a byte order mark says so: a shell of Windows writes that; gzip or not. Throws UserError. */
export async function* linesOf(path: string, onBytes: (bytes: number) => void): AsyncGenerator<Line> {
  let decoder: InstanceType<typeof TextDecoder> | null = null;
  let [rest, number] = ['', 0];
  try {
    for await (const bytes of unpacked(path)) {
      onBytes(bytes.length);
      decoder ??= new TextDecoder(encodingOf(bytes));
      rest += decoder.decode(bytes, { stream: true });
      const lines = rest.split('\n');
      rest = lines.pop()!;
      for (const text of lines) yield { number: ++number, text, isWhole: true };
      if (rest.length > MAX_LINE) {
        throw new UserError(
          `${displayPath(path)}:${number + 1}: this line is too long for metrics; is it another file?`,
        );
      }
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw unreadable(displayPath(path), error);
  }
  if (rest.trim() !== '') yield { number: number + 1, text: rest, isWhole: false };
}

async function* unpacked(path: string): AsyncGenerator<Uint8Array> {
  const stream: AsyncIterable<Uint8Array> = path === STANDARD_INPUT ? process.stdin : createReadStream(path);
  const pieces = stream[Symbol.asyncIterator]();
  let first: Uint8Array = new Uint8Array();
  let next = await pieces.next();
  // What begins a file tells its kind and encoding.
  for (; !next.done && first.length < MAGIC_BYTES; next = await pieces.next())
    first = Buffer.concat([first, next.value]);
  const all = async function* () {
    yield first;
    for (; !next.done; next = await pieces.next()) yield next.value;
  };
  yield* isGzip(first) ? gunzip(displayPath(path), all()) : all();
}

function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
}
