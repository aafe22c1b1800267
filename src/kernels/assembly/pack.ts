// Packing copies a panel of B to consecutive memory, so that the micro-kernel reads it from front to back.

/** `k` rows of VECS vectors, `ldb` bytes apart. */
// @ts-ignore: decorator
@inline
function copyVectors(VECS: i32, to: usize, b: usize, ldb: usize, k: i32): void {
  for (let n = k; n > 0; n--) {
    const v0 = v128.load(b);                           // all loads first: the revectorizer joins none across a store
    let v1 = v0, v2 = v0, v3 = v0;
    if (VECS > 1) v1 = v128.load(b, 16);
    if (VECS > 2) {
      v2 = v128.load(b, 32);
      v3 = v128.load(b, 48);
    }
    v128.store(to, v0);
    if (VECS > 1) v128.store(to, v1, 16);
    if (VECS > 2) {
      v128.store(to, v2, 32);
      v128.store(to, v3, 48);
    }
    to += 16 * VECS;
    b += ldb;
  }
}

/**
 * The first 0 to 4 floats of a vector, then zeros. It is made in a register, because loading all four would wait for
 * smaller stores.
 */
// @ts-ignore: decorator
@inline
export function firstLanes(from: usize, lanes: i32): v128 {
  if (lanes == 4) return v128.load(from);
  if (lanes == 3) return v128.load32_lane(from, v128.load64_zero(from), 2, 8);
  if (lanes == 2) return v128.load64_zero(from);
  return lanes == 1 ? v128.load32_zero(from) : f32x4.splat(0);
}

/** Copies 1 to 15 floats and no more. */
// @ts-ignore: decorator
@inline
export function copyFloats(to: usize, from: usize, width: i32): void {
  for (; width >= 4; width -= 4) {
    v128.store(to, v128.load(from));
    to += 16;
    from += 16;
  }
  if (width & 2) {
    store<u64>(to, load<u64>(from));
    to += 8;
    from += 8;
  }
  if (width & 1) store<u32>(to, load<u32>(from));
}

/** Writes zeros, a multiple of 16 bytes; memory.fill is a call out of WebAssembly, slow for few bytes. */
export function zero(to: usize, bytes: usize): void {
  for (const end = to + bytes; to < end; to += 16) v128.store(to, f32x4.splat(0));
}

/** Copies B[k, 4 * vecs] in its order; only `width` columns are read, the rest is zero. */
export function copyPanel(to: usize, b: usize, ldb: usize, k: i32, vecs: i32, width: i32): void {
  if (width < 4) {
    for (let n = k; n > 0; n--) {
      v128.store(to, firstLanes(b, width));
      to += 16;
      b += ldb;
    }
  } else if (width < 4 * vecs) {
    const full: usize = 16 * (width >> 2), bytes: usize = 16 * vecs;
    for (let n = k; n > 0; n--) {
      let at: usize = 0;
      for (; at < full; at += 16) v128.store(to + at, v128.load(b + at));
      v128.store(to + at, firstLanes(b + at, width & 3));
      for (at += 16; at < bytes; at += 16) v128.store(to + at, f32x4.splat(0));
      to += bytes;
      b += ldb;
    }
  } else if (vecs == 4) {
    copyVectors(4, to, b, ldb, k);
  } else if (vecs == 2) {
    copyVectors(2, to, b, ldb, k);
  } else {
    copyVectors(1, to, b, ldb, k);
  }
}

/** Transposes four rows of `k` floats to four columns; rows of the result are `step` bytes apart. */
function transposeFour(to: usize, step: usize, b: usize, ldb: usize, k: i32): void {
  const b1 = b + ldb, b2 = b1 + ldb, b3 = b2 + ldb;
  const blocks: usize = (<usize>k >> 2) << 4, all: usize = <usize>k << 2;
  let at: usize = 0;
  for (; at < blocks; at += 16) {
    const r0 = v128.load(b + at), r1 = v128.load(b1 + at), r2 = v128.load(b2 + at), r3 = v128.load(b3 + at);
    const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5), high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
    const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5), high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
    v128.store(to, v128.shuffle<i64>(low01, low23, 0, 2));
    to += step;
    v128.store(to, v128.shuffle<i64>(low01, low23, 1, 3));
    to += step;
    v128.store(to, v128.shuffle<i64>(high01, high23, 0, 2));
    to += step;
    v128.store(to, v128.shuffle<i64>(high01, high23, 1, 3));
    to += step;
  }
  for (; at < all; at += 4) {
    store<f32>(to, load<f32>(b + at));
    store<f32>(to, load<f32>(b1 + at), 4);
    store<f32>(to, load<f32>(b2 + at), 8);
    store<f32>(to, load<f32>(b3 + at), 12);
    to += step;
  }
}

/** Transposes 4 * vecs rows of B, `k` floats each; only `width` rows are read, the columns for the rest are zero. */
export function transposePanel(to: usize, b: usize, ldb: usize, k: i32, vecs: i32, width: i32): void {
  const bytes: usize = 16 * vecs;
  if (width < 4 * vecs) zero(to, <usize>k * bytes);
  for (; width >= 4; width -= 4) {
    transposeFour(to, bytes, b, ldb, k);
    to += 16;
    b += 4 * ldb;
  }
  for (; width > 0; width--) {
    for (let n: usize = 0; n < <usize>k; n++) store<f32>(to + n * bytes, load<f32>(b + 4 * n));
    to += 4;
    b += ldb;
  }
}

/**
 * Transposes a block of A that is read down its columns: each of `rows` rows becomes `k` consecutive floats, `step`
 * bytes apart.
 */
export function transposeRows(to: usize, step: usize, a: usize, lda: usize, k: i32, rows: i32): void {
  for (; k >= 4; k -= 4) {
    transposeFour(to, step, a, lda, rows);
    to += 16;
    a += 4 * lda;
  }
  for (; k > 0; k--) {
    for (let n: usize = 0; n < <usize>rows; n++) store<f32>(to + n * step, load<f32>(a + 4 * n));
    to += 4;
    a += lda;
  }
}
