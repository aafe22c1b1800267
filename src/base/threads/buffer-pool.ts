/** Buffers of one size, to be used again: the system takes longer to find new memory than to fill it. */
export class BufferPool {
  readonly #bytes: number;
  readonly #free: ArrayBuffer[] = [];
  readonly #most: number;

  constructor(bytes: number, most = 16) {
    this.#bytes = bytes;
    this.#most = most;
  }

  acquire(): ArrayBuffer {
    return this.#free.pop() ?? new ArrayBuffer(this.#bytes);
  }

  /** The buffer under the bytes is free. Others than the pool's own are let go, and so are those beyond `most`. */
  release({ buffer }: { readonly buffer: ArrayBuffer }): void {
    if (buffer.byteLength === this.#bytes && this.#free.length < this.#most) this.#free.push(buffer);
  }
}
