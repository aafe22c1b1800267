/**
 * A table in columns. A column is numeric when every cell that is not missing is a number, in all rows; otherwise it is
 * text. Empty cells and NA are missing.
 *
 * The file is gone over once to find the kinds and read the numbers; when there are text columns, a second time for
 * their cells.
 */

import { UserError } from '../errors.ts';
import { plural } from '../format.ts';
import { CsvCursor } from './csv.ts';
import { readTextFile } from './file.ts';
import { isBlank, parseNumber } from './number.ts';

const LETTER_N = 0x4e;
const LETTER_A = 0x41;

export interface NumericColumn {
  readonly kind: 'numeric';
  readonly name: string;
  /** One a row; NaN is missing. In float32 where that holds every number exactly. */
  readonly values: Float32Array | Float64Array;
}

export interface TextColumn {
  readonly kind: 'text';
  readonly name: string;
  /** One a row, an index into `categories`; -1 is missing. */
  readonly codes: Int32Array;
  /** The different texts, in the order in which they first occur. */
  readonly categories: readonly string[];
  /** The first cell that is not a number, and how many cells are numbers: text by a slip is told by these. */
  readonly firstText: { line: number; text: string };
  readonly numbers: number;
}

export type Column = NumericColumn | TextColumn;

export interface Table {
  readonly path: string;
  readonly rows: number;
  readonly columns: readonly Column[];
  /** The line of the file on which each row starts. */
  readonly lines: Int32Array;
  /** Empty lines between rows, passed over. */
  readonly blankLines: number;
}

/** Kinds that columns must have, by name: those of the training table, when a validation table is read. */
export type ForcedKinds = ReadonlyMap<string, Column['kind']>;

/**
 * Reads a CSV file with a header line.
 *
 * Throws UserError for a file that cannot be read, is empty or has only a header; for column names that are not
 * unique, rows of another length than the header's and quotes never closed, each with its line.
 */
export function readTable(path: string, forced: ForcedKinds = new Map()): Table {
  const { bytes, begin } = readTextFile(path);
  const cursor = new CsvCursor(path, bytes, begin);
  if (!cursor.next()) throw new UserError(`${path}: is empty; a header line and rows are expected`);
  const names = readHeader(cursor);
  const capacity = countLines(bytes);
  const drafts = names.map(name => new ColumnDraft(path, name, forced.get(name), capacity));
  const lines = new Int32Array(capacity);
  let rows = 0;
  for (; cursor.next(); rows++) {
    checkLength(cursor, names.length);
    lines[rows] = cursor.line;
    for (let column = 0; column < names.length; column++) drafts[column]!.add(cursor, column, rows);
  }
  if (rows === 0) throw new UserError(`${path}: has a header and no rows`);
  const columns = drafts.map(draft => draft.finish(rows));
  readTexts(new CsvCursor(path, bytes, begin), columns);
  return { path, rows, columns, lines: lines.subarray(0, rows), blankLines: cursor.blankLines };
}

/** Empty or NA, blanks around them aside. */
function isMissing(cursor: CsvCursor, field: number): boolean {
  const { bytes } = cursor;
  let start = cursor.starts[field]!;
  let end = cursor.ends[field]!;
  while (start < end && isBlank(bytes[start]!)) start++;
  while (end > start && isBlank(bytes[end - 1]!)) end--;
  return start === end || (end - start === 2 && bytes[start] === LETTER_N && bytes[start + 1] === LETTER_A);
}

/** A column while the kinds are being found. */
class ColumnDraft {
  readonly #path: string;
  readonly #name: string;
  readonly #forced: Column['kind'] | undefined;
  #values: Float32Array | Float64Array;
  #firstText: { line: number; text: string } | undefined;
  #numbers = 0;

  constructor(path: string, name: string, forced: Column['kind'] | undefined, capacity: number) {
    this.#path = path;
    this.#name = name;
    this.#forced = forced;
    this.#values = new Float32Array(capacity);
  }

  add(cursor: CsvCursor, field: number, row: number): void {
    const digits = cursor.digits[field]!;
    if (digits >= 0) {
      this.#values[row] = digits;
      this.#numbers++;
    } else if (isMissing(cursor, field)) {
      this.#values[row] = Number.NaN;
    } else {
      this.#addOther(cursor, field, row, parseNumber(cursor.bytes, cursor.starts[field]!, cursor.ends[field]!));
    }
  }

  /** A number of any form, or, when it is NaN, text. */
  #addOther(cursor: CsvCursor, field: number, row: number, value: number): void {
    if (!Number.isNaN(value)) {
      if (Math.fround(value) !== value && this.#values instanceof Float32Array) {
        this.#values = Float64Array.from(this.#values);
      }
      this.#values[row] = value;
      this.#numbers++;
      return;
    }
    this.#values[row] = value;
    this.#firstText ??= { line: cursor.line, text: cursor.text(field) };
    if (this.#forced === 'numeric') {
      throw new UserError(
        `${this.#path}:${cursor.line}: column '${this.#name}' holds '${cursor.text(field)}'; ` +
          'in the training file it is a column of numbers',
      );
    }
  }

  finish(rows: number): Column {
    const name = this.#name;
    const numbers = this.#numbers;
    const kind = this.#forced ?? (this.#firstText === undefined ? 'numeric' : 'text');
    if (kind === 'numeric') return { kind, name, values: this.#values.subarray(0, rows) };
    const firstText = this.#firstText ?? { line: 0, text: '' };
    return { kind, name, codes: new Int32Array(rows), categories: [], firstText, numbers };
  }
}

function readTexts(cursor: CsvCursor, columns: readonly Column[]): void {
  const texts = columns.flatMap((column, field) =>
    column.kind === 'text' ? [{ column, field, known: new Map<string, number>() }] : [],
  );
  if (texts.length === 0) return;
  cursor.next();
  for (let row = 0; cursor.next(); row++) {
    for (const { column, field, known } of texts) {
      if (isMissing(cursor, field)) {
        column.codes[row] = -1;
        continue;
      }
      const text = cursor.text(field).trim();
      let code = known.get(text);
      if (code === undefined) {
        code = known.size;
        known.set(text, code);
      }
      column.codes[row] = code;
    }
  }
  for (const { column, known } of texts) (column.categories as string[]).push(...known.keys());
}

function readHeader(cursor: CsvCursor): string[] {
  const names: string[] = [];
  const positions = new Map<string, number>();
  for (let field = 0; field < cursor.fields; field++) {
    const name = cursor.text(field).trim() || `column ${field + 1}`;
    const earlier = positions.get(name);
    if (earlier !== undefined) {
      throw new UserError(
        `${cursor.path}:${cursor.line}: columns ${earlier} and ${field + 1} are both named '${name}'; rename one`,
      );
    }
    positions.set(name, field + 1);
    names.push(name);
  }
  return names;
}

function checkLength(cursor: CsvCursor, expected: number): void {
  if (cursor.fields === expected) return;
  const hint = cursor.fields > expected ? '; a field with a comma inside must be in quotes' : '';
  throw new UserError(
    `${cursor.path}:${cursor.line}: ${plural(cursor.fields, 'field')}, the header has ${expected}${hint}`,
  );
}

/** At least as many as there are lines. */
function countLines(bytes: Uint8Array): number {
  let count = 1;
  for (let at = 0; at < bytes.length; at++) if (bytes[at] === 0x0a || bytes[at] === 0x0d) count++;
  return count;
}
