/**
 * Numbers from bytes, with the value that Number(text) gives, without making the text. A mantissa below 2^53 scaled by
 * an exact power of ten is correctly rounded (Clinger 1990, "How to read floating point numbers accurately"); anything
 * longer goes through Number.
 */

const POWERS_OF_TEN = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
const LARGEST_SAFE_MANTISSA = 2 ** 53;

const MINUS = 0x2d;
const PLUS = 0x2b;
const POINT = 0x2e;
const ZERO = 0x30;
const SPACE = 0x20;
const TAB = 0x09;

/**
 * The number written in bytes [start, end): sign, digits, point, exponent, spaces around. NaN when the bytes are
 * anything else, or a number too large to be finite.
 */
export function parseNumber(bytes: Uint8Array, start: number, end: number): number {
  while (start < end && isBlank(bytes[start]!)) start++;
  while (end > start && isBlank(bytes[end - 1]!)) end--;
  let at = start;
  const negative = bytes[at] === MINUS;
  if (negative || bytes[at] === PLUS) at++;

  let mantissa = 0;
  let digits = 0;
  let exponent = 0;
  for (; at < end && isDigit(bytes[at]!); at++, digits++) mantissa = mantissa * 10 + (bytes[at]! - ZERO);
  if (at < end && bytes[at] === POINT) {
    const point = ++at;
    for (; at < end && isDigit(bytes[at]!); at++, digits++) mantissa = mantissa * 10 + (bytes[at]! - ZERO);
    exponent = point - at;
  }
  if (digits === 0) return Number.NaN;
  if (at < end && (bytes[at]! | 0x20) === 0x65) {
    const sign = bytes[++at];
    if (sign === MINUS || sign === PLUS) at++;
    let written = 0;
    const first = at;
    for (; at < end && isDigit(bytes[at]!); at++) written = Math.min(written * 10 + (bytes[at]! - ZERO), 10_000);
    if (at === first) return Number.NaN;
    exponent += sign === MINUS ? -written : written;
  }
  if (at !== end) return Number.NaN;

  if (mantissa >= LARGEST_SAFE_MANTISSA || exponent < -22 || exponent > 22) {
    const value = Number(Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1'));
    return Number.isFinite(value) ? value : Number.NaN;
  }
  const magnitude = exponent < 0 ? mantissa / POWERS_OF_TEN[-exponent]! : mantissa * POWERS_OF_TEN[exponent]!;
  return negative ? -magnitude : magnitude;
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte < ZERO + 10;
}

/** Space or tab. */
export function isBlank(byte: number): boolean {
  return byte === SPACE || byte === TAB;
}
