/** The file of results of one process. It exists from the first result on, and reaches the disk once a second and at the end. */

import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { writeAllSync } from '../../base/files/disk.ts';
import { RESULTS } from './results-folder.ts';

const FLUSH_EVERY = 1000;

export class ResultFile {
  readonly path: string;
  #fd: number | null = null;
  #position = 0;
  #timer: NodeJS.Timeout | null = null;
  readonly #onError: (error: unknown) => void;
  readonly #flushEvery: number;

  /** A random name: nothing tells of the machine. `onError` gets the system's error where no caller waits for the disk. */
  constructor(folder: string, onError: (error: unknown) => void, flushEvery = FLUSH_EVERY) {
    this.path = join(folder, `${randomBytes(6).toString('hex')}${RESULTS}`);
    this.#onError = onError;
    this.#flushEvery = flushEvery;
  }

  /** Throws the system's error. */
  append(line: string): void {
    this.#fd ??= openSync(this.path, 'wx');
    const bytes = Buffer.from(line);
    writeAllSync(this.#fd, bytes, this.#position);
    this.#position += bytes.length;
    this.#timer ??= setTimeout(() => this.#flushLater(), this.#flushEvery).unref();
  }

  /** Throws the system's error. */
  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#fd !== null) fsyncSync(this.#fd);
  }

  #flushLater(): void {
    try {
      this.flush();
    } catch (error) {
      this.#onError(error);
    }
  }

  /** Throws the system's error. */
  close(): void {
    if (this.#fd === null) return;
    this.flush();
    closeSync(this.#fd);
    this.#fd = null;
  }
}
