/**
 * What each column of a chunk is, once its records are found: of numbers, where all its cells were read as such on the
 * way; else of dates or texts, whose cells are read here.
 */

import { type CellKind, DATE, type DatePart, EMPTY, NUMBER, TEXT, type TextPart } from '../block.ts';
import { isBlank } from './blank.ts';
import { DateColumn } from './dates.ts';
import { ADDRESS, type ScannerMemory } from './memory.ts';

/** A column of a block. Its cells, missing cells, least and greatest number are left in the memory. */
export interface Column {
  kind: CellKind;
  whole: boolean;
  low: Float32Array | null;
  text: TextPart | null;
  date: DatePart | null;
}

/** Modes and flags of a column: as in assembly/state.ts. */
const AS_NUMBERS = 0;
const CUT_OUT = 1;
const FRACTION = 1;
const BEYOND = 2;
/** Words of an entry of assembly/texts.ts, and what its text is otherwise. */
const ENTRY_WORDS = 6;
const IS_WORD = 0;
const IS_NUMBER = 1;
/** Columns whose numbers, as float32, differ by less than this share of their size are looked at more closely. */
const PERHAPS_NEAR = 1 / 1000;

export class ColumnReader {
  readonly #memory: ScannerMemory;
  readonly #missingWords: ReadonlySet<string>;

  constructor(memory: ScannerMemory, missingWords: readonly string[]) {
    this.#memory = memory;
    this.#missingWords = new Set(missingWords);
  }

  /** What the column is expected to be in the next chunk, or has to be. */
  expectTexts(column: number, texts: boolean): void {
    this.#memory.bytes[this.#memory.modes + column] = texts ? CUT_OUT : AS_NUMBERS;
  }

  read(column: number, rows: number, mustBeText: boolean): Column {
    const memory = this.#memory;
    if (memory.bytes[memory.modes + column] === AS_NUMBERS) return this.#numbers(column, rows);
    const dates = mustBeText ? null : this.#dates(column, rows);
    if (dates !== null) return dates;
    const text = this.#texts(column, rows);
    if (mustBeText || text.firstWord >= 0) return { kind: TEXT, whole: false, low: null, text, date: null };
    // There were words in the chunk before, and none in this one.
    const low = this.#reread(column, rows);
    return { ...this.#numbers(column, rows), low };
  }

  /** Of a column that was read as numbers. */
  #numbers(column: number, rows: number): Column {
    const memory = this.#memory;
    const absent = memory.uint32(memory.missing, column + 1)[column]!;
    if (absent === rows) return { kind: EMPTY, whole: false, low: null, text: null, date: null };
    const flags = memory.bytes[memory.flags + column]!;
    const least = memory.float32(memory.least, column + 1)[column]!;
    const greatest = memory.float32(memory.greatest, column + 1)[column]!;
    const size = Math.max(Math.abs(least), Math.abs(greatest));
    // Whole numbers that are not beyond 2^24 are float32, all of them.
    const perhapsNear = (flags & FRACTION) !== 0 && greatest - least <= PERHAPS_NEAR * size;
    const low = perhapsNear || (flags & BEYOND) !== 0 ? this.#reread(column, rows) : null;
    return { kind: NUMBER, whole: (flags & FRACTION) === 0, low, text: null, date: null };
  }

  /** Reads a column of numbers once more; its low part, where that matters. */
  #reread(column: number, rows: number): Float32Array | null {
    const memory = this.#memory;
    const { free } = memory;
    memory.growTo(free + 4 * rows);
    const matters = memory.exports.readNumbers(column, rows, free) !== 0;
    return matters ? memory.float32(free, rows).slice() : null;
  }

  #texts(column: number, rows: number): TextPart {
    const memory = this.#memory;
    const slots = 2 ** Math.ceil(Math.log2(2 * rows + 1));
    const table = memory.free;
    const entriesAt = table + 8 * slots;
    memory.growTo(entriesAt + 4 * ENTRY_WORDS * rows);
    memory.bytes.fill(0, table, entriesAt);
    const found = memory.exports.readTexts(column, rows, table, slots, entriesAt);
    const entries = memory.uint32(entriesAt, ENTRY_WORDS * found);
    const codes = memory.float32(entriesAt, ENTRY_WORDS * found);
    const categories: string[] = [];
    const counts: number[] = [];
    let [numbers, missingWords, firstWord] = [0, 0, -1];
    for (let at = 0; at < entries.length; at += ENTRY_WORDS) {
      // Missing, not a category.
      if (Number.isNaN(codes[at + 4]!)) continue;
      const count = entries[at + 2]!;
      categories.push(memory.text(entries[at]!, entries[at + 1]!));
      counts.push(count);
      const otherwise = entries[at + 3]!;
      if (otherwise === IS_NUMBER) numbers += count;
      else if (otherwise !== IS_WORD) missingWords += count;
      else if (firstWord < 0) firstWord = entries[at + 5]!;
    }
    return { categories, counts: Uint32Array.from(counts), numbers, missingWords, firstWord };
  }

  /** Null when some cell is neither a date nor missing, or all are missing. */
  #dates(column: number, rows: number): Column | null {
    const memory = this.#memory;
    const { bytes, columns } = memory;
    const index = memory.uint32(memory.index, 2 * rows * columns);
    const cells = new DateColumn(rows);
    for (let row = 0, at = 2 * column; row < rows; row++, at += 2 * columns) {
      if (!this.#date(bytes, index[at]!, index[at + 1]! & ADDRESS, cells)) return null;
    }
    const dates = cells.finish();
    if (dates === null) return null;
    const low = this.#storeDates(column, dates.seconds);
    return { kind: DATE, whole: false, low, text: null, date: dates.part };
  }

  #date(bytes: Uint8Array, from: number, to: number, cells: DateColumn): boolean {
    let [start, end] = [from, to];
    while (start < end && isBlank(bytes[start]!)) start++;
    while (start < end && isBlank(bytes[end - 1]!)) end--;
    if (start !== end) {
      if (cells.add(bytes, start, end)) return true;
      if (!this.#missingWords.has(this.#memory.text(start, end))) return false;
    }
    cells.addMissing();
    return true;
  }

  #storeDates(column: number, seconds: Float64Array): Float32Array {
    const memory = this.#memory;
    const { columns } = memory;
    const cells = memory.float32(memory.cells, seconds.length * columns);
    const low = new Float32Array(seconds.length);
    let [absent, least, greatest] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let row = 0; row < seconds.length; row++) {
      const value = seconds[row]!;
      const rounded = Math.fround(value);
      cells[row * columns + column] = rounded;
      if (Number.isNaN(value)) {
        absent++;
        continue;
      }
      low[row] = value - rounded;
      least = Math.min(least, rounded);
      greatest = Math.max(greatest, rounded);
    }
    memory.uint32(memory.missing, columns)[column] = absent;
    memory.float32(memory.least, columns)[column] = least;
    memory.float32(memory.greatest, columns)[column] = greatest;
    return low;
  }
}
