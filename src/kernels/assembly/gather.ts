// Rows of a table, picked by their indices: a batch.
// memory.copy is a call out of WebAssembly, slow for short rows; loads and stores are as fast as the memory for long ones.

/** Copies a row of at least 16 bytes; the last vector overlaps the one before, so nothing beyond the row is touched. */
// @ts-ignore: decorator
@inline
function copyRow(to: usize, from: usize, bytes: usize): void {
  let at: usize = 0;
  for (const end = bytes & ~63; at < end; at += 64) {
    const v0 = v128.load(from + at), v1 = v128.load(from + at, 16);
    const v2 = v128.load(from + at, 32), v3 = v128.load(from + at, 48);
    v128.store(to + at, v0);
    v128.store(to + at, v1, 16);
    v128.store(to + at, v2, 32);
    v128.store(to + at, v3, 48);
  }
  for (; at + 16 <= bytes; at += 16) v128.store(to + at, v128.load(from + at));
  if (at < bytes) v128.store(to + bytes - 16, v128.load(from + bytes - 16));
}

/** out (N, D) = the rows of data at rowIndices[begin], ..., rowIndices[begin + N - 1]. */
export function gather(out: usize, data: usize, rowIndices: usize, begin: i32, N: i32, D: i32): void {
  const bytes = <usize>D << 2;
  rowIndices += 4 * begin;
  if (D == 1) {
    gatherWords(out, data, rowIndices, 0, N);
  } else if (D < 4) {
    for (let n = N; n > 0; n--) {
      const from = data + <usize>load<u32>(rowIndices) * bytes;
      store<u64>(out, load<u64>(from));
      if (D == 3) store<u32>(out, load<u32>(from, 8), 8);
      out += bytes;
      rowIndices += 4;
    }
  } else {
    for (let n = N; n > 0; n--) {
      copyRow(out, data + <usize>load<u32>(rowIndices) * bytes, bytes);
      out += bytes;
      rowIndices += 4;
    }
  }
}

/** The same for one number of 4 bytes a row, float or integer: labels and targets. */
export function gatherWords(out: usize, values: usize, rowIndices: usize, begin: i32, N: i32): void {
  rowIndices += 4 * begin;
  for (; N >= 4; N -= 4) {
    const w0 = load<u32>(values + (<usize>load<u32>(rowIndices) << 2)), w1 = load<u32>(values + (<usize>load<u32>(rowIndices, 4) << 2));
    const w2 = load<u32>(values + (<usize>load<u32>(rowIndices, 8) << 2)), w3 = load<u32>(values + (<usize>load<u32>(rowIndices, 12) << 2));
    store<u32>(out, w0);
    store<u32>(out, w1, 4);
    store<u32>(out, w2, 8);
    store<u32>(out, w3, 12);
    out += 16;
    rowIndices += 16;
  }
  for (; N > 0; N--) {
    store<u32>(out, load<u32>(values + (<usize>load<u32>(rowIndices) << 2)));
    out += 4;
    rowIndices += 4;
  }
}
