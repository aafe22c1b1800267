/** A pool of buffers of one size for reuse, because getting new memory from the system takes longer than filling it. */
export class BufferPool {
  readonly #bytes: number;
  readonly #free: ArrayBuffer[] = [];
  readonly #max: number;

  constructor(bytes: number, max = 16) {
    this.#bytes = bytes;
    this.#max = max;
  }

  acquire(): ArrayBuffer {
    return this.#free.pop() ?? new ArrayBuffer(this.#bytes);
  }

  /** Returns the buffer of the bytes to the pool. Buffers of another size, and buffers beyond the max, are dropped. */
  release({ buffer }: { readonly buffer: ArrayBuffer }): void {
    if (buffer.byteLength === this.#bytes && this.#free.length < this.#max) this.#free.push(buffer);
  }
}
