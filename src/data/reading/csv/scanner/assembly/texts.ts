// One column of texts: a category for each different text, found by a hash table with open addressing.
import { isBlankCell, isMissingIn, numberIn } from "./row";
import { QUOTED, cells, columns, index, missing, wordsAreMissingInText } from "./state";

/** What a text is otherwise. */
const WORD: i32 = 0;
const NUMBER: i32 = 1;
const MISSING: i32 = 2;

const MIX: u64 = 0x9e3779b97f4a7c15;

/** The last bytes of a text, fewer than 8, as a word; what lies after them is made 0. */
// @ts-ignore: decorator
@inline
function tailOf(at: usize, bytes: usize): u64 {
  return bytes == 0 ? 0 : load<u64>(at) << ((8 - bytes) << 3);
}

// @ts-ignore: decorator
@inline
function hash(start: usize, end: usize): u32 {
  let h: u64 = end - start;
  for (; start + 8 <= end; start += 8) {
    h = (h ^ load<u64>(start)) * MIX;
    h ^= h >> 29;
  }
  h = (h ^ tailOf(start, end - start)) * MIX;
  h ^= h >> 32;
  h *= MIX;
  return <u32>(h >> 32);
}

// @ts-ignore: decorator
@inline
function equal(a: usize, b: usize, length: usize): bool {
  for (; length >= 8; length -= 8, a += 8, b += 8) if (load<u64>(a) != load<u64>(b)) return false;
  return tailOf(a, length) == tailOf(b, length);
}

/**
 * Reads a column of texts. `table` has a u64 for each of `slots` (a power of two, more than rows): hash and entry + 1. An
 * entry has six words: start, end, how many cells, what else it is, the category's index as float32 (NaN is
 * missing), the first row. Returns the number of entries.
 */
export function readTexts(column: i32, rows: i32, table: usize, slots: i32, entries: usize): i32 {
  memory.fill(table, 0, <usize>slots << 3);
  const mask = <u32>slots - 1, stride = <usize>columns;
  let count = 0, categories = 0, absent = 0;
  let at = index + (<usize>column << 3), out = cells + (<usize>column << 2);
  for (let r = 0; r < rows; r++, at += stride << 3, out += stride << 2) {
    const start = load<u32>(at), end = load<u32>(at, 4) & ~QUOTED;
    if (start == end) {
      store<f32>(out, NaN);
      absent++;
      continue;
    }
    const key = hash(start, end);
    let slot = key & mask, entry: usize = 0;
    for (;;) {
      const known = load<u64>(table + (<usize>slot << 3));
      if (known == 0) break;
      entry = entries + (<usize>(<u32>known - 1)) * 24;
      const first = load<u32>(entry);
      if (<u32>(known >> 32) == key && load<u32>(entry, 4) - first == end - start && equal(first, start, end - start)) break;
      slot = (slot + 1) & mask;
      entry = 0;
    }
    if (entry == 0) {
      entry = entries + <usize>count * 24;
      store<u64>(table + (<usize>slot << 3), (<u64>key << 32) | <u64>++count);
      const value = numberIn(at);
      // Words that are given for missing ones may be numbers.
      const kind = isMissingIn(at) ? MISSING : value == value ? NUMBER : WORD;
      store<u32>(entry, start);
      store<u32>(entry, end, 4);
      store<u32>(entry, 0, 8);
      store<i32>(entry, kind, 12);
      // What is blank throughout is a text, though no number.
      const isCategory = kind != MISSING || !wordsAreMissingInText || isBlankCell(at);
      store<f32>(entry, isCategory ? <f32>categories : NaN, 16);
      categories += i32(isCategory);
      store<i32>(entry, r, 20);
    }
    store<u32>(entry, load<u32>(entry, 8) + 1, 8);
    const code = load<f32>(entry, 16);
    store<f32>(out, code);
    absent += i32(code != code);
  }
  store<u32>(missing + (<usize>column << 2), absent);
  return count;
}
