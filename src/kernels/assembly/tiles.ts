// Tiles of every height, and the choice among them. Each instance is a separate function, because engines optimize by
// function.
import { rowsOfNarrow, rowsOfTile, vecsOfTile } from "./config";
import { copyFloats } from "./pack";
import { tiles } from "./tile";

function wide1(n: i32, c: usize, ldc: usize, s: usize, lds: usize, a: usize, rs: usize, cs: usize, b: usize, bs: usize, k: i32): void {
  tiles(1, 4, false, n, c, ldc, s, lds, a, rs, cs, b, bs, k, 4);
}
function wide2(n: i32, c: usize, ldc: usize, s: usize, lds: usize, a: usize, rs: usize, cs: usize, b: usize, bs: usize, k: i32): void {
  tiles(2, 4, false, n, c, ldc, s, lds, a, rs, cs, b, bs, k, 4);
}
function wide3(n: i32, c: usize, ldc: usize, s: usize, lds: usize, a: usize, rs: usize, cs: usize, b: usize, bs: usize, k: i32): void {
  tiles(3, 4, false, n, c, ldc, s, lds, a, rs, cs, b, bs, k, 4);
}
function wide4(n: i32, c: usize, ldc: usize, s: usize, lds: usize, a: usize, rs: usize, cs: usize, b: usize, bs: usize, k: i32): void {
  tiles(4, 4, false, n, c, ldc, s, lds, a, rs, cs, b, bs, k, 4);
}
function wide5(n: i32, c: usize, ldc: usize, s: usize, lds: usize, a: usize, rs: usize, cs: usize, b: usize, bs: usize, k: i32): void {
  tiles(5, 4, false, n, c, ldc, s, lds, a, rs, cs, b, bs, k, 4);
}
function wide6(n: i32, c: usize, ldc: usize, s: usize, lds: usize, a: usize, rs: usize, cs: usize, b: usize, bs: usize, k: i32): void {
  tiles(6, 4, false, n, c, ldc, s, lds, a, rs, cs, b, bs, k, 4);
}

function pair1(n: i32, c: usize, ldc: usize, s: usize, lds: usize, a: usize, rs: usize, cs: usize, b: usize, bs: usize, k: i32): void {
  tiles(1, 2, false, n, c, ldc, s, lds, a, rs, cs, b, bs, k, 4);
}
function pair2(n: i32, c: usize, ldc: usize, s: usize, lds: usize, a: usize, rs: usize, cs: usize, b: usize, bs: usize, k: i32): void {
  tiles(2, 2, false, n, c, ldc, s, lds, a, rs, cs, b, bs, k, 4);
}
function pair3(n: i32, c: usize, ldc: usize, s: usize, lds: usize, a: usize, rs: usize, cs: usize, b: usize, bs: usize, k: i32): void {
  tiles(3, 2, false, n, c, ldc, s, lds, a, rs, cs, b, bs, k, 4);
}
function pair4(n: i32, c: usize, ldc: usize, s: usize, lds: usize, a: usize, rs: usize, cs: usize, b: usize, bs: usize, k: i32): void {
  tiles(4, 2, false, n, c, ldc, s, lds, a, rs, cs, b, bs, k, 4);
}
function pair5(n: i32, c: usize, ldc: usize, s: usize, lds: usize, a: usize, rs: usize, cs: usize, b: usize, bs: usize, k: i32): void {
  tiles(5, 2, false, n, c, ldc, s, lds, a, rs, cs, b, bs, k, 4);
}
function pair6(n: i32, c: usize, ldc: usize, s: usize, lds: usize, a: usize, rs: usize, cs: usize, b: usize, bs: usize, k: i32): void {
  tiles(6, 2, false, n, c, ldc, s, lds, a, rs, cs, b, bs, k, 4);
}
function pair7(n: i32, c: usize, ldc: usize, s: usize, lds: usize, a: usize, rs: usize, cs: usize, b: usize, bs: usize, k: i32): void {
  tiles(7, 2, false, n, c, ldc, s, lds, a, rs, cs, b, bs, k, 4);
}
function pair8(n: i32, c: usize, ldc: usize, s: usize, lds: usize, a: usize, rs: usize, cs: usize, b: usize, bs: usize, k: i32): void {
  tiles(8, 2, false, n, c, ldc, s, lds, a, rs, cs, b, bs, k, 4);
}

