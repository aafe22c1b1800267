/**
 * An instance of the scanner's WebAssembly module (assembly/) and its memory: what stays, which is planned once for a
 * number of columns, and what a chunk needs, which lies behind it and is laid out anew for each. Its views
 * are made anew when it grows.
 */

import { readFileSync } from 'node:fs';
import { OutOfMemory } from '../../../../base/errors.ts';
import type { NotedRows } from '../../../tables/blocks/block.ts';
import { largeFloats } from '../../../tables/blocks/large-floats.ts';
import { countLineEnds } from '../../input/line-ends.ts';
import type { RawFault } from './faults.ts';
import { powersOfTen } from './powers.ts';

/** How a text is divided into records and fields. */
export interface Dialect {
  /** One ASCII byte; ' ' means runs of spaces and tabs. */
  delimiter: string;
  /** One ASCII byte; null is no quoting. */
  quote: string | null;
  /** One ASCII byte that makes a quote inside quotes an ordinary character; null or absent is none. */
  escape?: string | null;
  /** Lines that start with this ASCII byte are skipped. */
  comment: string | null;
}

/** How numbers are written, and what is no number but missing. */
export interface Spelling {
  decimal: string;
  /** Parts groups of three digits; null is nothing. */
  thousands: string | null;
  /** Words for missing in columns of numbers and dates. */
  missingWords: readonly string[];
  /** They are missing in columns of texts too. */
  wordsAreMissingInText: boolean;
}

/** What scanRecords found. */
export interface Report {
  rows: number;
  lines: number;
  /** Blank lines up to the last row, and after it. */
  blank: number;
  blankAfter: number;
  /** Rows that were left out. */
  faults: number;
  /** Rows that were too short and got empty cells. */
  filled: NotedRows | null;
  /** Rows with a quote inside a field that is closed in another field. */
  strayQuotes: NotedRows | null;
}

/** What assembly/index.ts exports; the comments are there. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  heapBase(): number;
  configure(
    delimiter: number,
    runs: number,
    quote: number,
    escapeByte: number,
    comment: number,
    decimal: number,
    thousands: number,
    wordsAreMissingInText: number,
  ): void;
  place(plan: number): void;
  lastRecordEnd(start: number, length: number, final: number): number;
  openedAt(): number;
  scanRecords(length: number): void;
  readNumbers(column: number, rows: number, low: number): number;
  readDates(column: number, rows: number, dates: number, seconds: number, low: number, wordsFirst: number): number;
  readTexts(column: number, rows: number, table: number, slots: number, entries: number): number;
}

const PAGE = 65_536;
const LINE = 64;
/** Bytes after a chunk that the module may write or read. */
const SLACK = 128;
/** Words of the plan, of the report, and of each of the faults behind the report. */
const PLAN_WORDS = 16;
const REPORT_WORDS = 10;
const FAULT_WORDS = 5;
/** Faults that the report has room for; for more it is laid out anew, behind the chunk. */
const USUAL_FAULTS = 65_536;
/** The bits of a cell's end that are its address; the one above says that it was quoted. */
export const ADDRESS = 0x7fff_ffff;
/** All that a chunk needs lies within 2 GiB, so that this bit is free. */
const MAX_BYTES = 2 ** 31;

const powers = new Uint8Array(powersOfTen().buffer);
let compiled: WebAssembly.Module | undefined;

/** The module, compiled once. */
export function scannerModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(readFileSync(new URL('./assembly/scanner.wasm', import.meta.url)));
  return compiled;
}

/** `number` reads the rare number that the module leaves to its host, at addresses. */
export function instantiate(number: (start: number, end: number) => number, module = scannerModule()): Exports {
  return new WebAssembly.Instance(module, { host: { number }, env: { abort } }).exports as unknown as Exports;
}

export class ScannerMemory {
  readonly exports: Exports;
  readonly columns: number;
  /** (columns) Addresses of what is kept by column; of bytes, and of words below. */
  readonly modes: number;
  readonly forced: number;
  readonly flags: number;
  readonly missing: number;
  readonly min: number;
  readonly max: number;
  /** All of the memory. */
  bytes!: Buffer;
  words!: Uint32Array;
  floats!: Float32Array;
  /** Of the chunk: (rows, columns) where cells are, and what is in them; (rows) lines; and what is free behind them. */
  index = 0;
  cells = 0;
  lines = 0;
  free = 0;
  readonly #plan: number;
  readonly #words: number;
  readonly #powers: number;
  #report = 0;
  readonly #fills: boolean;

