/**
 * What each column of a chunk is, once its records are found: of numbers, where all its cells were read as such on the
 * way; else of dates or texts, whose cells are read here.
 */

import { type CellKind, DATE, EMPTY, isNarrow, NUMBER, TEXT, type TextPart } from '../../../tables/blocks/block.ts';
import { withoutBlanks } from '../../../tables/cells/blank.ts';
import type { DatePart } from '../../../tables/cells/dates.ts';
import { FIRST_LOSSY, isLossy } from '../../../tables/cells/whole-numbers.ts';
import { firstCode } from '../../../tables/leading-zeros.ts';
import { ADDRESS, type ScannerMemory } from './memory.ts';

/** A column of a block. Its cells, missing cells, min and max are left in the memory. */
export interface Column {
  kind: CellKind;
  integral: boolean;
  code: string | null;
  sample: string | null;
  low: Float32Array | null;
  text: TextPart | null;
  date: DatePart | null;
}

const NOTHING: Column = {
  kind: EMPTY,
  integral: false,
  code: null,
  sample: null,
  low: null,
  text: null,
  date: null,
};

/** Modes and flags of a column: as in assembly/state.ts. */
const AS_NUMBERS = 0;
const CUT_OUT = 1;
const FRACTION = 1;
const BEYOND = 2;
/** Words of an entry of assembly/texts.ts, and what its text is otherwise. */
const ENTRY_WORDS = 6;
const IS_WORD = 0;
const IS_NUMBER = 1;

/** Orders of dates, by their numbers in assembly/dates.ts. */
const ORDERS: readonly DatePart['order'][] = ['ymd', 'mdy', 'dmy', 'either'];

const ZERO = 0x30;

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= ZERO + 9;
}

export class ColumnReader {
  readonly #memory: ScannerMemory;
  readonly #missingWords: ReadonlySet<string>;
  /** Some of them may look like a date: then they are asked for first. */
  readonly #wordsBeforeDates: boolean;

  constructor(memory: ScannerMemory, missingWords: readonly string[]) {
    this.#memory = memory;
    this.#missingWords = new Set(missingWords);
    this.#wordsBeforeDates = missingWords.some(word => /^\d/.test(word));
  }

  /** What the column is expected to be in the next chunk, or has to be. */
  expectTexts(column: number, texts: boolean): void {
    this.#memory.bytes[this.#memory.modes + column] = texts ? CUT_OUT : AS_NUMBERS;
  }

  read(column: number, rows: number, forced: 'number' | 'exact' | 'text' | 'written' | undefined): Column {
    const memory = this.#memory;
    if (memory.bytes[memory.modes + column] === AS_NUMBERS) return this.#numbers(column, rows, forced === 'exact');
    const mustBeText = forced === 'text' || forced === 'written';
    const dates = mustBeText ? null : this.#dates(column, rows);
    if (dates !== null) return dates;
    const text = this.#texts(column, rows);
    if (mustBeText || text.firstWord >= 0) return { ...NOTHING, kind: TEXT, text };
    // There were words in the chunk before, and none in this one.
    this.#reread(column, rows, false);
    return this.#numbers(column, rows, forced === 'exact');
  }

