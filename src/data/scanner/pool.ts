/**
 * Scans chunks, in this thread or in worker threads, into blocks in the order of the input. The blocks are the same
 * however many threads there are. Only a few chunks are under way at a time.
 */

import { UserError } from '../../errors.ts';
import type { Block } from '../block.ts';
import type { Scanned, ScanSpec } from './scanner.ts';
import { type ScannedChunk, ScanThreads } from './threads.ts';

export interface Chunk {
  /** Whole records, in a buffer that holds nothing else of use: it may be sent to another thread. */
  bytes: Uint8Array;
  /** Index into the paths. */
  file: number;
  /** The line on which it starts, of a file's first chunk; null of the others. */
  firstLine: number | null;
}

export interface ScanOptions {
  threads: number;
  /** For messages. */
  paths: readonly string[];
  /** What to do with a row that cannot be read. */
  onError: 'stop' | 'skip';
  /** Gets the memory of chunks that are done with. */
  recycle(bytes: Uint8Array): void;
}

/** Faults that a block tells with their places. */
const TOLD = 3;

/** Throws UserError, with the place, where a row cannot be read and that is not to be passed over; OutOfMemory. */
export async function* scanChunks(
  chunks: AsyncIterable<Chunk> | Iterable<Chunk>,
  spec: ScanSpec,
  options: ScanOptions,
): AsyncGenerator<Block> {
  const threads = new ScanThreads(spec, options.threads);
  const underWay: { chunk: Chunk; scanned: Promise<ScannedChunk> | ScannedChunk }[] = [];
  const order = new InputOrder(options);
  const finishOne = async () => {
    const { chunk, scanned: promise } = underWay.shift()!;
    const { scanned, bytes } = await promise;
    options.recycle(bytes);
    return order.place(chunk, scanned);
  };
  try {
    for await (const chunk of chunks) {
      underWay.push({ chunk, scanned: threads.scan(chunk.bytes) });
      if (underWay.length < threads.most) continue;
      const block = await finishOne();
      if (block !== null) yield block;
    }
    while (underWay.length > 0) {
      const block = await finishOne();
      if (block !== null) yield block;
    }
    const last = order.last();
    if (last !== null) yield last;
  } finally {
    await threads.end();
  }
}

/** Gives blocks their places in the input, and what chunks without rows leave to the next block. */
class InputOrder {
  readonly #options: ScanOptions;
  /** Lines of the file before the next chunk. */
  #lines = 0;
  #blankLines = 0;
  #faultyRows = 0;
  #faults: string[] = [];
  /** The last block without rows whose faults are not told yet. */
  #untold: Block | null = null;

  constructor(options: ScanOptions) {
    this.#options = options;
  }

  /** Null when there are no rows in the chunk. */
  place({ file, firstLine }: Chunk, { block, lines, faults, faultyRows, trailingBlankLines }: Scanned): Block | null {
    if (firstLine !== null) {
      this.#lines = firstLine - 1;
      this.#blankLines = 0;
    }
    const places = faults.map(({ line, message }) => `${this.#options.paths[file]}:${this.#lines + line}: ${message}`);
    if (places.length > 0 && this.#options.onError === 'stop') {
      throw new UserError(`${places[0]}${faults[0]!.advice ?? ''}`);
    }
    this.#faultyRows += faultyRows;
    this.#faults = [...this.#faults, ...places].slice(0, TOLD);
    const first = this.#lines + block.place.first;
    this.#lines += lines;
    const placed = {
      ...block,
      place: { ...block.place, file, first },
      blankLines: this.#blankLines + block.blankLines,
    };
    if (block.rows === 0) {
      this.#blankLines += trailingBlankLines;
      this.#untold = this.#faultyRows > 0 ? placed : null;
      return null;
    }
    this.#blankLines = trailingBlankLines;
    return this.#withFaults(placed);
  }

  /** A block without rows, when there are faults after the last one with rows; else null. */
  last(): Block | null {
    return this.#untold === null ? null : this.#withFaults(this.#untold);
  }

  #withFaults(block: Block): Block {
    const faults = { rows: this.#faultyRows, first: this.#faults };
    this.#faultyRows = 0;
    this.#faults = [];
    this.#untold = null;
    return { ...block, faults };
  }
}