function single1(n: i32, c: usize, ldc: usize, s: usize, lds: usize, a: usize, rs: usize, cs: usize, b: usize, bs: usize, k: i32): void {
  tiles(1, 1, false, n, c, ldc, s, lds, a, rs, cs, b, bs, k, 4);
}
function single2(n: i32, c: usize, ldc: usize, s: usize, lds: usize, a: usize, rs: usize, cs: usize, b: usize, bs: usize, k: i32): void {
  tiles(2, 1, false, n, c, ldc, s, lds, a, rs, cs, b, bs, k, 4);
}
function single3(n: i32, c: usize, ldc: usize, s: usize, lds: usize, a: usize, rs: usize, cs: usize, b: usize, bs: usize, k: i32): void {
  tiles(3, 1, false, n, c, ldc, s, lds, a, rs, cs, b, bs, k, 4);
}
function single4(n: i32, c: usize, ldc: usize, s: usize, lds: usize, a: usize, rs: usize, cs: usize, b: usize, bs: usize, k: i32): void {
  tiles(4, 1, false, n, c, ldc, s, lds, a, rs, cs, b, bs, k, 4);
}
function single5(n: i32, c: usize, ldc: usize, s: usize, lds: usize, a: usize, rs: usize, cs: usize, b: usize, bs: usize, k: i32): void {
  tiles(5, 1, false, n, c, ldc, s, lds, a, rs, cs, b, bs, k, 4);
}
function single6(n: i32, c: usize, ldc: usize, s: usize, lds: usize, a: usize, rs: usize, cs: usize, b: usize, bs: usize, k: i32): void {
  tiles(6, 1, false, n, c, ldc, s, lds, a, rs, cs, b, bs, k, 4);
}
function single7(n: i32, c: usize, ldc: usize, s: usize, lds: usize, a: usize, rs: usize, cs: usize, b: usize, bs: usize, k: i32): void {
  tiles(7, 1, false, n, c, ldc, s, lds, a, rs, cs, b, bs, k, 4);
}
function single8(n: i32, c: usize, ldc: usize, s: usize, lds: usize, a: usize, rs: usize, cs: usize, b: usize, bs: usize, k: i32): void {
  tiles(8, 1, false, n, c, ldc, s, lds, a, rs, cs, b, bs, k, 4);
}

