// Records and fields: where they begin and end (RFC 4180, and what else is found in the wild).
//
// Bytes that can end a field, and quotes, are found 64 at a time, as bits; the loop goes from one bit to the next. A quote
// matters only where a field begins. The inside of a quoted field is searched apart, unless the next bit is its end.
import { readRow } from "./row";
import {
  AS_NUMBERS, CR, LF, QUOTED, SPACE, TAB, WORD_MET, columns, comment, delimiter, escape, flags, greatest, index, input, least, lines,
  fills, maxFaults, missing, modes, quote, report, runs,
} from "./state";

/** Kinds of faults. Detail is the number of fields. */
const FIELDS: i32 = 0;
const UNCLOSED: i32 = 1;
/** Detail is the field. */
const AFTER_QUOTE: i32 = 2;
/** Detail is the column, and the cell's place follows. */
const NO_NUMBER: i32 = 3;

// The report: ten words, and then five for each fault.
const ROWS: usize = 0;
const LINES: usize = 4;
const BLANK: usize = 8;
const BLANK_AFTER: usize = 12;
const FAULTS: usize = 16;
/** Rows that were filled; the line of the first follows, and its fields. */
const FILLED: usize = 20;
const FILLED_FIELDS: usize = 28;
/** Rows with a quote inside a field that is closed in another field; the line of the first follows. */
const STRAY: usize = 32;
const FIRST_FAULT: usize = 40;

function addFault(kind: i32, line: i32, detail: i32, start: u32, end: u32): void {
  const count = load<i32>(report, FAULTS);
  store<i32>(report, count + 1, FAULTS);
  if (count >= maxFaults) return;
  const at = report + FIRST_FAULT + count * 20;
  store<i32>(at, kind);
  store<i32>(at, line, 4);
  store<i32>(at, detail, 8);
  store<u32>(at, start, 12);
  store<u32>(at, end, 16);
}

/** Counts a row; the first of its kind leaves its line. */
function note(count: usize, line: i32): bool {
  const before = load<i32>(report + count);
  store<i32>(report + count, before + 1);
  if (before == 0) store<i32>(report + count, line, 4);
  return before == 0;
}

/** Gives a record that is too short empty cells behind its last, where that is asked for. */
function fill(record: usize, fields: i32, line: i32): bool {
  if (!fills || fields > columns) return false;
  const empty = <u64>input | (<u64>input << 32);
  for (let at = record + (<usize>fields << 3), end = record + (<usize>columns << 3); at < end; at += 8) store<u64>(at, empty);
  if (note(FILLED, line)) store<i32>(report, fields, FILLED_FIELDS);
  return true;
}

// @ts-ignore: decorator
@inline
function special16(bytes: v128, one: v128, other: v128): u64 {
  const lineEnds = v128.or(i8x16.eq(bytes, i8x16.splat(<i8>LF)), i8x16.eq(bytes, i8x16.splat(<i8>CR)));
  return <u64><u32>i8x16.bitmask(v128.or(lineEnds, v128.or(i8x16.eq(bytes, one), i8x16.eq(bytes, other))));
}

/** Which of the 64 bytes at the address are line ends or either of two more. */
// @ts-ignore: decorator
@inline
function specialBits(at: usize, one: v128, other: v128): u64 {
  const low = special16(v128.load(at), one, other) | (special16(v128.load(at, 16), one, other) << 16);
  const high = special16(v128.load(at, 32), one, other) | (special16(v128.load(at, 48), one, other) << 16);
  return low | (high << 32);
}

/** Which of the 64 bytes at the address are this one. */
// @ts-ignore: decorator
@inline
function bitsOf(at: usize, one: v128): u64 {
  const low = i8x16.bitmask(i8x16.eq(v128.load(at), one)) | (i8x16.bitmask(i8x16.eq(v128.load(at, 16), one)) << 16);
  const high = i8x16.bitmask(i8x16.eq(v128.load(at, 32), one)) | (i8x16.bitmask(i8x16.eq(v128.load(at, 48), one)) << 16);
  return <u64><u32>low | (<u64><u32>high << 32);
}

/** A blank that is around fields and not between them. */
// @ts-ignore: decorator
@inline
function isPadding(byte: i32): bool {
  return (byte == SPACE || byte == TAB) && byte != delimiter && !runs;
}

function allPadding(start: usize, end: usize): bool {
  for (; start < end; start++) if (!isPadding(load<u8>(start))) return false;
  return true;
}