  /** `fills` gives records that are too short empty cells. */
  constructor(columns: number, dialect: Dialect, spelling: Spelling, module: WebAssembly.Module, fills = false) {
    this.#fills = fills;
    this.exports = instantiate((start, end) => numberOf(this.bytes.toString('latin1', start, end), spelling), module);
    this.#look();
    this.columns = columns;

    const words = wordList(spelling.missingWords);
    const next = planner(this.exports.heapBase());
    this.#plan = next(4 * PLAN_WORDS);
    this.#powers = next(powers.length);
    this.#words = next(words.length);
    // The module goes over columns in vectors.
    this.modes = next(columns);
    this.forced = next(columns);
    this.flags = next(columns);
    this.missing = next(4 * columns + 16);
    this.min = next(4 * columns + 16);
    this.max = next(4 * columns + 16);
    this.free = next(0);
    this.growTo(this.free);
    this.bytes.set(powers, this.#powers);
    this.bytes.set(words, this.#words);
    const { delimiter, quote, comment } = dialect;
    const { decimal, thousands, wordsAreMissingInText } = spelling;
    const codeOf = (sign: string | null | undefined) => sign?.charCodeAt(0) ?? -1;
    this.exports.configure(
      codeOf(delimiter),
      Number(delimiter === ' '),
      codeOf(quote),
      codeOf(dialect.escape),
      codeOf(comment),
      codeOf(decimal),
      codeOf(thousands),
      Number(wordsAreMissingInText),
    );
  }

  /** Copies the chunk in, and finds its records. Throws OutOfMemory. */
  scan(chunk: Uint8Array): Report {
    const report = this.#scan(chunk, USUAL_FAULTS);
    return report.faults <= USUAL_FAULTS ? report : this.#scan(chunk, report.faults);
  }

  #scan(chunk: Uint8Array, maxFaults: number): Report {
    const { length } = chunk;
    const { columns } = this;
    const next = planner(this.max + 4 * columns + 16 + LINE);
    const input = next(length + SLACK);
    // A field has a byte at least, its end; only the record at the end of the chunk may lack that.
    const rows = this.#fills ? countLineEnds(chunk) + 1 : Math.ceil(length / Math.max(columns, 1)) + 2;
    const fields = length + columns + 2 + (this.#fills ? rows * columns : 0);
    this.index = next(8 * fields);
    this.cells = next(4 * fields + 16);
    this.lines = next(4 * rows);
    this.#report = next(4 * (REPORT_WORDS + FAULT_WORDS * maxFaults));
    this.free = next(0);
    this.growTo(this.free);
    this.bytes.set(chunk, input);
    const { index, cells, lines, modes, forced, flags, missing, min, max } = this;
    const others = [this.#words, this.#powers, this.#report];
    const byColumn = [modes, forced, flags, missing, min, max];
    this.words.set(
      [columns, input, index, cells, lines, ...byColumn, ...others, maxFaults, Number(this.#fills)],
      this.#plan / 4,
    );
    this.exports.place(this.#plan);
    this.exports.scanRecords(length);
    return this.#readReport();
  }

  /** The first of the rows that were left out, in order. */
  firstFaults(max: number): RawFault[] {
    const words = this.#faultWords();
    const count = Math.min(words.length / FAULT_WORDS, max);
    return Array.from({ length: count }, (_, i) => {
      const [kind, line, detail, start, end] = words.subarray(FAULT_WORDS * i, FAULT_WORDS * (i + 1));
      return { kind: kind!, line: line!, detail: detail!, text: this.text(start!, end!) };
    });
  }

  /** The lines of all rows that were left out, in order. */
  faultLines(): Int32Array {
    const words = this.#faultWords();
    return Int32Array.from({ length: words.length / FAULT_WORDS }, (_, i) => words[FAULT_WORDS * i + 1]!);
  }

  #faultWords(): Uint32Array {
    return this.copyWords(this.#report + 4 * REPORT_WORDS, FAULT_WORDS * this.#readReport().faults);
  }

  /** Where the text of a cell is, counted row by row. */
  cell(place: number): { start: number; end: number; quoted: boolean } {
    const [start, end] = this.copyWords(this.index + 8 * place, 2);
    return { start: start!, end: end! & ADDRESS, quoted: end! > ADDRESS };
  }

  growTo(end: number): void {
    const { memory } = this.exports;
    const lacking = end - memory.buffer.byteLength;
    if (lacking <= 0) return;
    if (end > MAX_BYTES) throw new OutOfMemory(lacking);
    try {
      memory.grow(Math.ceil(lacking / PAGE));
    } catch (error) {
      if (error instanceof RangeError) throw new OutOfMemory(lacking);
      throw error;
    }
    this.#look();
  }

  /** UTF-8 at addresses. */
  text(start: number, end: number): string {
    return this.bytes.toString('utf8', start, end);
  }

  /** Copies `length` words, or floats, from an address on. */
  copyWords(at: number, length: number): Uint32Array<ArrayBuffer> {
    return new Uint32Array(this.exports.memory.buffer, at, length).slice();
  }

  copyFloats(at: number, length: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.exports.memory.buffer, at, length).slice();
  }

  /** The first cells of the chunk. */
  copyCells(length: number): Float32Array<ArrayBuffer> {
    const copy = largeFloats(length);
    copy.set(new Float32Array(this.exports.memory.buffer, this.cells, length));
    return copy;
  }

  #look(): void {
    const { buffer } = this.exports.memory;
    this.bytes = Buffer.from(buffer);
    this.words = new Uint32Array(buffer);
    this.floats = new Float32Array(buffer);
  }

  #readReport(): Report {
    const words = this.copyWords(this.#report, REPORT_WORDS);
    const [rows, lines, blank, blankAfter, faults, filled, firstFilled, fields, stray, firstStray] =
      words as unknown as number[];
    return {
      rows: rows!,
      lines: lines!,
      blank: blank!,
      blankAfter: blankAfter!,
      faults: faults!,
      filled: filled === 0 ? null : { rows: filled!, first: firstFilled!, fields: fields! },
      strayQuotes: stray === 0 ? null : { rows: stray!, first: firstStray! },
    };
  }
}

/** Gives one address after the other, each at a cache line. */
function planner(start: number): (bytes: number) => number {
  let free = start;
  return bytes => {
    const at = Math.ceil(free / LINE) * LINE;
    free = at + bytes;
    return at;
  };
}

function numberOf(text: string, { decimal, thousands }: Spelling): number {
  const digits = thousands === null ? text : text.replaceAll(thousands, '');
  return Number(digits.replace(decimal, '.'));
}

/** Each word's length and its bytes; a length of 0 ends the list. */
function wordList(words: readonly string[]): Buffer {
  const parts = [...words.filter(word => word !== ''), ''].flatMap(word => {
    const bytes = Buffer.from(word);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(bytes.length);
    return [length, bytes];
  });
  return Buffer.concat(parts);
}

function abort(): never {
  throw new Error('the scanner aborted');
}
