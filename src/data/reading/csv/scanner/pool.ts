/**
 * Scans chunks, in this thread or in worker threads, into blocks in the order of the input. The blocks are the same
 * however many threads there are. Only a few chunks are under way at a time.
 */

import { UserError } from '../../../../base/errors.ts';
import { plural } from '../../../../base/text/format.ts';
import { settingTo } from '../../../../base/text/setting-names.ts';
import type { Block, BlockFaults, LinesBelow, NotedRows } from '../../../tables/blocks/block.ts';
import { formatLocation } from '../../../tables/blocks/location.ts';
import type { ReadOptions } from '../../../tables/blocks/reader.ts';
import type { Scanned, ScanSpec } from './scanner.ts';
import { type ScannedChunk, ScanThreads } from './threads.ts';

export interface Chunk {
  /** Whole records, in a buffer that holds nothing else of use: it may be sent to another thread. */
  bytes: Uint8Array;
  /** Index into the paths. */
  file: number;
  /** The line on which it starts, of a file's first chunk; null of the others. */
  firstLine: number | null;
  /** Lines that repeated the header and are blank now. */
  headers?: number;
  /** Lines below the table that are blank now, from the chunk's first line, which is 1. */
  below?: LinesBelow;
}

/** A table below the first: where it begins in a chunk, whose first line is 1, and its columns. */
export interface SecondTable {
  readonly line: number;
  readonly columns: number;
}

export interface ScanOptions {
  threads: number;
  /** For messages. */
  paths: readonly string[];
  /** What to do with a row that cannot be read. */
  onError: ReadOptions['onError'];
  /** Whether a second table begins in a chunk; its first fault is given where that is to stop the reading. */
  findSecondTable?(bytes: Uint8Array, faultLine: number | null, block: Block): SecondTable | null;
  /** Gets the memory of chunks that are done with. */
  recycle(bytes: Uint8Array): void;
}

/** Faults that a block tells. */
const TOLD = 3;

/** Throws UserError with the location of a row that cannot be read, unless such rows are skipped; OutOfMemory. */
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
    const blocks = order.location(chunk, scanned, bytes);
    options.recycle(bytes);
    return blocks;
  };
  try {
    for await (const chunk of chunks) {
      underWay.push({ chunk, scanned: threads.scan(chunk.bytes) });
      if (underWay.length < threads.most) continue;
      yield* await finishOne();
    }
    while (underWay.length > 0) {
      yield* await finishOne();
    }
    yield* order.rest();
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
  #headers = 0;
  #faultLines: number[] = [];
  #faults: BlockFaults['first'] = [];
  #below: LinesBelow | null = null;
  /** The last block without rows, of the same file, whose faults, or lines below, were not reported yet. */
  #untold: Block | null = null;

  constructor(options: ScanOptions) {
    this.#options = options;
  }

  /** None when there are no rows in the chunk; before those of a file, what is left of the file before. */
  location(
    { file, firstLine, headers = 0, below }: Chunk,
    { block, lines, faults, faultLines, trailingBlankLines }: Scanned,
    bytes: Uint8Array,
  ): Block[] {
    const rest = firstLine === null ? [] : this.rest();
    if (firstLine !== null) {
      this.#lines = firstLine - 1;
      this.#blankLines = this.#headers = 0;
    }
    this.#headers += headers;
    const placed = faults.map(({ line, message }) => ({ line: this.#lines + line, message }));
    const stops = placed.length > 0 && this.#options.onError !== 'skip';
    const second =
      this.#options.findSecondTable?.(
        bytes,
        stops && faults[0]!.fields !== undefined ? faults[0]!.line : null,
        block,
      ) ?? null;
    if (second !== null) throw this.#refusal(file, second);
    if (stops) {
      const { line, message } = placed[0]!;
      throw new UserError(
        `${formatLocation(this.#options.paths[file]!, 'line', line)}: ${message}${faults[0]!.advice ?? ''}`,
      );
    }
    for (const line of faultLines) this.#faultLines.push(this.#lines + line);
    this.#faults = [...this.#faults, ...placed].slice(0, TOLD);
    const first = this.#lines + block.location.first;
    if (below !== undefined)
      this.#below = { ...below, first: this.#lines + below.first, last: this.#lines + below.last };
    const linesBefore = this.#lines;
    this.#lines += lines;
    const moved = (rows: NotedRows) => ({ ...rows, first: linesBefore + rows.first });
    const found = {
      ...block,
      ...(block.filled === undefined ? {} : { filled: moved(block.filled) }),
      ...(block.strayQuotes === undefined ? {} : { strayQuotes: moved(block.strayQuotes) }),
      location: { ...block.location, file, first },
      blankLines: this.#blankLines + block.blankLines,
    };
    if (block.rows === 0) {
      this.#blankLines += trailingBlankLines;
      this.#untold = this.#faultLines.length > 0 || this.#below !== null ? found : null;
      // Empty lines in front of notes are not between rows.
      if (this.#untold !== null && this.#below !== null) this.#untold = { ...this.#untold, blankLines: 0 };
      return rest;
    }
    const repeated = this.#headers === 0 ? {} : { repeatedHeaders: this.#headers };
    this.#blankLines = trailingBlankLines;
    this.#headers = 0;
    return [...rest, this.#withFaults({ ...found, ...repeated })];
  }

  /** A block without rows, when there are faults or notes of the file after the last one with rows. */
  rest(): Block[] {
    return this.#untold === null ? [] : [this.#withFaults(this.#untold)];
  }

  #refusal(file: number, { line, columns }: SecondTable): UserError {
    const first = this.#lines + line;
    return new UserError(
      `${formatLocation(this.#options.paths[file]!, 'line', first)}: a second table begins here, with ${plural(columns, 'column')}; ` +
        `split the file, or ${settingTo('skip', first - 1)} reads this one; ⟪notes=false⟫ takes all lines for rows`,
    );
  }

  #withFaults(block: Block): Block {
    const lines = this.#faultLines;
    const faults = { rows: lines.length, first: this.#faults, ...(lines.length === 0 ? {} : { lines }) };
    const below = this.#below === null ? {} : { below: this.#below };
    this.#faultLines = [];
    this.#faults = [];
    this.#below = null;
    this.#untold = null;
    return { ...block, ...below, faults };
  }
}