function partial1(n: i32, c: usize, ldc: usize, s: usize, lds: usize, a: usize, rs: usize, cs: usize, b: usize, bs: usize, k: i32, lanes: i32): void {
  tiles(1, 1, true, n, c, ldc, s, lds, a, rs, cs, b, bs, k, lanes);
}
function partial2(n: i32, c: usize, ldc: usize, s: usize, lds: usize, a: usize, rs: usize, cs: usize, b: usize, bs: usize, k: i32, lanes: i32): void {
  tiles(2, 1, true, n, c, ldc, s, lds, a, rs, cs, b, bs, k, lanes);
}
function partial3(n: i32, c: usize, ldc: usize, s: usize, lds: usize, a: usize, rs: usize, cs: usize, b: usize, bs: usize, k: i32, lanes: i32): void {
  tiles(3, 1, true, n, c, ldc, s, lds, a, rs, cs, b, bs, k, lanes);
}
function partial4(n: i32, c: usize, ldc: usize, s: usize, lds: usize, a: usize, rs: usize, cs: usize, b: usize, bs: usize, k: i32, lanes: i32): void {
  tiles(4, 1, true, n, c, ldc, s, lds, a, rs, cs, b, bs, k, lanes);
}
function partial5(n: i32, c: usize, ldc: usize, s: usize, lds: usize, a: usize, rs: usize, cs: usize, b: usize, bs: usize, k: i32, lanes: i32): void {
  tiles(5, 1, true, n, c, ldc, s, lds, a, rs, cs, b, bs, k, lanes);
}
function partial6(n: i32, c: usize, ldc: usize, s: usize, lds: usize, a: usize, rs: usize, cs: usize, b: usize, bs: usize, k: i32, lanes: i32): void {
  tiles(6, 1, true, n, c, ldc, s, lds, a, rs, cs, b, bs, k, lanes);
}
function partial7(n: i32, c: usize, ldc: usize, s: usize, lds: usize, a: usize, rs: usize, cs: usize, b: usize, bs: usize, k: i32, lanes: i32): void {
  tiles(7, 1, true, n, c, ldc, s, lds, a, rs, cs, b, bs, k, lanes);
}
function partial8(n: i32, c: usize, ldc: usize, s: usize, lds: usize, a: usize, rs: usize, cs: usize, b: usize, bs: usize, k: i32, lanes: i32): void {
  tiles(8, 1, true, n, c, ldc, s, lds, a, rs, cs, b, bs, k, lanes);
}

function wide(rows: i32, n: i32, c: usize, ldc: usize, s: usize, lds: usize, a: usize, rs: usize, cs: usize, b: usize, bs: usize, k: i32): void {
  switch (rows) {
    case 1: wide1(n, c, ldc, s, lds, a, rs, cs, b, bs, k); break;
    case 2: wide2(n, c, ldc, s, lds, a, rs, cs, b, bs, k); break;
    case 3: wide3(n, c, ldc, s, lds, a, rs, cs, b, bs, k); break;
    case 4: wide4(n, c, ldc, s, lds, a, rs, cs, b, bs, k); break;
    case 5: wide5(n, c, ldc, s, lds, a, rs, cs, b, bs, k); break;
    case 6: wide6(n, c, ldc, s, lds, a, rs, cs, b, bs, k); break;
  }
}

function pair(rows: i32, n: i32, c: usize, ldc: usize, s: usize, lds: usize, a: usize, rs: usize, cs: usize, b: usize, bs: usize, k: i32): void {
  switch (rows) {
    case 1: pair1(n, c, ldc, s, lds, a, rs, cs, b, bs, k); break;
    case 2: pair2(n, c, ldc, s, lds, a, rs, cs, b, bs, k); break;
    case 3: pair3(n, c, ldc, s, lds, a, rs, cs, b, bs, k); break;
    case 4: pair4(n, c, ldc, s, lds, a, rs, cs, b, bs, k); break;
    case 5: pair5(n, c, ldc, s, lds, a, rs, cs, b, bs, k); break;
    case 6: pair6(n, c, ldc, s, lds, a, rs, cs, b, bs, k); break;
    case 7: pair7(n, c, ldc, s, lds, a, rs, cs, b, bs, k); break;
    case 8: pair8(n, c, ldc, s, lds, a, rs, cs, b, bs, k); break;
  }
}

function single(rows: i32, n: i32, c: usize, ldc: usize, s: usize, lds: usize, a: usize, rs: usize, cs: usize, b: usize, bs: usize, k: i32): void {
  switch (rows) {
    case 1: single1(n, c, ldc, s, lds, a, rs, cs, b, bs, k); break;
    case 2: single2(n, c, ldc, s, lds, a, rs, cs, b, bs, k); break;
    case 3: single3(n, c, ldc, s, lds, a, rs, cs, b, bs, k); break;
    case 4: single4(n, c, ldc, s, lds, a, rs, cs, b, bs, k); break;
    case 5: single5(n, c, ldc, s, lds, a, rs, cs, b, bs, k); break;
    case 6: single6(n, c, ldc, s, lds, a, rs, cs, b, bs, k); break;
    case 7: single7(n, c, ldc, s, lds, a, rs, cs, b, bs, k); break;
    case 8: single8(n, c, ldc, s, lds, a, rs, cs, b, bs, k); break;
  }
}

