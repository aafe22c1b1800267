/** Memory on the heap, in shared buffers, so that worker threads can read the data that another thread has encoded. */

import type { Memory } from '../memory.ts';

export const heap: Memory = {
  floats: (size, width) =>
    width === 'float32'
      ? new Float32Array(new SharedArrayBuffer(4 * size))
      : new Float64Array(new SharedArrayBuffer(8 * size)),
  int32: size => new Int32Array(new SharedArrayBuffer(4 * size)),
};