/** After the line end at the address: LF, CR or CRLF. */
// @ts-ignore: decorator
@inline
function afterLineEnd(at: usize): usize {
  return at + 1 + usize(load<u8>(at) == CR && load<u8>(at, 1) == LF);
}

/** The line end at or after the address. There is one after the chunk. */
function lineEnd(at: usize): usize {
  while (load<u8>(at) != LF && load<u8>(at) != CR) at++;
  return at;
}

/** After blanks that are padding, or, in runs, any. */
function afterBlanks(at: usize): usize {
  while (load<u8>(at) == SPACE || load<u8>(at) == TAB) {
    if (!runs && <i32>load<u8>(at) == delimiter) break;
    at++;
  }
  return at;
}

/** Whether a field ends at the address, or behind blanks there. */
function endsField(at: usize): bool {
  while (isPadding(load<u8>(at))) at++;
  const byte = <i32>load<u8>(at);
  return byte == delimiter || byte == LF || byte == CR;
}

/** Line ends in the inside of a quoted field. */
let linesInside: i32 = 0;
/** Where the inside ends, once doubled quotes are single. */
let insideEnd: usize = 0;

/** The closing quote of the field whose inside starts at the address, or the end. Removes what protects quotes, in place. */
function closingQuote(at: usize, end: usize): usize {
  const mark = <u8>quote;
  const quotes = i8x16.splat(mark), lf = i8x16.splat(<i8>LF), cr = i8x16.splat(<i8>CR);
  let to = at;
  linesInside = 0;
  while (at < end) {
    const bytes = v128.load(at);
    let found = v128.or(i8x16.eq(bytes, quotes), v128.or(i8x16.eq(bytes, lf), i8x16.eq(bytes, cr)));
    if (escape >= 0) found = v128.or(found, i8x16.eq(bytes, i8x16.splat(<i8>escape)));
    const plain = min<usize>(ctz(i8x16.bitmask(found) | 0x10000), end - at);
    if (to != at) memory.copy(to, at, plain);
    to += plain;
    at += plain;
    if (plain == 16 || at == end) continue;
    let byte = load<u8>(at);
    if (<i32>byte == escape) {
      const next = load<u8>(at, 1);
      if (at + 1 < end && (next == mark || <i32>next == escape)) {
        byte = next;
        at++;
      }
    } else if (byte == mark) {
      if (at + 1 == end || load<u8>(at, 1) != mark) break;
      at++;
    } else if (byte == LF || load<u8>(at, 1) != LF) linesInside++;
    store<u8>(to++, byte);
    at++;
  }
  insideEnd = to;
  return at;
}

/** Makes columns as if nothing had been read. */
function clear(): void {
  memory.fill(flags, 0, columns);
  for (let c = 0; c < columns; c++) if (load<u8>(modes + c) == WORD_MET) store<u8>(modes + c, <u8>AS_NUMBERS);
  for (let c: usize = 0, size = <usize>columns << 2; c < size; c += 16) {
    v128.store(missing + c, i32x4.splat(0));
    v128.store(least + c, f32x4.splat(Infinity));
    v128.store(greatest + c, f32x4.splat(-Infinity));
  }
}

/**
 * Finds the records of the chunk, and reads the cells of those that have as many fields as there are columns.
 */