function partial(rows: i32, n: i32, c: usize, ldc: usize, s: usize, lds: usize, a: usize, rs: usize, cs: usize, b: usize, bs: usize, k: i32, lanes: i32): void {
  switch (rows) {
    case 1: partial1(n, c, ldc, s, lds, a, rs, cs, b, bs, k, lanes); break;
    case 2: partial2(n, c, ldc, s, lds, a, rs, cs, b, bs, k, lanes); break;
    case 3: partial3(n, c, ldc, s, lds, a, rs, cs, b, bs, k, lanes); break;
    case 4: partial4(n, c, ldc, s, lds, a, rs, cs, b, bs, k, lanes); break;
    case 5: partial5(n, c, ldc, s, lds, a, rs, cs, b, bs, k, lanes); break;
    case 6: partial6(n, c, ldc, s, lds, a, rs, cs, b, bs, k, lanes); break;
    case 7: partial7(n, c, ldc, s, lds, a, rs, cs, b, bs, k, lanes); break;
    case 8: partial8(n, c, ldc, s, lds, a, rs, cs, b, bs, k, lanes); break;
  }
}

// @ts-ignore: decorator
@inline
function chosen(
  vecs: i32, width: i32, rows: i32, n: i32, c: usize, ldc: usize, s: usize, lds: usize,
  a: usize, rs: usize, cs: usize, b: usize, bs: usize, k: i32,
): void {
  if (vecsOfTile == 4 && vecs == 4) wide(rows, n, c, ldc, s, lds, a, rs, cs, b, bs, k);
  else if (vecs == 2) pair(rows, n, c, ldc, s, lds, a, rs, cs, b, bs, k);
  else if (width == 4) single(rows, n, c, ldc, s, lds, a, rs, cs, b, bs, k);
  else partial(rows, n, c, ldc, s, lds, a, rs, cs, b, bs, k, width);
}

/** Bytes of the spare tile: up to 6 x 16 or 8 x 8 floats. */
// @ts-ignore: decorator
@inline export const spareBytes: usize = 384;

/**
 * Computes one panel: `rows` outputs below each other, `width` wide in tiles of `vecs` vectors. The rows are divided
 * evenly among as few tiles as possible: 16 rows in tiles of at most 6 are 6 + 5 + 5. If the width is not that of the
 * tile, tiles are computed in `spare` and the existing columns are copied.
 */
export function panel(
  vecs: i32, width: i32, rows: i32, c: usize, ldc: usize, s: usize, lds: usize,
  a: usize, rs: usize, cs: usize, b: usize, bs: usize, k: i32, spare: usize,
): void {
  const count = vecs == vecsOfTile ? (rows + rowsOfTile - 1) / rowsOfTile : (rows + rowsOfNarrow - 1) / rowsOfNarrow;
  const low = rows / count, more = rows - low * count;
  if (vecs == 1 || width == 4 * vecs) {
    if (more) {
      chosen(vecs, width, low + 1, more, c, ldc, s, lds, a, rs, cs, b, bs, k);
      const done: usize = more * (low + 1);
      c += done * ldc;
      s += done * lds;
      a += done * rs;
    }
    chosen(vecs, width, low, count - more, c, ldc, s, lds, a, rs, cs, b, bs, k);
    return;
  }
  const bytes: usize = 16 * vecs;
  for (let tile = 0; tile < count; tile++) {
    const height = tile < more ? low + 1 : low;
    chosen(vecs, width, height, 1, spare, bytes, s, lds, a, rs, cs, b, bs, k);
    for (let row = 0; row < height; row++) {
      copyFloats(c, spare + <usize>row * bytes, width);
      c += ldc;
    }
    a += <usize>height * rs;
  }
}
