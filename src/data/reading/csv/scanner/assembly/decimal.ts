// Numbers from decimal text, with the value that Number(text) has in JavaScript.
//
// A mantissa below 2^53 scaled by an exact power of ten is rounded once, and so correctly (Clinger 1990, "How to read
// floating point numbers accurately"). Longer ones, up to 19 digits, are multiplied by a power of ten that is known to
// 128 bits (Lemire 2021, "Number parsing at a gigabyte per second", section 5). The host does what remains.
import { decimal, powers, thousands } from "./state";

/** The value of what is left over, by the host. */
// @ts-ignore: decorator
@external("host", "number")
declare function numberOfHost(start: usize, end: usize): f64;

/** 10^0 to 10^22, the powers of ten that are exact. */
export const EXACT_POWERS: usize = memory.data<f64>([
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
]);
const MOST_EXACT: i32 = 22;
/** The first mantissa that a float64 may not hold. */
export const INEXACT: u64 = 1 << 53;
/** The host's table has 10^-64 to 10^64, as 128 bits of which the first is 1: the low 64, the high 64. */
const MOST_POWER: i32 = 64;
/** So many digits fit in 64 bits. */
const MOST_DIGITS: i32 = 19;
/** An exponent that is beyond all; more digits of it do not matter. */
const HUGE: i32 = 100_000;

/** The high 64 bits of a product; the low ones are a * b. */
// @ts-ignore: decorator
@inline
function highProduct(a: u64, b: u64): u64 {
  const a0 = a & 0xffffffff, a1 = a >> 32, b0 = b & 0xffffffff, b1 = b >> 32;
  const middle = a1 * b0 + ((a0 * b0) >> 32);
  const other = a0 * b1 + (middle & 0xffffffff);
  return a1 * b1 + (middle >> 32) + (other >> 32);
}

/** mantissa * 10^exponent, the mantissa not 0; NaN where this way is not sure of the last bit, or of the range. */
function scaled(mantissa: u64, exponent: i32): f64 {
  if (exponent < -MOST_POWER || exponent > MOST_POWER) return NaN;
  const power = powers + ((exponent + MOST_POWER) << 4);
  const zeros = <i32>clz(mantissa);
  mantissa <<= zeros;
  const factor = load<u64>(power, 8);
  let high = highProduct(mantissa, factor), low = mantissa * factor;
  // Nine bits are more than needed; only where they are all 1 could the rest of the power carry into the others.
  if ((high & 0x1ff) == 0x1ff) {
    const rest = highProduct(mantissa, load<u64>(power));
    low += rest;
    if (low < rest) high++;
  }
  if (low == u64.MAX_VALUE) return NaN;
  const top = <i32>(high >> 63);
  // 54 bits: one more than the result has, to round by.
  let bits = high >> (top + 9);
  // floor(log2(10^exponent)) is exponent * 217706 / 2^16 in this range.
  let power2 = ((exponent * 217_706) >> 16) + 63 + top - zeros + 1023;
  // A half is exact only for small powers; it goes to the even neighbour.
  if (low <= 1 && exponent >= -4 && exponent <= 23 && (bits & 3) == 1 && bits << (top + 9) == high) bits &= ~1;
  bits = (bits + (bits & 1)) >> 1;
  if (bits == INEXACT) {
    bits >>= 1;
    power2++;
  }
  return reinterpret<f64>((bits & 0xfffffffffffff) | (<u64>power2 << 52));
}

/** mantissa * 10^exponent of the number in [start, end), without its sign. */
export function valueOf(mantissa: u64, exponent: i32, start: usize, end: usize): f64 {
  if (mantissa < INEXACT && exponent >= -MOST_EXACT && exponent <= MOST_EXACT) {
    const value = <f64>mantissa;
    return exponent < 0
      ? value / load<f64>(EXACT_POWERS - (exponent << 3))
      : value * load<f64>(EXACT_POWERS + (exponent << 3));
  }
  if (mantissa == 0) return 0;
  const value = scaled(mantissa, exponent);
  return value == value ? value : abs(numberOfHost(start, end));
}

/** Whether the letters at [start, end) are those of the word, which is in lower case; in any case. */
function spells(start: usize, end: usize, word: usize, length: usize): bool {
  if (end - start != length) return false;
  for (let i: usize = 0; i < length; i++) if ((load<u8>(start + i) | 0x20) != load<u8>(word + i)) return false;
  return true;
}

const INFINITY: usize = memory.data<u8>([0x69, 0x6e, 0x66, 0x69, 0x6e, 0x69, 0x74, 0x79]);

/** The number written in [start, end), which has no blanks around; NaN when it is something else. */
export function parseNumber(start: usize, end: usize): f64 {
  if (start == end) return NaN;
  let at = start;
  const sign = <i32>load<u8>(at);
  const negative = sign == 0x2d;
  if (negative || sign == 0x2b) at++;

  const first = at;
  let mantissa: u64 = 0;
  let significant = 0, digits = 0, exponent = 0, group = 0;
  let grouped = false;
  for (; at < end; at++) {
    const byte = <i32>load<u8>(at), digit = byte - 0x30;
    if (<u32>digit <= 9) {
      mantissa = mantissa * 10 + digit;
      significant += i32(mantissa != 0);
      digits++;
      group++;
    } else if (byte == thousands && (grouped ? group == 3 : group >= 1 && group <= 3)) {
      grouped = true;
      group = 0;
    } else break;
  }
  if (grouped && group != 3) return NaN;
  if (at < end && <i32>load<u8>(at) == decimal) {
    for (at++; at < end; at++) {
      const digit = <i32>load<u8>(at) - 0x30;
      if (<u32>digit > 9) break;
      mantissa = mantissa * 10 + digit;
      significant += i32(mantissa != 0);
      digits++;
      exponent--;
    }
  }
  if (digits == 0) {
    // A point without digits is no number, whatever follows.
    if (at != first) return NaN;
    if (!spells(at, end, INFINITY, 3) && !spells(at, end, INFINITY, 8)) return NaN;
    return negative ? -Infinity : Infinity;
  }
  if (at < end && (load<u8>(at) | 0x20) == 0x65) {
    at++;
    const direction = at < end ? <i32>load<u8>(at) : 0;
    if (direction == 0x2d || direction == 0x2b) at++;
    if (at == end) return NaN;
    let written = 0;
    for (; at < end; at++) {
      const digit = <i32>load<u8>(at) - 0x30;
      if (<u32>digit > 9) return NaN;
      written = min(written * 10 + digit, HUGE);
    }
    exponent += direction == 0x2d ? -written : written;
  }
  if (at != end) return NaN;
  // A mantissa that overflowed may have become 0, but its digits were counted.
  const value = significant > MOST_DIGITS ? abs(numberOfHost(start, end)) : valueOf(mantissa, exponent, start, end);
  return negative ? -value : value;
}
