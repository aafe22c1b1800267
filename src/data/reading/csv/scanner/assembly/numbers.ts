// One column of numbers once more, for what float32 takes away from them, or because it was not read as numbers.
import { flagsOf, isMissingIn, numberIn, trimCell } from "./row";
import { WORD, cells, columns, flags, greatest, index, least, missing } from "./state";

/**
 * Reads a column of numbers: its cells, flags, missing cells, least and greatest number, and `low` (rows), what float32
 * takes away from each. Returns whether any of it is not 0.
 */
export function readNumbers(column: i32, rows: i32, low: usize): bool {
  let found = 0, absent = 0;
  let leastRounded: f32 = Infinity, greatestRounded: f32 = -Infinity;
  let exact = true;
  for (let r = 0; r < rows; r++) {
    const place = <usize>r * columns + column, at = index + (place << 3);
    trimCell(at);
    const value = numberIn(at);
    const rounded = <f32>value;
    store<f32>(cells + (place << 2), rounded);
    let rest: f32 = 0;
    if (value == value) {
      found |= flagsOf(value);
      if (abs(rounded) != Infinity) rest = <f32>(value - <f64>rounded);
      exact = exact && rest == 0;
      // As vectors do it: of 0 and -0 the first stays.
      if (rounded < leastRounded) leastRounded = rounded;
      if (rounded > greatestRounded) greatestRounded = rounded;
    } else {
      absent++;
      if (!isMissingIn(at)) found |= WORD;
    }
    store<f32>(low + (<usize>r << 2), rest);
  }
  store<u8>(flags + column, <u8>found);
  store<u32>(missing + (<usize>column << 2), absent);
  store<f32>(least + (<usize>column << 2), leastRounded);
  store<f32>(greatest + (<usize>column << 2), greatestRounded);
  return !exact;
}
