/**
 * Makes blocks of chunks of CSV (RFC 4180 and what else is found in the wild). Records and numbers are found in
 * WebAssembly (assembly/), in one pass; columns of texts and dates are read afterwards, column by column. What a column
 * was in one chunk is remembered to save time with the next; it never changes a result.
 */

import { type Block, type BlockLocation, DATE, NUMBER, TEXT, type TextPart } from '../../../tables/blocks/block.ts';
import { inOneArray } from '../../../tables/blocks/large-floats.ts';
import type { ForcedKinds } from '../../../tables/blocks/reader.ts';
import type { DatePart } from '../../../tables/cells/dates.ts';
import { ColumnReader } from './columns.ts';
import { describeFault, type Fault } from './faults.ts';
import { type Dialect, ScannerMemory, type Spelling, scannerModule } from './memory.ts';

/** What a chunk is scanned by. Plain data: it can be sent to threads. */
export interface ScanSpec extends Dialect, Spelling {
  /** Fields that each record must have. */
  columns: number;
  /** Of the columns, for messages. */
  names: readonly string[];
  forced: ForcedKinds;
  /** The names stand in the file; for messages. */
  header?: boolean;
  /** Records that are too short get empty cells. */
  fills?: boolean;
}

export interface Scanned {
  /** Its first line is relative to the chunk, whose first is 1; its faults are empty. */
  block: Block;
  /** In the chunk. */
  lines: number;
  /** The first rows that were left out, in order. */
  faults: Fault[];
  /** The lines of all of them. */
  faultLines: Int32Array;
  /** Blank lines after the last row. */
  trailingBlankLines: number;
}

/** Max faults of a chunk in words; people see fewer. */
const MAX_DESCRIBED = 100;

export class Scanner {
  readonly #spec: ScanSpec;
  readonly #memory: ScannerMemory;
  readonly #reader: ColumnReader;

  /** A thread can be given the module that another has compiled. */
  constructor(spec: ScanSpec, module: WebAssembly.Module = scannerModule()) {
    this.#spec = spec;
    this.#memory = new ScannerMemory(spec.columns, spec, spec, module, spec.fills);
    this.#reader = new ColumnReader(this.#memory, spec.missingWords);
    for (const [column, kind] of spec.forced) {
      if (kind === 'text' || kind === 'written') this.#reader.expectTexts(column, true);
      else this.#memory.bytes[this.#memory.forced + column] = 1;
    }
  }

  /** The bytes are UTF-8 and hold whole records. Throws OutOfMemory. */
  scan(bytes: Uint8Array): Scanned {
    const report = this.#memory.scan(bytes);
    return {
      lines: report.lines,
      faults: this.#memory
        .firstFaults(MAX_DESCRIBED)
        .map(fault => describeFault(fault, this.#spec.names, this.#spec.header)),
      faultLines: this.#memory.faultLines(),
      trailingBlankLines: report.blankAfter,
      block: {
        ...this.#block(report.rows, report.blank),
        ...(report.filled === null ? {} : { filled: report.filled }),
        ...(report.strayQuotes === null ? {} : { strayQuotes: report.strayQuotes }),
      },
    };
  }

  #block(rows: number, blankLines: number): Block {
    const memory = this.#memory;
    const { columns, forced } = this.#spec;
    const kinds = new Uint8Array(columns);
    const integral = new Uint8Array(columns);
    const codes = new Map<number, string>();
    const samples = new Map<number, string>();
    const low = new Map<number, Float32Array>();
    const texts = new Map<number, TextPart>();
    const dates = new Map<number, DatePart>();
    for (let c = 0; c < columns; c++) {
      const column = this.#reader.read(c, rows, forced.get(c));
      kinds[c] = column.kind;
      integral[c] = column.integral ? 1 : 0;
      if (column.code !== null) codes.set(c, column.code);
      if (column.sample !== null) samples.set(c, column.sample);
      if (column.low !== null) low.set(c, column.low);
      if (column.text !== null) texts.set(c, column.text);
      if (column.date !== null) dates.set(c, column.date);
      this.#reader.expectTexts(c, column.kind === TEXT || column.kind === DATE);
    }
    const cells = memory.copyCells(rows * columns);
    const missing = memory.copyWords(memory.missing, columns);
    const { min, max } = this.#ranges(kinds);
    const [location, faults] = [this.#location(rows), { rows: 0, first: [] }];
    return {
      rows,
      columns,
      cells,
      kinds,
      missing,
      integral,
      codes,
      samples,
      min,
      max,
      low: inOneArray(low, rows),
      texts,
      dates,
      location,
      blankLines,
      faults,
    };
  }

  #ranges(kinds: Uint8Array): { min: Float32Array; max: Float32Array } {
    const memory = this.#memory;
    const min = memory.copyFloats(memory.min, kinds.length);
    const max = memory.copyFloats(memory.max, kinds.length);
    for (let c = 0; c < kinds.length; c++) {
      if (kinds[c] !== NUMBER && kinds[c] !== DATE) min[c] = max[c] = Number.NaN;
    }
    return { min, max };
  }

  #location(rows: number): BlockLocation {
    const lines = this.#memory.copyWords(this.#memory.lines, rows);
    const start = { file: 0, unit: 'line' } as const;
    if (rows === 0) return { ...start, first: 1, offsets: null };
    const first = lines[0]!;
    // Lines only ever grow, so that they are one after the other when the last is where it should be.
    if (lines[rows - 1] === first + rows - 1) return { ...start, first, offsets: null };
    return { ...start, first, offsets: Int32Array.from(lines, line => line - first) };
  }
}
