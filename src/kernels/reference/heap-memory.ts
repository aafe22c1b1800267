/** Memory on the heap, in shared buffers, so that worker threads can read the data that another thread has encoded. */

import { OutOfMemory } from '../../base/errors.ts';
import type { Memory } from '../memory.ts';

export const heap: Memory = {
  floats: (size, width) =>
    width === 'float32' ? new Float32Array(share(4 * size)) : new Float64Array(share(8 * size)),
  int32: size => new Int32Array(share(4 * size)),
};

function share(bytes: number): SharedArrayBuffer {
  try {
    return new SharedArrayBuffer(bytes);
  } catch (error) {
    if (error instanceof RangeError) throw new OutOfMemory(bytes);
    throw error;
  }
}
