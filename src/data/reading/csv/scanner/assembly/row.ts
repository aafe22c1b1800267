// One row: from where its cells are to numbers.
import { EXACT_POWERS, INEXACT, parseNumber, valueOf } from "./decimal";
import {
  AS_NUMBERS, WORD_MET, BEYOND, FRACTION, QUOTED, SPACE, TAB, WORD, cells, columns, decimal, flags, forced, greatest, index, least, missing,
  modes, words,
} from "./state";

/** Loaded n bytes in: 16 - n bytes of 0, then n bytes of 255. */
const LAST_BYTES: usize = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
]);

// @ts-ignore: decorator
@inline
export function isBlank(byte: i32): bool {
  return byte == SPACE || byte == TAB;
}

/** What a number says about its column. */
// @ts-ignore: decorator
@inline
export function flagsOf(value: f64): i32 {
  let found = i32(value != trunc(value));
  if (abs(value) >= 16_777_216) {
    const rounded = <f64><f32>value;
    if (abs(rounded) == Infinity) found = FRACTION;
    else if (rounded != value) found |= BEYOND;
  }
  return found;
}

export function isMissingWord(start: usize, end: usize): bool {
  const length = <u32>(end - start);
  for (let word = words, size = load<u32>(word); size != 0; size = load<u32>(word)) {
    word += 4;
    if (size == length && memory.compare(word, start, length) == 0) return true;
    word += size;
  }
  return false;
}

/** Takes blanks off both ends of a cell that was not quoted, in the index too. */
// @ts-ignore: decorator
@inline
export function trimCell(at: usize): void {
  let start = load<u32>(at), end = load<u32>(at, 4);
  if (end & QUOTED) return;
  while (start < end && isBlank(load<u8>(start))) start++;
  while (start < end && isBlank(load<u8>(end - 1))) end--;
  store<u32>(at, start);
  store<u32>(at, end, 4);
}

/** The number in a cell that has been trimmed; NaN when it is something else. Blanks inside quotes do not matter. */
export function numberIn(at: usize): f64 {
  let start = load<u32>(at), end = load<u32>(at, 4) & ~QUOTED;
  while (start < end && isBlank(load<u8>(start))) start++;
  while (start < end && isBlank(load<u8>(end - 1))) end--;
  return parseNumber(start, end);
}

/** Whether a cell that is no number is missing in a column of numbers: empty, blank or a word for it. */
export function isMissingIn(at: usize): bool {
  let start = load<u32>(at), end = load<u32>(at, 4) & ~QUOTED;
  while (start < end && isBlank(load<u8>(start))) start++;
  while (start < end && isBlank(load<u8>(end - 1))) end--;
  return start == end || isMissingWord(start, end);
}

/** Whether a cell has nothing but blanks. */
export function isBlankCell(at: usize): bool {
  let start = load<u32>(at), end = load<u32>(at, 4) & ~QUOTED;
  while (start < end && isBlank(load<u8>(start))) start++;
  return start == end;
}

/** A cell that the fast way does not understand; false when it had to be a number and is none. */
function readCell(at: usize, out: usize, column: i32): bool {
  if (load<u32>(at) == (load<u32>(at, 4) & ~QUOTED)) {
    store<f32>(out, NaN);
    return true;
  }
  trimCell(at);
  const value = numberIn(at);
  store<f32>(out, <f32>value);
  let found = 0;
  if (value == value) found = flagsOf(value);
  else if (!isMissingIn(at)) {
    if (load<u8>(forced + column)) return false;
    found = WORD;
    store<u8>(modes + column, <u8>WORD_MET);
  }
  store<u8>(flags + column, load<u8>(flags + column) | <u8>found);
  return true;
}

/** Takes the row into the columns' counts of missing cells, least and greatest numbers. */
// @ts-ignore: decorator
@inline
function takeIn(row: usize): void {
  for (let c: usize = 0, size = <usize>columns << 2; c < size; c += 16) {
    const value = v128.load(row + c);
    v128.store(missing + c, i32x4.sub(v128.load(missing + c), f32x4.ne(value, value)));
    v128.store(least + c, f32x4.pmin(v128.load(least + c), value));
    v128.store(greatest + c, f32x4.pmax(v128.load(greatest + c), value));
  }
}

