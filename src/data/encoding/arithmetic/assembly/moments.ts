// Sums, squares and limits of all columns over some rows, which lie row-major. Four columns at a time, whatever is in
// them: behind the last one come numbers of the next row, whose results nobody looks at.
import { highOf, lowOf } from "./vectors";

// @ts-ignore: decorator
@inline
function addTo(at: usize, offset: usize, v: v128): void {
  v128.store(at + offset, f64x2.add(v128.load(at + offset), v));
}

// @ts-ignore: decorator
@inline
function addSquare(at: usize, offset: usize, distance: v128): void {
  addTo(at, offset, f64x2.mul(distance, distance));
}

/**
 * `cells` are float32 with 16 bytes after them that may be read; `rows` (count) of i32 are those that are meant. Fills, by
 * column and up to the next multiple of four: `sums` (f64), `squares` (f64) of distances from the mean, `missing` (i32),
 * `least` and `greatest` (f32; Infinity and -Infinity where all are missing). A column with missing cells has no sums.
 */
export function momentsOfRows(
  cells: usize, columns: i32, rows: usize, count: i32,
  sums: usize, squares: usize, missing: usize, least: usize, greatest: usize, means: usize,
): void {
  const padded = <usize>((columns + 3) & ~3), width = <usize>columns << 2;
  const end = rows + (<usize>count << 2);
  memory.fill(sums, 0, padded << 3);
  memory.fill(squares, 0, padded << 3);
  memory.fill(missing, 0, padded << 2);
  for (let at: usize = 0; at < padded << 2; at += 16) {
    v128.store(least + at, f32x4.splat(Infinity));
    v128.store(greatest + at, f32x4.splat(-Infinity));
  }
  for (let at = rows; at < end; at += 4) {
    const row = cells + <usize>load<i32>(at) * width;
    for (let c: usize = 0; c < width; c += 16) {
      const v = v128.load(row + c), sum = sums + (c << 1);
      addTo(sum, 0, lowOf(v));
      addTo(sum, 16, highOf(v));
      v128.store(missing + c, i32x4.sub(v128.load(missing + c), f32x4.ne(v, v)));
      // NaN is neither less nor greater.
      v128.store(least + c, f32x4.pmin(v128.load(least + c), v));
      v128.store(greatest + c, f32x4.pmax(v128.load(greatest + c), v));
    }
  }
  const rowCount = f64x2.splat(<f64>count);
  for (let at: usize = 0; at < padded << 3; at += 16) v128.store(means + at, f64x2.div(v128.load(sums + at), rowCount));
  for (let at = rows; at < end; at += 4) {
    const row = cells + <usize>load<i32>(at) * width;
    for (let c: usize = 0; c < width; c += 16) {
      const v = v128.load(row + c), mean = means + (c << 1), square = squares + (c << 1);
      addSquare(square, 0, f64x2.sub(lowOf(v), v128.load(mean)));
      addSquare(square, 16, f64x2.sub(highOf(v), v128.load(mean, 16)));
    }
  }
}
