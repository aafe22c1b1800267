/**
 * Memory inside one shared WebAssembly memory, for the data, the networks of all arms and the kernels' scratch. Any
 * thread may take from it. Nothing is given back: an experiment plans what it needs, and ends.
 */

import type { FloatWidth, Memory } from '../memory.ts';

const PAGE = 65_536;
/** Most pages a memory can have: 4 GiB. Where the system does not grant so much address space, less is asked for. */
const MOST_PAGES = 65_536;
const FEWEST_PAGES = 1024;
/** Everything starts at a cache line. The first one holds the count of lines taken. */
const LINE = 64;

export class Arena implements Memory {
  readonly memory: WebAssembly.Memory;
  readonly #taken: Int32Array;

  /** The view of a thread on a memory that an arena was made of. */
  constructor(memory: WebAssembly.Memory) {
    this.memory = memory;
    this.#taken = new Int32Array(memory.buffer, 0, 1);
  }

  /** Throws RangeError when there is no address space for it. */
  static create(): Arena {
    const arena = new Arena(reserve(MOST_PAGES));
    arena.#taken[0] = 1;
    return arena;
  }

  floats(size: number, width: FloatWidth): Float32Array | Float64Array {
    // The buffer is asked for last: growing makes a new one.
    const start = this.#take((width === 'float32' ? 4 : 8) * size);
    const { buffer } = this.memory;
    return width === 'float32' ? new Float32Array(buffer, start, size) : new Float64Array(buffer, start, size);
  }

  int32(size: number): Int32Array {
    const start = this.#take(4 * size);
    return new Int32Array(this.memory.buffer, start, size);
  }

  /** The address of that many bytes, zeroed. Throws RangeError when the memory cannot grow so far. */
  #take(bytes: number): number {
    const lines = Math.ceil(bytes / LINE);
    if (lines >= (MOST_PAGES * PAGE) / LINE) throw new RangeError(`${bytes} bytes are more than a memory can hold`);
    const start = Atomics.add(this.#taken, 0, lines) * LINE;
    const end = start + lines * LINE;
    // Another thread may grow it at the same time; whoever comes second finds it large enough, or grows it more.
    while (this.memory.buffer.byteLength < end) {
      this.memory.grow(Math.ceil((end - this.memory.buffer.byteLength) / PAGE));
    }
    return start;
  }
}

function reserve(maximum: number): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({ initial: 1, maximum, shared: true });
  } catch (error) {
    if (maximum <= FEWEST_PAGES) throw error;
    return reserve(maximum / 2);
  }
}