export function scanRecords(length: i32): void {
  const end = input + length;
  store<u8>(end, LF);
  memory.fill(report, 0, FIRST_FAULT);
  clear();
  const between = delimiter, inRuns = runs != 0, marks = quote == delimiter ? -1 : quote;
  const ends = i8x16.splat(<i8>between);
  const tabs = i8x16.splat(<i8>(inRuns ? TAB : LF)), quotes = i8x16.splat(<i8>(marks < 0 ? LF : marks));
  // Of 64 bytes from base: delimiters, and what needs a closer look. They are found anew from `from`, unless it is 0.
  let at = input, base: usize = 0, from = at;
  let delimiters: u64 = 0, special: u64 = 0;
  let row = 0, line = 1, blank = 0, blankAfter = 0;
  let spoilt = false;

  while (at < end) {
    const first = <i32>load<u8>(at);
    if (first <= SPACE || first == comment) {
      const last = first == comment ? lineEnd(at) : afterBlanks(at);
      if (load<u8>(last) == LF || load<u8>(last) == CR) {
        blankAfter += i32(first != comment);
        at = afterLineEnd(last);
        from = at;
        line++;
        continue;
      }
    }

    const record = index + ((<usize>row * columns) << 3);
    let start = at, out = record;
    let faulty = -1, faultLine = 0, faultDetail = 0;
    // The field, from 0, in which a quote stands before a text; -1 is none. And whether another field closes it.
    let opened = -1;
    let stray = false;
    const recordLine = line;
    for (;;) {
      if (from != 0) {
        base = from & ~63;
        const kept = u64.MAX_VALUE << (from & 63);
        delimiters = bitsOf(base, ends) & kept;
        special = specialBits(base, tabs, quotes) & kept;
        if (inRuns) {
          special |= delimiters;
          delimiters = 0;
        }
        from = 0;
      }
      const lowest = special & (0 - special);
      let plain = delimiters & (lowest - 1);
      delimiters ^= plain;
      for (; plain != 0; plain &= plain - 1, out += 8) {
        const stop = base + <usize>ctz(plain);
        store<u64>(out, <u64>start | (<u64>stop << 32));
        start = stop + 1;
      }
      if (special == 0) {
        from = base + 64;
        continue;
      }

      let stop = base + <usize>ctz(special);
      special ^= lowest;
      let byte = <i32>load<u8>(stop);
      let field = <u64>start | (<u64>stop << 32);
      let isField = !inRuns || stop != start;
      if (byte == marks) {
        if (!allPadding(start, stop)) {
          const at = <i32>(out - record >> 3), next = <i32>load<u8>(stop + 1);
          const closes = endsField(stop + 1);
          stray = stray || (closes && opened >= 0 && at != opened);
          opened = closes || at == opened || next == SPACE ? -1 : at;
          continue;
        }
        // Mostly the next quote is the closing one, and no line end is before it.
        let close = base + <usize>ctz(special), inside = close;
        if (escape >= 0 || special == 0 || load<u8>(close) != marks || load<u8>(close, 1) == marks) {
          close = closingQuote(stop + 1, end);
          inside = insideEnd;
          line += linesInside;
        }
        if (close == end) {
          if (faulty < 0) {
            faulty = UNCLOSED;
            faultLine = line - linesInside;
          }
          line += i32(load<u8>(end - 1) != LF);
          at = end;
          break;
        }
        start = stop;
        field = <u64>(stop + 1) | ((<u64>inside | QUOTED) << 32);
        stop = close + 1;
        while (isPadding(load<u8>(stop))) stop++;
        byte = <i32>load<u8>(stop);
        if (stop - base < 64) {
          const kept = (u64.MAX_VALUE - 1) << (stop - base);
          delimiters &= kept;
          special &= kept;
        } else from = stop + 1;
        isField = true;
        if (byte != between && byte != LF && byte != CR && !(inRuns && byte == TAB)) {
          // What follows is taken as the rest of a field without quotes, to find the end of the record.
          if (faulty < 0) {
            faulty = AFTER_QUOTE;
            faultLine = line;
            faultDetail = <i32>(out - record >> 3) + 1;
          }
          continue;
        }
      }
      if (isField) {
        store<u64>(out, field);
        out += 8;
      }
      start = stop + 1;
      if (byte == between || (inRuns && byte == TAB)) continue;
      at = afterLineEnd(stop);
      // The LF of a CRLF is passed over.
      if (at != start) from = at;
      line++;
      break;
    }
    const fields = <i32>(out - record >> 3);

    if (faulty >= 0) addFault(faulty, faultLine, faultDetail, 0, 0);
    else if (fields != columns && !fill(record, fields, recordLine)) addFault(FIELDS, recordLine, fields, 0, 0);
    else {
      const wrong = readRow(row);
      if (wrong >= 0) {
        const cell = index + ((<usize>row * columns + wrong) << 3);
        addFault(NO_NUMBER, recordLine, wrong, load<u32>(cell), load<u32>(cell, 4) & ~QUOTED);
        spoilt = true;
      } else {
        store<i32>(lines + (<usize>row << 2), recordLine);
        if (stray) note(STRAY, recordLine);
        row++;
        blank += blankAfter;
        blankAfter = 0;
      }
    }
  }

  // A row that was left out half way has left its marks on the columns.
  if (spoilt) {
    clear();
    for (let r = 0; r < row; r++) readRow(r);
  }
  store<i32>(report, row, ROWS);
  store<i32>(report, line - 1, LINES);
  store<i32>(report, blank, BLANK);
  store<i32>(report, blankAfter, BLANK_AFTER);
}
