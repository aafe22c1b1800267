/**
 * Arrays as rows: [0.13, 0.85, "a"]. Their values get names by position, or from a first array of texts, where the next one holds
 * something else or a header was asked for.
 */

import { columnName } from '../building/names.ts';

/** A value that a row is; what is neither an array nor an object is not passed on. */
export type ArrayRow = readonly unknown[];

export class ArrayRows {
  /** Null until the first rows tell. */
  header: boolean | null;
  #kind: 'an object' | 'an array' | null = null;
  #first: { row: ArrayRow; line: number; length: number } | null = null;
  #names: readonly string[] | null = null;
  readonly #take: (record: Readonly<Record<string, unknown>>, line: number, length: number) => void;
  readonly #fault: (line: number, message: string) => void;
  readonly #filled: ((line: number, values: number) => void) | null;

  constructor(
    header: boolean | null,
    take: (record: Readonly<Record<string, unknown>>, line: number, length: number) => void,
    fault: (line: number, message: string) => void,
    /** Hears of rows that are too short and get missing values; null is not to fill them. */
    filled: ((line: number, values: number) => void) | null = null,
  ) {
    this.header = header;
    this.#take = take;
    this.#fault = fault;
    this.#filled = filled;
  }

  /** The first row decides what all are. */
  expects(kind: 'an object' | 'an array'): boolean {
    this.#kind ??= kind;
    return this.#kind === kind;
  }

  get expected(): string {
    return this.#kind === 'an array' ? 'array' : 'object';
  }

  add(row: ArrayRow, line: number, length: number): void {
    if (this.#names !== null) {
      this.#row(row, line, length);
    } else if (this.#first === null && isNames(row) && this.header !== false) {
      this.#first = { row, line, length };
    } else {
      this.#begin(this.#first !== null && (this.header === true || !isNames(row)));
      this.add(row, line, length);
    }
  }

  /** A first array that is still open is a header where one was asked for. */
  end(): void {
    if (this.#names === null && this.#first !== null) this.#begin(this.header === true);
  }

  #begin(header: boolean): void {
    const first = this.#first;
    this.header = header;
    this.#names = header ? (first!.row as string[]) : [];
    if (!header && first !== null) this.#row(first.row, first.line, first.length);
  }

  #row(row: ArrayRow, line: number, length: number): void {
    if (this.#names!.length === 0) this.#names = row.map((_, at) => columnName(at));
    const names = this.#names!;
    const isFilled = row.length < names.length && this.#filled !== null;
    if (isFilled) this.#filled!(line, row.length);
    if (row.length === names.length || isFilled) {
      this.#take(Object.fromEntries(row.map((value, at) => [names[at]!, value])), line, length);
      return;
    }
    const values = row.length === 1 ? 'value' : 'values';
    this.#fault(line, `${row.length} ${values}, the ${this.header ? 'header' : 'first row'} has ${names.length}`);
  }
}

function isNames(row: ArrayRow): boolean {
  return row.length > 0 && row.every(value => typeof value === 'string') && new Set(row).size === row.length;
}