// V8 makes vector constants anew at each use; loaded ones stay in registers.
const CONSTANTS: usize = memory.data<u16>([
  10, 10, 10, 10, 10, 10, 10, 10,
  100, 1, 100, 1, 100, 1, 100, 1,
  10000, 1, 10000, 1, 10000, 1, 10000, 1,
  0x3030, 0x3030, 0x3030, 0x3030, 0x3030, 0x3030, 0x3030, 0x3030,
  0x0909, 0x0909, 0x0909, 0x0909, 0x0909, 0x0909, 0x0909, 0x0909,
]);
/** Digits of which every number is a float32. */
const FEW: u32 = 7;

/**
 * Reads the cells of a row; where columns are not read as numbers, blanks are taken off only. Returns -1, or the column
 * whose cell had to be a number and is none.
 *
 * There are two fast ways. Up to 7 digits, a minus before them, are 8 bytes that end where the cell ends, as one integer.
 * Up to 16 characters with a decimal sign are a vector that ends there; it is loaded twice, the second time one byte
 * earlier, to close the gap that the decimal sign leaves. Both then join neighbours: digits, pairs of them, fours.
 */
export function readRow(row: i32): i32 {
  const size = columns;
  const first = <usize>row * size;
  let at = index + (first << 3), out = cells + (first << 2);
  const sign = i8x16.splat(<i8>decimal);
  const tens = v128.load(CONSTANTS), hundreds = v128.load(CONSTANTS, 16), thousandTens = v128.load(CONSTANTS, 32);
  const zero = v128.load(CONSTANTS, 48), nine = v128.load(CONSTANTS, 64);
  const flagsAt = flags, modesAt = modes;
  for (let c = 0; c < size; c++, at += 8, out += 4) {
    if (load<u8>(modesAt + c) != AS_NUMBERS) {
      trimCell(at);
      continue;
    }
    const both = load<u64>(at);
    const end = <u32>(both >> 32) & ~QUOTED;
    let start = <u32>both;
    const negative = <u32>(load<u8>(start) == 0x2d);
    start += negative;
    const length = end - start;
    if (length - 1 < FEW && load<u8>(flagsAt + c) == 0) {
      // Bytes in front of the digits become 0.
      let digits = (load<u64>(end - 8) ^ 0x3030303030303030) & (u64.MAX_VALUE << ((8 - length) << 3));
      if (((digits | (digits + 0x7676767676767676)) & 0x8080808080808080) == 0) {
        digits = digits * 10 + (digits >> 8);
        digits = ((digits & 0x000000ff000000ff) * 0x000f424000000064 + ((digits >> 16) & 0x000000ff000000ff) * 0x0000271000000001) >> 32;
        store<u32>(out, reinterpret<u32>(<f32><i32>digits) | (negative << 31));
        continue;
      }
    }
    if (length - 1 < 16) {
      const bytes = v128.load(end - 16);
      const points = <u32>i8x16.bitmask(i8x16.eq(bytes, sign)) & (0xffff0000 >> length) & 0xffff;
      // 16 where there is none.
      const decimals = clz(points) - 16;
      const digits = length - u32(points != 0);
      const joined = v128.bitselect(bytes, v128.load(end - 17), v128.load(LAST_BYTES + decimals));
      const each = v128.and(i8x16.sub(joined, zero), v128.load(LAST_BYTES + digits));
      if (!v128.any_true(i8x16.gt_u(each, nine)) && digits != 0) {
        const pairs = i16x8.add(i16x8.mul(i16x8.shr_u(i16x8.shl(each, 8), 8), tens), i16x8.shr_u(each, 8));
        const fours = i32x4.dot_i16x8_s(pairs, hundreds);
        const eights = i32x4.dot_i16x8_s(i16x8.narrow_i32x4_u(fours, fours), thousandTens);
        const halves = v128.extract_lane<u64>(eights, 0);
        const mantissa = (halves & 0xffffffff) * 100_000_000 + (halves >> 32);
        let value: f64;
        if (mantissa < INEXACT) value = <f64><i64>mantissa / load<f64>(EXACT_POWERS + ((decimals & 15) << 3));
        else value = valueOf(mantissa, -<i32>(decimals & 15), start, end);
        value = reinterpret<f64>(reinterpret<u64>(value) | (<u64>negative << 63));
        store<f32>(out, <f32>value);
        store<u8>(flagsAt + c, load<u8>(flagsAt + c) | <u8>flagsOf(value));
        continue;
      }
    }
    if (!readCell(at, out, c)) return c;
  }
  takeIn(cells + (first << 2));
  return -1;
}
