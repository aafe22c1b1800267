/**
 * A text in chunks of whole records. Where they are cut depends on the text alone: a window of about 1 MiB, larger where
 * records are long, ends with its last whole record, and the next begins there. A window in which no record ends is doubled.
 */

import { UserError } from '../../../base/errors.ts';
import type { BufferPool } from '../../../base/threads/buffer-pool.ts';
import type { LinesBelow } from '../../tables/blocks/block.ts';
import type { Text } from '../input/text.ts';
import { RecordEnds, type Separators } from './record-end.ts';

export interface Chunk {
  /** UTF-8, whole records; from the start of an ArrayBuffer of its own. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Index into the files that are read. */
  readonly file: number;
  /** The line of the first byte, from 1; of a file's first chunk, null for others. */
  readonly firstLine: number | null;
  /** Lines that repeated the header and are blank now. */
  readonly headers?: number;
  /** Lines below the table, which are blank now; they count from the chunk's first line, which is 1. */
  readonly below?: LinesBelow;
}

/** Where to begin: bytes of the text, and the line there. */
export interface Start {
  readonly offset: number;
  readonly line: number;
}

/** In bytes. */
export interface ChunkSizes {
  readonly window: number;
  /** The longest row. */
  readonly row: number;
  /** Records that a window should hold, for which it is doubled, up to 8 MiB: each column of a chunk takes time of its own. */
  readonly records?: number;
}

const MIB = 2 ** 20;
export const defaultSizes: ChunkSizes = { window: MIB, row: 64 * MIB, records: 64 };
const MAX_WINDOW = 8 * MIB;

/** The sizes for a text whose records have `bytes` on average. */
export function sizesFor(bytes: number, sizes: ChunkSizes): ChunkSizes {
  const { records = 0 } = sizes;
  let { window } = sizes;
  while (window < records * bytes && window < MAX_WINDOW) window *= 2;
  return { ...sizes, window };
}

/**
 * The chunks of a text from `start`, checked to be UTF-8 without zero bytes.
 *
 * Throws UserError with the line for rows of more than `sizes.row` bytes and quotes that are never closed.
 */
export async function* cutChunks(
  text: Text,
  file: number,
  start: Start,
  separators: Separators,
  pool: BufferPool,
  sizes: ChunkSizes = defaultSizes,
): AsyncGenerator<Chunk> {
  const feed = new Feed(text.read());
  const ends = new RecordEnds(separators);
  try {
    await feed.skip(start.offset);
    let window: Window = { bytes: Buffer.from(pool.acquire()), filled: 0, begin: start.offset };
    for (let firstLine: number | null = start.line; ; firstLine = null) {
      const end = await fillToRecordEnd(window, feed, text, ends, sizes);
      if (end === 0) return;
      const chunk = window.bytes.subarray(0, end);
      await text.check(chunk, window.begin);
      window = windowBehind(window, end, pool);
      yield { bytes: new Uint8Array(chunk.buffer, 0, end), file, firstLine };
    }
  } catch (error) {
    throw await text.explained(error);
  } finally {
    await feed.close();
  }
}

/** A stretch of the text that starts with a record. */
interface Window {
  bytes: Buffer<ArrayBuffer>;
  /** How many of the bytes are of the text. */
  filled: number;
  /** Where it starts in the text. */
  begin: number;
}

/** Fills the window, and where no record ends in it a larger one; the end of the last whole record, 0 behind the last. */
async function fillToRecordEnd(
  window: Window,
  feed: Feed,
  text: Text,
  ends: RecordEnds,
  sizes: ChunkSizes,
): Promise<number> {
  for (;;) {
    window.filled += await feed.fill(window.bytes.subarray(window.filled));
    const final = await feed.ended();
    const { end, opened } = ends.last(window.bytes.subarray(0, window.filled), final);
    if (final && opened >= 0) throw await neverClosed(text, window.begin + opened);
    if (end > 0 || final) return end;
    if (window.filled >= sizes.row) throw await tooLong(text, window.begin, opened, sizes.row);
    window.bytes = enlarged(window.bytes);
  }
}

/** A window that starts with what is left of another behind `end`. */
function windowBehind({ bytes, filled, begin }: Window, end: number, pool: BufferPool): Window {
  const rest = bytes.subarray(end, filled);
  let next = Buffer.from(pool.acquire());
  while (next.length <= rest.length) next = enlarged(next);
  next.set(rest);
  return { bytes: next, filled: rest.length, begin: begin + end };
}

function enlarged(bytes: Buffer): Buffer<ArrayBuffer> {
  const larger = Buffer.from(new ArrayBuffer(2 * bytes.length));
  larger.set(bytes);
  return larger;
}

async function neverClosed(text: Text, opened: number): Promise<UserError> {
  const { line } = await text.locationOf(opened);
  return new UserError(`${text.path}:${line}: a quote opens here and is never closed`);
}

async function tooLong(text: Text, begin: number, opened: number, most: number): Promise<UserError> {
  const { line } = await text.locationOf(opened < 0 ? begin : begin + opened);
  const size = `${most / MIB} MiB`;
  return new UserError(
    `${text.path}:${line}: ` +
      (opened < 0
        ? `a row of more than ${size}; is this a table of text, with line ends?`
        : `a quote opens here and is not closed within ${size}`),
  );
}

/** Pieces of any size, poured into windows. */
class Feed {
  readonly #pieces: AsyncGenerator<Uint8Array>;
  #piece = new Uint8Array(0);

  constructor(pieces: AsyncGenerator<Uint8Array>) {
    this.#pieces = pieces;
  }

  async ended(): Promise<boolean> {
    while (this.#piece.length === 0) {
      const next = await this.#pieces.next();
      if (next.done === true) return true;
      this.#piece = next.value as Uint8Array<ArrayBuffer>;
    }
    return false;
  }

  /** Fills all of `target` or, at the end of the pieces, less; returns how much. */
  async fill(target: Uint8Array): Promise<number> {
    let filled = 0;
    while (filled < target.length && !(await this.ended())) {
      const part = this.#take(target.length - filled);
      target.set(part, filled);
      filled += part.length;
    }
    return filled;
  }

  async skip(bytes: number): Promise<void> {
    for (let left = bytes; left > 0 && !(await this.ended()); ) left -= this.#take(left).length;
  }

  async close(): Promise<void> {
    await this.#pieces.return(undefined);
  }

  #take(bytes: number): Uint8Array {
    const part = this.#piece.subarray(0, bytes);
    this.#piece = this.#piece.subarray(bytes);
    return part;
  }
}
