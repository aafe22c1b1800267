/**
 * A block: consecutive rows of a table as they were read. Readers make blocks, each from its own stretch of the input and
 * without knowing of the others, so they can be made in any thread; everything after reading goes over blocks in
 * order. Where a block begins and ends depends on the input alone, never on the number of threads.
 */

import type { DatePart } from '../cells/dates.ts';

/** What a column's cells are within one block. */
export type CellKind = typeof EMPTY | typeof NUMBER | typeof DATE | typeof TEXT;

/** Every cell is missing. */
export const EMPTY = 0;
/** Every cell that is not missing is a number. */
export const NUMBER = 1;
/** Every cell that is not missing is a date: a number too, of seconds since 1970-01-01T00:00:00Z. */
export const DATE = 2;
/** Some cell is neither: all are texts, and the cells are indices into the column's categories. */
export const TEXT = 3;

export interface Block {
  readonly rows: number;
  readonly columns: number;
  /**
   * (rows, columns), row-major. A number or date rounded to float32, or a text's index into the categories; NaN is
   * missing. Numbers that have a `low` part are the sum of both.
   */
  readonly cells: Float32Array;
  /** (columns) of CellKind. */
  readonly kinds: Uint8Array;
  /** (columns) Missing cells. Of a TEXT column only empty cells are; words such as NA are categories there. */
  readonly missing: Uint32Array;
  /** (columns) 1 where every number is whole; of NUMBER columns. */
  readonly integral: Uint8Array;
  /** By column, of those: a cell such as 00501, where it is not the only one that begins with 0 (leading-zeros.ts). */
  readonly codes: ReadonlyMap<number, string>;
  /**
   * By column, a cell as it is written, where what is kept may be another: of whole numbers, one that is not kept exactly
   * (whole-numbers.ts); else of numbers that are all the same; of EMPTY columns, a word for a missing cell.
   */
  readonly samples: ReadonlyMap<number, string>;
  /**
   * By column, of numbers that the format has as texts: one such as 34.700, where all are like it or whole numbers below 1000, so
   * that the point may part thousands. Absent where the first rows are looked at as they are written (TableReader.opening).
   */
  readonly grouped?: ReadonlyMap<number, string>;
  /** (columns) Min and max, rounded to float32; of NUMBER and DATE columns, NaN for others. */
  readonly min: Float32Array;
  readonly max: Float32Array;
  /**
   * By column, (rows): what float32 takes away from each number. It is kept where that would matter: dates, numbers
   * beyond 2^24 that float32 cannot tell from their neighbours, and columns whose numbers are narrow (isNarrow) and
   * not all float32. What is used of it, low-parts.ts decides for the whole column.
   */
  readonly low: ReadonlyMap<number, Float32Array>;
  /** By column; of TEXT columns. */
  readonly texts: ReadonlyMap<number, TextPart>;
  /** By column; of DATE columns. */
  readonly dates: ReadonlyMap<number, DatePart>;
  readonly location: BlockLocation;
  /** Empty lines between rows, skipped, up to the block's last row. */
  readonly blankLines: number;
  /** Lines among them that repeated the header. */
  readonly repeatedHeaders?: number;
  /** Behind the file's last row; of one block of the file. */
  readonly below?: LinesBelow;
  readonly faults: BlockFaults;
  /** Rows that were too short, and got empty cells at their end. */
  readonly filled?: NotedRows;
  /** Rows with a quote inside a field that is closed in another field, so that a delimiter may be part of a text. */
  readonly strayQuotes?: NotedRows;
}

/** Rows that were read, with something to say of them. */
export interface NotedRows {
  readonly rows: number;
  /** The line, row or element of the first, and its fields. */
  readonly first: number;
  readonly fields?: number;
}

/** Lines below the rows of a file, such as notes, that are no rows and are skipped. */
export interface LinesBelow {
  /** The first and the last line. */
  readonly first: number;
  readonly last: number;
  /** How many lines hold something. */
  readonly lines: number;
  /** What the first of them says; empty where there are only delimiters. */
  readonly text: string;
}

export interface TextPart {
  /** The different texts, in the order in which they first occur. */
  readonly categories: readonly string[];
  /** How many cells hold each. */
  readonly counts: Uint32Array;
  /** Those that the format has as numbers, not as texts, in order; absent where there is none. */
  readonly bare?: readonly number[];
  /** How many cells are numbers, or words that mean a missing number: they show a column that is text by a slip. */
  readonly numbers: number;
  readonly missingWords: number;
  /** The first cell that is none of these: its row in the block. */
  readonly firstWord: number;
}

/** Where the rows stand. */
export interface BlockLocation {
  /** Index into the files that are read. */
  readonly file: number;
  /** What places are counted by, from 1: rows and elements of an array where rows have no lines of their own. */
  readonly unit: 'line' | 'row' | 'element';
  /** The line of the file on which the first row starts, or which row or element it is. */
  readonly first: number;
  /** (rows) Lines from `first`, where rows are not simply one line each; null where they are. */
  readonly offsets: Int32Array | null;
}

/** Rows of the block's file that could not be read and were left out, when that is asked for. */
export interface BlockFaults {
  readonly rows: number;
  /** Up to three, each with its line, or row or element, of the block's file: "5 fields, the header has 6". */
  readonly first: readonly { readonly line: number; readonly message: string }[];
  /** The line, or row or element, of each, in order; absent where there is none, and in a table that was stored. */
  readonly lines?: readonly number[];
}

/** The number in a cell of a NUMBER or DATE column; NaN is missing. */
export function numberAt(block: Pick<Block, 'cells' | 'low' | 'columns'>, row: number, column: number): number {
  const high = block.cells[row * block.columns + column]!;
  const low = block.low.get(column);
  return low === undefined ? high : high + low[row]!;
}

/** As numberAt, for many rows of a column. */
export function numbersOf(
  { cells, low: lowParts, columns }: Pick<Block, 'cells' | 'low' | 'columns'>,
  column: number,
): (row: number) => number {
  const low = lowParts.get(column);
  if (low === undefined) return row => cells[row * columns + column]!;
  return row => cells[row * columns + column]! + low[row]!;
}

/** Numbers that differ by less than this share of their size are kept with their low parts. */
const NARROW = 1 / 65_536;

/** Whether float32 distinguishes numbers from `min` to `max` poorly. */
export function isNarrow(min: number, max: number): boolean {
  return max - min < NARROW * Math.max(Math.abs(min), Math.abs(max));
}

/** The line on which a row of the block starts. */
export function lineOf({ location }: Pick<Block, 'location'>, row: number): number {
  return location.first + (location.offsets === null ? row : location.offsets[row]!);
}
