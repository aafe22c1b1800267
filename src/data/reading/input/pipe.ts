/**
 * The bytes of a pipe, read in place into large buffers in turn. A stream would get new memory for every 64 KiB, which the
 * garbage collector then has to look after.
 */

import { fstatSync, statSync } from 'node:fs';
import { type OnReadOpts, Socket, type SocketConstructorOpts } from 'node:net';

const BYTES = 2 ** 20;
/** Milliseconds after which a piece is handed over that is not full: the writer is slow. */
const PATIENCE = 20;

/** Whether a path, or an open file, is a pipe or a socket. */
export function isPipe(file: string | number): boolean {
  try {
    const stats = typeof file === 'number' ? fstatSync(file) : statSync(file);
    return stats.isFIFO() || stats.isSocket();
  } catch {
    return false;
  }
}

export class Pipe {
  readonly #socket: Socket;
  /** One that is in use, one that is full, and one that is being filled. */
  readonly #buffers = Array.from({ length: 3 }, () => new Uint8Array(BYTES));
  /** The one that is being filled, up to where, and up to where it was handed over. */
  #at = 0;
  #filled = 0;
  #handedOver = 0;
  /** What is left of a full buffer. */
  #full: Uint8Array | null = null;
  #ended = false;
  #failure: Error | undefined;
  /** Called when a buffer is full, or nothing more comes. */
  #wake: (() => void) | null = null;

  /** Of an open file, which is closed in the end. */
  constructor(fd: number) {
    const options: SocketConstructorOpts & { onread: OnReadOpts } = {
      fd,
      readable: true,
      writable: false,
      // The next buffer is asked for after each callback.
      onread: { buffer: () => this.#buffers[this.#at]!.subarray(this.#filled), callback: bytes => this.#add(bytes) },
    };
    this.#socket = new Socket(options);
    this.#socket.on('error', error => this.#end(error)).on('close', () => this.#end());
    this.#socket.resume();
  }

  /** A piece is valid until the next is asked for. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (;;) {
      if (this.#full === null && !this.#ended) await this.#wait();
      if (this.#full !== null) {
        const piece = this.#full;
        this.#full = null;
        if (!this.#ended) this.#socket.resume();
        yield piece;
      } else if (this.#handedOver < this.#filled) {
        const begin = this.#handedOver;
        this.#handedOver = this.#filled;
        yield this.#buffers[this.#at]!.subarray(begin, this.#filled);
      } else if (this.#failure !== undefined) throw this.#failure;
      else if (this.#ended) return;
    }
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /** Bytes have come into the buffer; false is to read no more for now. */
  #add(bytes: number): boolean {
    this.#filled += bytes;
    if (this.#filled < BYTES) return true;
    this.#full = this.#buffers[this.#at]!.subarray(this.#handedOver);
    this.#at = (this.#at + 1) % this.#buffers.length;
    this.#filled = this.#handedOver = 0;
    this.#wake?.();
    return false;
  }

  async #wait(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>(resolve => {
      this.#wake = resolve;
      timer = setInterval(() => this.#handedOver < this.#filled && resolve(), PATIENCE);
    });
    clearInterval(timer);
    this.#wake = null;
  }

  #end(failure?: Error): void {
    this.#failure ??= failure;
    this.#ended = true;
    this.#wake?.();
  }
}
