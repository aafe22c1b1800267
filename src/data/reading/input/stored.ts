/** The bytes of an input as they are stored: a file on a disk here, a stream that is kept in spool.ts. */

import { type FileHandle, open } from 'node:fs/promises';
import { type InputFile, unreadable } from '../../../base/files/files.ts';

/** Large reads cost the least; beyond this nothing is gained. A small file needs no more room than its size. */
const MAX_READ_BYTES = 2 ** 20;
const MIN_READ_BYTES = 2 ** 12;

export interface Stored {
  /** Bytes; null while it is unknown, as of a pipe that has not ended. */
  readonly size: number | null;
  /** Bytes that the latest `read` went over so far. */
  readonly position: number;
  /** From the start. A piece is valid until the next is asked for. Throws UserError. */
  read(): AsyncGenerator<Uint8Array>;
  /** Bytes [begin, end), fewer where the input ends before; a copy. Throws UserError. */
  slice(begin: number, end: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** A file on a disk. It is open only while it is read, or from the first slice until it is closed. */
export class StoredFile implements Stored {
  readonly size: number | null;
  position = 0;
  readonly #path: string;
  #handle: Promise<FileHandle> | undefined;

  constructor({ path, bytes }: InputFile) {
    this.#path = path;
    this.size = bytes;
  }

  /** The next piece is read while one is in use. */
  async *read(): AsyncGenerator<Uint8Array> {
    const handle = await this.#open();
    const length = Math.max(MIN_READ_BYTES, Math.min(MAX_READ_BYTES, this.size ?? MAX_READ_BYTES));
    let [buffer, other] = [new Uint8Array(length), new Uint8Array(length)];
    let pending = readInto(handle, this.#path, buffer, 0);
    try {
      this.position = 0;
      for (;;) {
        const bytesRead = await pending;
        if (bytesRead === 0) return;
        this.position += bytesRead;
        const piece = buffer.subarray(0, bytesRead);
        [buffer, other] = [other, buffer];
        pending = readInto(handle, this.#path, buffer, this.position);
        // Whoever wants no more pieces does not mind.
        pending.catch(() => {});
        yield piece;
      }
    } finally {
      await pending.catch(() => {});
      await handle.close();
    }
  }

  async slice(begin: number, end: number): Promise<Uint8Array> {
    this.#handle ??= this.#open();
    return sliceOf(await this.#handle, this.#path, begin, end);
  }

  async close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    await (await handle)?.close();
  }

  async #open(): Promise<FileHandle> {
    try {
      return await open(this.#path);
    } catch (error) {
      throw unreadable(this.#path, error);
    }
  }
}

/** Bytes [begin, end) of an open file, fewer where it ends before. Throws UserError, which speaks of `path`. */
async function sliceOf(handle: FileHandle, path: string, begin: number, end: number): Promise<Uint8Array> {
  const buffer = new Uint8Array(end - begin);
  let filled = 0;
  while (filled < buffer.length) {
    const bytesRead = await readInto(handle, path, buffer.subarray(filled), begin + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

async function readInto(handle: FileHandle, path: string, buffer: Uint8Array, position: number): Promise<number> {
  try {
    return (await handle.read(buffer, 0, buffer.length, position)).bytesRead;
  } catch (error) {
    throw unreadable(path, error);
  }
}
