/** What every format's reader offers: names, the format of the input, and its rows in blocks. */

import type { WarningCode } from '../../../base/warn.ts';
import type { NumberStyle } from '../cells/cell-numbers.ts';
import type { Block } from './block.ts';

/** How to read. Null is to infer it. */
export interface ReadOptions {
  delimiter: string | null;
  quote: string | null;
  /** Makes a quote inside quotes an ordinary character. */
  escape: string | null;
  /** Lines that start with this are skipped. */
  comment: string | null;
  header: boolean | null;
  /** Rows of the header; 0 is none. */
  headerRows: number | null;
  /** Lines to skip at the start; null is to find where the table begins. */
  skip: number | null;
  /** Whether lines below the table are skipped, and a second table is looked for. */
  notes: boolean;
  /** A label of the Encoding Standard, such as latin1. */
  encoding: string | null;
  decimal: string | null;
  thousands: string | null;
  /** Words for missing cells, in all columns; null is the usual ones, in columns of numbers. */
  na: readonly string[] | null;
  /** What to do with a row that cannot be read; fill gives one that is too short empty cells, and stops at others. */
  onError: 'stop' | 'skip' | 'fill';
}

export const defaultReadOptions: ReadOptions = {
  delimiter: null,
  quote: null,
  escape: null,
  comment: null,
  header: null,
  headerRows: null,
  skip: null,
  notes: true,
  encoding: null,
  decimal: null,
  thousands: null,
  na: null,
  onError: 'stop',
};

/** Words for a missing number, unless others are given. An empty cell is always missing. */
export const MISSING_WORDS: readonly string[] = ['NA', 'N/A', 'NaN', 'nan', 'null', 'NULL', 'None', '?', '-'];

/** The formats of tables. `reading/formats.ts` says how each is recognized and read. */
export const formatNames = ['parquet', 'json-lines', 'csv'] as const;
export type FormatName = (typeof formatNames)[number];

/** What the input was recognized as. Goes into the start event. */
export interface Format {
  format: FormatName;
  compression: 'gzip' | null;
  /** Of text: a label of the Encoding Standard; null for parquet. */
  encoding: string | null;
  /** Of csv; null for others. */
  delimiter: string | null;
  quote: string | null;
  escape: string | null;
  decimal: string | null;
  header: boolean | null;
  /** Why there is a header, or none, for people; null for others. */
  headerReason: string | null;
  headerRows: number | null;
  /** Lines above the tables of all files. */
  linesAbove: number | null;
}

/** A format without a dialect: its files say themselves what their fields are. */
export function selfDescribed(format: FormatName, compression: Format['compression'], encoding: string | null): Format {
  return {
    format,
    compression,
    encoding,
    delimiter: null,
    quote: null,
    escape: null,
    decimal: null,
    header: null,
    headerReason: null,
    headerRows: null,
    linesAbove: null,
  };
}

/**
 * Kinds that columns must have, by index. A cell that is not of the kind makes its row a faulty one. An exact column is of
 * numbers that keep their low parts, whether or not they would by themselves. A written column has texts that are not taken for numbers
 * or dates, and numbers only where its format has them beside texts.
 */
export type ForcedKinds = ReadonlyMap<number, 'number' | 'exact' | 'text' | 'written'>;

export interface ReadProgress {
  /** Of the input as it is stored. */
  bytes: number;
  /** Null where it is unknown, as of a pipe. */
  totalBytes: number | null;
  rows: number;
}

/** What people should know about how a file was read. */
export interface FileWarning {
  /** Index into the files that are read. */
  readonly file: number;
  readonly message: string;
  /** Absent is `format`. */
  readonly code?: WarningCode;
}

export interface TableReader {
  /** The files, in order; `-` is the standard input. */
  readonly paths: readonly string[];
  readonly names: readonly string[];
  readonly format: Format;
  /** How numbers are written in texts. */
  readonly numberStyle: NumberStyle;
  /** The cells of the first rows as they are written; absent where cells are not texts. */
  readonly opening?: readonly (readonly string[])[];
  /** Columns renamed, lines skipped. */
  readonly warnings: readonly FileWarning[];
  /**
   * The rows, in order. Can be called again, with other kinds. Throws UserError, while it is read, with the place of
   * what cannot be read.
   */
  blocks(forced: ForcedKinds, progress?: (progress: ReadProgress) => void): AsyncIterable<Block>;
  /** Lets go of files, threads and temporary copies. */
  close(): Promise<void>;
}