  /** Of a column that was read as numbers. */
  #numbers(column: number, rows: number, exact: boolean): Column {
    const memory = this.#memory;
    const absent = memory.words[memory.missing / 4 + column]!;
    if (absent === rows) return { ...NOTHING, sample: this.#find(column, rows, () => true) };
    const flags = memory.bytes[memory.flags + column]!;
    const min = memory.floats[memory.min / 4 + column]!;
    const max = memory.floats[memory.max / 4 + column]!;
    // Whole numbers that are not beyond 2^24 are float32, all of them.
    const narrow = (flags & FRACTION) !== 0 && isNarrow(min, max);
    const low = exact || narrow || (flags & BEYOND) !== 0 ? this.#reread(column, rows, exact) : null;
    const integral = (flags & FRACTION) === 0;
    const isValue = (text: string) => !this.#missingWords.has(text);
    const code = integral ? this.#code(column, rows) : null;
    const isLarge = integral && Math.max(-min, max) >= FIRST_LOSSY;
    const lossy = isLarge ? this.#find(column, rows, isLossy) : null;
    const first = lossy === null && min === max ? this.#find(column, rows, isValue) : null;
    // Whole numbers that are one float32 are told apart by their low parts.
    const differs = (text: string) => text !== first && isValue(text) && Number(text) !== Number(first);
    const isOne = first !== null && (integral || this.#find(column, rows, differs) === null);
    const sample = isOne ? first : lossy;
    return { ...NOTHING, kind: NUMBER, integral, code, sample, low };
  }

  /** The text of the first cell for which that holds, blanks around it left out; empty cells are passed over. */
  #find(column: number, rows: number, holds: (text: string) => boolean): string | null {
    const memory = this.#memory;
    const { words, index, columns } = memory;
    for (let row = 0, at = index / 4 + 2 * column; row < rows; row++, at += 2 * columns) {
      const [start, end] = [words[at]!, words[at + 1]! & ADDRESS];
      const text = start < end ? withoutBlanks(memory.text(start, end)) : '';
      if (text !== '' && holds(text)) return text;
    }
    return null;
  }

  /** Of whole numbers, one that is written with zeros in front, where that is the way of the column. */
  #code(column: number, rows: number): string | null {
    const memory = this.#memory;
    const { bytes, words, index, columns } = memory;
    const row = firstCode(rows, row => {
      const at = index / 4 + 2 * (row * columns + column);
      const start = words[at]!;
      const long = (words[at + 1]! & ADDRESS) - start > 2;
      return long && bytes[start] === ZERO && isDigit(bytes[start + 1]!) && isDigit(bytes[start + 2]!);
    });
    if (row < 0) return null;
    const { start, end } = memory.cell(row * columns + column);
    return memory.text(start, end);
  }

  /** Reads a column of numbers once more; its low part, where float32 does not hold all of them, or it is asked for. */
  #reread(column: number, rows: number, exact: boolean): Float32Array | null {
    const memory = this.#memory;
    const { free } = memory;
    memory.growTo(free + 4 * rows);
    const inexact = memory.exports.readNumbers(column, rows, free) !== 0;
    return exact || inexact ? memory.copyFloats(free, rows) : null;
  }

  #texts(column: number, rows: number): TextPart {
    const memory = this.#memory;
    const slots = 2 ** Math.ceil(Math.log2(2 * rows + 1));
    const table = memory.free;
    const entriesAt = table + 8 * slots;
    memory.growTo(entriesAt + 4 * ENTRY_WORDS * rows);
    const found = memory.exports.readTexts(column, rows, table, slots, entriesAt);
    const { words, floats } = memory;
    const categories: string[] = [];
    const counts: number[] = [];
    let [numbers, missingWords, firstWord] = [0, 0, -1];
    for (let i = 0, at = entriesAt / 4; i < found; i++, at += ENTRY_WORDS) {
      // Missing, not a category.
      if (Number.isNaN(floats[at + 4]!)) continue;
      const count = words[at + 2]!;
      categories.push(memory.text(words[at]!, words[at + 1]!));
      counts.push(count);
      const otherwise = words[at + 3]!;
      if (otherwise === IS_NUMBER) numbers += count;
      else if (otherwise !== IS_WORD) missingWords += count;
      else if (firstWord < 0) firstWord = words[at + 5]!;
    }
    return { categories, counts: Uint32Array.from(counts), numbers, missingWords, firstWord };
  }

  /** Null when some cell is neither a date nor missing, or all are missing. */
  #dates(column: number, rows: number): Column | null {
    const memory = this.#memory;
    const seconds = memory.free;
    const dates = seconds + 8 * rows;
    const lowAt = dates + 4 * rows;
    memory.growTo(lowAt + 4 * rows);
    const found = memory.exports.readDates(column, rows, dates, seconds, lowAt, Number(this.#wordsBeforeDates));
    if (found < 0) return null;
    const part = { order: ORDERS[found % ORDERS.length]!, time: found >= ORDERS.length };
    return { ...NOTHING, kind: DATE, low: memory.copyFloats(lowAt, rows), date: part };
  }
}
