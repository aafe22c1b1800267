/**
 * Allocates from one shared WebAssembly memory: for the data, the networks of all arms, and the scratch of kernels. Any
 * thread may allocate. Nothing is freed, because an experiment plans its memory, and ends; runs that follow one another use a region
 * of it again (region.ts).
 */

import { OutOfMemory } from '../../base/errors.ts';
import type { FloatWidth, Memory } from '../memory.ts';

const PAGE = 65_536;
/** Max pages of a memory: 4 GiB. If the system does not grant that much address space, less is requested. */
const MAX_PAGES = 65_536;
const MIN_PAGES = 1024;
/** All allocations start at a cache line. The first line holds the number of lines taken. */
const LINE = 64;

export class Arena implements Memory {
  readonly memory: WebAssembly.Memory;
  readonly #taken: Int32Array;

  /** A thread's view of the memory of an arena. */
  constructor(memory: WebAssembly.Memory) {
    this.memory = memory;
    this.#taken = new Int32Array(memory.buffer, 0, 1);
  }

  /** Throws RangeError if there is not enough address space. */
  static create(): Arena {
    const arena = new Arena(reserve(MAX_PAGES));
    arena.#taken[0] = 1;
    return arena;
  }

  floats(size: number, width: FloatWidth): Float32Array | Float64Array {
    // Reads the buffer last, because growing makes a new one.
    const start = this.take((width === 'float32' ? 4 : 8) * size);
    const { buffer } = this.memory;
    return width === 'float32' ? new Float32Array(buffer, start, size) : new Float64Array(buffer, start, size);
  }

  int32(size: number): Int32Array {
    const start = this.take(4 * size);
    return new Int32Array(this.memory.buffer, start, size);
  }

  /** The address of `bytes` zeroed bytes. Throws OutOfMemory if the memory cannot grow enough. */
  protected take(bytes: number): number {
    const lines = Math.ceil(bytes / LINE);
    if (lines >= (MAX_PAGES * PAGE) / LINE) throw new OutOfMemory(bytes);
    const start = Atomics.add(this.#taken, 0, lines) * LINE;
    this.#growTo(start + lines * LINE, bytes);
    return start;
  }

  /** Grows the memory. Another thread may grow it at the same time, so its size is read again after each try. */
  #growTo(end: number, bytes: number): void {
    const { memory } = this;
    while (memory.buffer.byteLength < end) {
      const { byteLength } = memory.buffer;
      try {
        memory.grow(Math.ceil((end - byteLength) / PAGE));
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        if (memory.buffer.byteLength === byteLength) throw new OutOfMemory(bytes);
      }
    }
  }
}

function reserve(maximum: number): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({ initial: 1, maximum, shared: true });
  } catch (error) {
    if (maximum <= MIN_PAGES) throw error;
    return reserve(maximum / 2);
  }
}
