// Where the last whole record of a text ends: the same grammar as records.ts, with nothing kept of the fields.
import { CR, LF, SPACE, TAB, comment, delimiter, escape, quote } from "./state";

/** Where the quote stands that is still open, counted from the start; -1 is none. */
let opened: i32 = -1;

export function openedAt(): i32 {
  return opened;
}

/** Whether the quote at `at` stands first in its field. `line` is where the line starts. */
function opensField(at: usize, line: usize): bool {
  if (comment >= 0 && <i32>load<u8>(line) == comment) return false;
  for (let before = at; before > line; ) {
    const byte = <i32>load<u8>(--before);
    if (byte == delimiter) return true;
    if (byte != SPACE && byte != TAB) return false;
    if (delimiter == SPACE) return true;
  }
  return true;
}

// @ts-ignore: decorator
@inline
function bits16(at: usize, quotes: v128, escapes: v128): u64 {
  const bytes = v128.load(at);
  const lineEnds = v128.or(i8x16.eq(bytes, i8x16.splat(<i8>LF)), i8x16.eq(bytes, i8x16.splat(<i8>CR)));
  return <u64><u32>i8x16.bitmask(v128.or(lineEnds, v128.or(i8x16.eq(bytes, quotes), i8x16.eq(bytes, escapes))));
}

/**
 * The end of the last whole record of `length` bytes from `start`, a multiple of 64, which start with a record; counted from there, 0
 * is none. 64 bytes behind them may be read. `final`: nothing comes behind them; otherwise the byte behind tells whether a quote
 * is doubled, or a line feed follows.
 */
export function lastRecordEnd(start: usize, length: i32, final: bool): i32 {
  const end = start + length, decided = final ? end : end - 1;
  const mark = quote, other = escape < 0 ? quote : escape;
  const quotes = i8x16.splat(<i8>mark), escapes = i8x16.splat(<i8>other);
  let line = start, open: usize = 0, from = start;
  for (let base = start; base < end; base += 64) {
    let bits = bits16(base, quotes, escapes) | (bits16(base + 16, quotes, escapes) << 16) |
      (bits16(base + 32, quotes, escapes) << 32) | (bits16(base + 48, quotes, escapes) << 48);
    for (; bits != 0; bits &= bits - 1) {
      const at = base + <usize>ctz(bits);
      if (at >= end) break;
      if (at < from) continue;
      const byte = <i32>load<u8>(at);
      if (open == 0) {
        if (byte == LF) line = at + 1;
        else if (byte == CR) {
          if (at >= decided) break;
          line = from = at + 1 + usize(at + 1 < end && load<u8>(at, 1) == LF);
        } else if (byte == mark && opensField(at, line)) open = at;
        continue;
      }
      if (byte == LF || byte == CR) continue;
      if (at >= decided) break;
      const next = at + 1 < end ? <i32>load<u8>(at, 1) : -1;
      if (byte != mark) {
        if (next == mark || next == other) from = at + 2;
      } else if (next == mark) from = at + 2;
      else open = 0;
    }
  }
  opened = open == 0 ? -1 : <i32>(open - start);
  return <i32>(line - start);
}
