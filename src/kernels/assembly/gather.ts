// Gathers a batch: rows of a table by their indices. memory.copy is a call out of WebAssembly, which is slow for short
// rows; loads and stores are as fast for long ones.

/** Copies the vector at the same offset of four rows to four consecutive rows. */
// @ts-ignore: decorator
@inline
function copyAt(to: usize, bytes: usize, from0: usize, from1: usize, from2: usize, from3: usize, at: usize): void {
  const v0 = v128.load(from0 + at), v1 = v128.load(from1 + at), v2 = v128.load(from2 + at), v3 = v128.load(from3 + at);
  to += at;
  v128.store(to, v0);
  v128.store(to + bytes, v1);
  v128.store(to + 2 * bytes, v2);
  v128.store(to + 3 * bytes, v3);
}

/** Copies 64 bytes. */
// @ts-ignore: decorator
@inline
function copyLine(to: usize, from: usize): void {
  const v0 = v128.load(from), v1 = v128.load(from, 16), v2 = v128.load(from, 32), v3 = v128.load(from, 48);
  v128.store(to, v0);
  v128.store(to, v1, 16);
  v128.store(to, v2, 32);
  v128.store(to, v3, 48);
}

/** Copies a row of 16 bytes or more; the last vector overlaps the one before, so nothing after the row is touched. */
// @ts-ignore: decorator
@inline
function copyRow(to: usize, from: usize, bytes: usize): void {
  let at: usize = 0;
  for (const end = bytes & ~63; at < end; at += 64) copyLine(to + at, from + at);
  for (; at + 16 <= bytes; at += 16) v128.store(to + at, v128.load(from + at));
  if (at < bytes) v128.store(to + bytes - 16, v128.load(from + bytes - 16));
}

/** Copies four rows side by side: they are scattered over the memory, and four waits at once take as long as one. */
// @ts-ignore: decorator
@inline
function copyRows(to: usize, from0: usize, from1: usize, from2: usize, from3: usize, bytes: usize): void {
  let at: usize = 0;
  for (const end = bytes & ~63; at < end; at += 64) {
    copyLine(to + at, from0 + at);
    copyLine(to + bytes + at, from1 + at);
    copyLine(to + 2 * bytes + at, from2 + at);
    copyLine(to + 3 * bytes + at, from3 + at);
  }
  for (; at + 16 <= bytes; at += 16) copyAt(to, bytes, from0, from1, from2, from3, at);
  if (at < bytes) copyAt(to, bytes, from0, from1, from2, from3, bytes - 16);
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
    for (; N >= 4; N -= 4) {
      const from0 = data + <usize>load<u32>(rowIndices) * bytes, from1 = data + <usize>load<u32>(rowIndices, 4) * bytes;
      const from2 = data + <usize>load<u32>(rowIndices, 8) * bytes, from3 = data + <usize>load<u32>(rowIndices, 12) * bytes;
      copyRows(out, from0, from1, from2, from3, bytes);
      out += 4 * bytes;
      rowIndices += 16;
    }
    for (; N > 0; N--) {
      copyRow(out, data + <usize>load<u32>(rowIndices) * bytes, bytes);
      out += bytes;
      rowIndices += 4;
    }
  }
}

/** Gathers one number of 4 bytes for each row, float or integer: labels and targets. */
export function gatherWords(out: usize, values: usize, rowIndices: usize, begin: i32, N: i32): void {
  rowIndices += 4 * begin;
  for (; N >= 4; N -= 4) {
    const w0 = load<u32>(values + (<usize>load<u32>(rowIndices) << 2));
    const w1 = load<u32>(values + (<usize>load<u32>(rowIndices, 4) << 2));
    const w2 = load<u32>(values + (<usize>load<u32>(rowIndices, 8) << 2));
    const w3 = load<u32>(values + (<usize>load<u32>(rowIndices, 12) << 2));
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
