/**
 * Memory inside one shared WebAssembly memory, for the data, the networks of all arms and the kernels' scratch. Any
 * thread may take from it. Nothing is given back: an experiment plans what it needs, and ends.
 */

import { OutOfMemory } from '../../base/errors.ts';
import type { FloatWidth, Memory } from '../memory.ts';

const PAGE = 65_536;
/** Maximum pages of a memory: 4 GiB. Where the system does not grant that much address space, less is requested. */
const MAX_PAGES = 65_536;
const MIN_PAGES = 1024;
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
    const arena = new Arena(reserve(MAX_PAGES));
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

  /** The address of that many bytes, zeroed. Throws OutOfMemory when the memory cannot grow so far. */
  #take(bytes: number): number {
    const lines = Math.ceil(bytes / LINE);
    if (lines >= (MAX_PAGES * PAGE) / LINE) throw new OutOfMemory(bytes);
    const start = Atomics.add(this.#taken, 0, lines) * LINE;
    this.#growTo(start + lines * LINE, bytes);
    return start;
  }

  /** Another thread may grow it at the same time: what it has done since is looked at after each try. */
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
