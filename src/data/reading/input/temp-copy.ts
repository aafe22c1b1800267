/**
 * A stream that can be read again. What came in is kept in memory, and in a temporary file once it is more than some
 * MiB. The stream is drained only as far as it is read, so the first reading waits for the pipe alone.
 */

import { writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { UserError } from '../../../base/errors.ts';
import { readAll } from '../../../base/files/disk.ts';
import { unreadable } from '../../../base/files/files.ts';
import { openTemporary, type TemporaryFile } from '../../../base/files/temporary.ts';
import type { Stored } from './stored.ts';

const MEMORY_BYTES = 8 * 2 ** 20;
const READ_BYTES = 2 ** 20;

/** What comes in once: a stream, or a pipe. A piece is valid until the next is asked for. */
export interface Incoming {
  [Symbol.asyncIterator](): AsyncIterator<Uint8Array>;
  destroy(): unknown;
}

export interface TempCopyOptions {
  /** Where the temporary file is put; the system's folder unless given. */
  temporaryFolder?: string;
  /** Bytes that are kept without a file. */
  memoryBytes?: number;
}

export class TempCopy implements Stored {
  position = 0;
  readonly #path: string;
  readonly #stream: Incoming;
  readonly #incoming: AsyncIterator<Uint8Array>;
  readonly #folder: string;
  readonly #memoryBytes: number;
  /** All that came in, and room for more; when there is a file, the latest piece alone. */
  #memory: Uint8Array = new Uint8Array(0);
  /** The offset in the stream of the first byte in memory. */
  #memoryBegin = 0;
  #bytes = 0;
  #ended = false;
  #failure: UserError | undefined;
  #pulling: Promise<void> | undefined;
  #file: TempCopyFile | undefined;

  constructor(path: string, stream: Incoming, options: TempCopyOptions = {}) {
    this.#path = path;
    this.#stream = stream;
    this.#incoming = stream[Symbol.asyncIterator]();
    this.#folder = options.temporaryFolder ?? tmpdir();
    this.#memoryBytes = options.memoryBytes ?? MEMORY_BYTES;
  }

  get size(): number | null {
    return this.#ended ? this.#bytes : null;
  }

  async *read(): AsyncGenerator<Uint8Array> {
    this.position = 0;
    for (let at = 0; await this.#has(at + 1); ) {
      const piece = await this.#from(at);
      at += piece.length;
      this.position = at;
      yield piece;
    }
  }

  async slice(begin: number, end: number): Promise<Uint8Array> {
    await this.#has(end);
    const result = new Uint8Array(Math.max(0, Math.min(end, this.#bytes) - begin));
    for (let filled = 0; filled < result.length; ) {
      const piece = (await this.#from(begin + filled)).subarray(0, result.length - filled);
      result.set(piece, filled);
      filled += piece.length;
    }
    return result;
  }

  /** Takes in all of the stream, and returns its size. */
  async drain(): Promise<number> {
    await this.#has(Number.POSITIVE_INFINITY);
    return this.#bytes;
  }

  async close(): Promise<void> {
    this.#stream.destroy();
    this.#memory = new Uint8Array(0);
    this.#file?.close();
    this.#file = undefined;
  }

  /** Takes in as much of the stream as is needed; whether there are that many bytes. */
  async #has(bytes: number): Promise<boolean> {
    while (this.#bytes < bytes && !this.#ended) {
      this.#pulling ??= this.#pull().finally(() => {
        this.#pulling = undefined;
      });
      await this.#pulling;
    }
    return this.#bytes >= bytes;
  }

  /** Some of what came in, from a byte that did. */
  async #from(at: number): Promise<Uint8Array> {
    if (at >= this.#memoryBegin) return this.#memory.subarray(at - this.#memoryBegin, this.#bytes - this.#memoryBegin);
    return this.#file!.slice(at, Math.min(at + READ_BYTES, this.#bytes));
  }

  async #pull(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    let next: IteratorResult<Uint8Array>;
    try {
      next = await this.#incoming.next();
    } catch (error) {
      this.#failure = unreadable(this.#path, error);
      throw this.#failure;
    }
    if (next.done === true) this.#ended = true;
    else this.#keep(next.value);
  }

  #keep(piece: Uint8Array): void {
    if (this.#file === undefined && this.#bytes + piece.length > this.#memoryBytes) {
      this.#file = new TempCopyFile(this.#path, this.#folder);
      this.#file.append(this.#memory.subarray(0, this.#bytes));
    }
    if (this.#file === undefined) {
      if (this.#bytes + piece.length > this.#memory.length) {
        const larger = new Uint8Array(Math.max(2 * this.#memory.length, this.#bytes + piece.length));
        larger.set(this.#memory.subarray(0, this.#bytes));
        this.#memory = larger;
      }
      this.#memory.set(piece, this.#bytes);
    } else {
      this.#file.append(piece);
      this.#memory = piece;
      this.#memoryBegin = this.#bytes;
    }
    this.#bytes += piece.length;
  }
}

/** What came in, in a file without a name where the system has such. */
class TempCopyFile {
  readonly #input: string;
  readonly #folder: string;
  readonly #file: TemporaryFile;

  constructor(input: string, folder: string) {
    this.#input = input;
    this.#folder = folder;
    try {
      this.#file = openTemporary(folder);
    } catch (error) {
      throw unkept(input, folder, error);
    }
    this.#file.unlink();
  }

  append(bytes: Uint8Array): void {
    try {
      // The system takes the bytes in less time than it takes to hand them to a thread.
      for (let written = 0; written < bytes.length; ) written += writeSync(this.#file.fd, bytes, written);
    } catch (error) {
      throw unkept(this.#input, this.#folder, error);
    }
  }

  /** At once, so that the file is not closed meanwhile. */
  slice(begin: number, end: number): Uint8Array {
    const bytes = new Uint8Array(end - begin);
    try {
      if (readAll(this.#file.fd, bytes, begin)) return bytes;
    } catch (error) {
      throw unreadable(this.#input, error);
    }
    throw new UserError(`${this.#input}: the copy of it in ${this.#folder} was cut short`);
  }

  close(): void {
    this.#file.close();
  }
}

function unkept(input: string, folder: string, error: unknown): UserError {
  const reason = (error as NodeJS.ErrnoException).code === 'ENOSPC' ? 'the disk is full' : (error as Error).message;
  return new UserError(`${input}: cannot be kept in ${folder}: ${reason}; set TMPDIR to a folder with room for it`);
}
