// What the host has told: the dialect, and where everything lies. Addresses are in bytes. The memory is the host's, from
// heapBase() on; it grows before a call, never during one.

export const LF: i32 = 0x0a;
export const CR: i32 = 0x0d;
export const TAB: i32 = 0x09;
export const SPACE: i32 = 0x20;

/** How a column's cells are read on the way: as numbers, or, with any other mode, only cut out, to be read later. */
export const AS_NUMBERS: i32 = 0;
/** It was read as numbers until there was a word. */
export const WORD_MET: i32 = 2;

/** Set in the end of a cell that was quoted. A chunk is shorter than this. */
export const QUOTED: u32 = 0x80000000;

/** Flags of a column. Some number is not whole. */
export const FRACTION: i32 = 1;
/** Some number is 2^24 or more in size and is not a float32. */
export const BEYOND: i32 = 2;
/** Some cell is neither a number nor missing. */
export const WORD: i32 = 4;

// The dialect: bytes, or -1 for none.
export let delimiter: i32 = 0x2c;
/** 1 where the delimiter is any run of spaces and tabs. */
export let runs: i32 = 0;
export let quote: i32 = -1;
/** Makes a quote inside quotes an ordinary character. */
export let escape: i32 = -1;
export let comment: i32 = -1;
export let decimal: i32 = 0x2e;
export let thousands: i32 = -1;
/** 1 where words for missing are missing in columns of texts too. */
export let wordsAreMissingInText: i32 = 0;

export function configure(
  newDelimiter: i32, newRuns: i32, newQuote: i32, newEscape: i32, newComment: i32, newDecimal: i32, newThousands: i32,
  newMissing: i32,
): void {
  delimiter = newDelimiter;
  runs = newRuns;
  quote = newQuote;
  escape = newEscape;
  comment = newComment;
  decimal = newDecimal;
  thousands = newThousands;
  wordsAreMissingInText = newMissing;
}

export let columns: i32 = 0;
/** The bytes of the chunk; there are 64 bytes in front that may be read, and 128 after them that may be written. */
export let input: usize = 0;
/** (rows, columns) of [start, end): u32 addresses of a cell's bytes. */
export let index: usize = 0;
/** (rows, columns) of float32. */
export let cells: usize = 0;
/** (rows) of u32: the line on which the row starts. */
export let lines: usize = 0;
/** (columns) of u8: AS_NUMBERS or not. */
export let modes: usize = 0;
/** (columns) of u8: 1 where a cell must be a number. */
export let forced: usize = 0;
/** (columns) of u8. */
export let flags: usize = 0;
/** (columns + 4) of u32, float32, float32. */
export let missing: usize = 0;
export let least: usize = 0;
export let greatest: usize = 0;
/** Words for missing: for each its length (u32) and its bytes; a length of 0 ends the list. */
export let words: usize = 0;
/** Powers of ten for long mantissas, see decimal.ts. */
export let powers: usize = 0;
/** What scanRecords found, see records.ts. */
export let report: usize = 0;
/** Faults that the report has room for. */
export let maxFaults: i32 = 0;
/** 1 where records that are too short get empty cells. */
export let fills: i32 = 0;

/** Takes the number of columns, addresses, and what follows them, from 16 words in the order of the declarations above. */
export function place(plan: usize): void {
  columns = load<i32>(plan);
  input = load<u32>(plan, 4);
  index = load<u32>(plan, 8);
  cells = load<u32>(plan, 12);
  lines = load<u32>(plan, 16);
  modes = load<u32>(plan, 20);
  forced = load<u32>(plan, 24);
  flags = load<u32>(plan, 28);
  missing = load<u32>(plan, 32);
  least = load<u32>(plan, 36);
  greatest = load<u32>(plan, 40);
  words = load<u32>(plan, 44);
  powers = load<u32>(plan, 48);
  report = load<u32>(plan, 52);
  maxFaults = load<i32>(plan, 56);
  fills = load<i32>(plan, 60);
}

/** Where the host's memory begins. */
export function heapBase(): usize {
  return __heap_base;
}
