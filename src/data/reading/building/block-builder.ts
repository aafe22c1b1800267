/**
 * Makes blocks from JavaScript values, row by row (`addRow` and `set`) or column by column (`setRows` and `setColumn`).
 * What a column's cells are is decided for the block as a whole, in `build`.
 */

import { UserError } from '../../../base/errors.ts';
import {
  type Block,
  type BlockFaults,
  type BlockLocation,
  type CellKind,
  DATE,
  EMPTY,
  isNarrow,
  type NotedRows,
  NUMBER,
  type TextPart,
} from '../../tables/blocks/block.ts';
import { inOneArray, largeFloats } from '../../tables/blocks/large-floats.ts';
import { formatLocation } from '../../tables/blocks/location.ts';
import type { ForcedKinds, ReadOptions } from '../../tables/blocks/reader.ts';
import { notANumber } from '../../tables/cells/bad-cell.ts';
import { withoutBlanks } from '../../tables/cells/blank.ts';
import { type Cell, numberOf, textOf } from '../../tables/cells/cell-text.ts';
import type { DatePart } from '../../tables/cells/dates.ts';
import { FIRST_LOSSY, isLossy } from '../../tables/cells/whole-numbers.ts';
import { firstCode } from '../../tables/leading-zeros.ts';
import { type ColumnCells, columnCells } from './column-cells.ts';

export interface BuilderInput {
  readonly path: string;
  /** Index into the files that are read. */
  readonly file: number;
  /** What its rows are counted by. */
  readonly unit: BlockLocation['unit'];
  readonly names: readonly string[];
  readonly forced: ForcedKinds;
  readonly options: Pick<ReadOptions, 'na' | 'onError'>;
}

/** Faults that a block tells. */
const MAX_FAULTS_SHOWN = 3;
/** From here on float32 does not hold every whole number. */
const FIRST_INEXACT = 2 ** 24;

export class BlockBuilder {
  readonly #input: BuilderInput;
  #rows = 0;
  #columns: ArrayLike<Cell>[] = [];
  #dates: boolean[] = [];
  /** (rows) The line, row or element of each. */
  #lines: number[] = [];
  /** The line, row or element of each. */
  #faultLines: number[] = [];
  /** The first of them. */
  #firstFaults: { line: number; message: string }[] = [];
  #blankLines = 0;
  #filled: NotedRows | null = null;

  constructor(input: BuilderInput) {
    this.#input = input;
    this.#clear();
  }

  get rows(): number {
    return this.#rows;
  }

  get faults(): number {
    return this.#faultLines.length;
  }

  addRow(line: number): void {
    this.#lines.push(line);
    this.#rows++;
  }

  /** A cell of the row last added; what is not set is missing. */
  set(column: number, value: Cell): void {
    (this.#columns[column] as Cell[])[this.#rows - 1] = value;
  }

  /** Rows that stand one after the other, from the line `first` on; `setColumn` gives their cells. */
  setRows(first: number, rows: number): void {
    this.#rows = rows;
    this.#lines = Array.from({ length: rows }, (_, row) => first + row);
  }

  /** All cells of a column; `dates` says that its numbers are seconds since 1970-01-01T00:00:00Z. */
  setColumn(column: number, cells: ArrayLike<Cell>, dates: boolean): void {
    this.#columns[column] = cells;
    this.#dates[column] = dates;
  }

  addBlankLines(count: number): void {
    this.#blankLines += count;
  }

  /** The row to be added next was too short, and has so many fields. */
  addFilled(line: number, fields: number): void {
    this.#filled =
      this.#filled === null ? { rows: 1, first: line, fields } : { ...this.#filled, rows: this.#filled.rows + 1 };
  }

  /** A row that cannot be read: throws, unless such rows are to be left out. */
  addFault(line: number, message: string, advice = ''): void {
    const { path, unit, options } = this.#input;
    if (options.onError !== 'skip') throw new UserError(`${formatLocation(path, unit, line)}: ${message}${advice}`);
    this.#faultLines.push(line);
    this.#firstFaults = [...this.#firstFaults, { line, message }]
      .sort((a, b) => a.line - b.line)
      .slice(0, MAX_FAULTS_SHOWN);
  }

  /** The rows so far as a block; the builder is empty then. */
  build(): Block {
    let columns = this.#columnCells();
    if (columns.some(({ wrong }) => wrong.length > 0)) {
      this.#leaveOutWrong(columns);
      columns = this.#columnCells();
    }
    const block = this.#assemble(columns);
    this.#clear();
    return block;
  }

  #clear(): void {
    this.#rows = 0;
    this.#columns = this.#input.names.map(() => []);
    this.#dates = this.#input.names.map(() => false);
    this.#lines = [];
    this.#faultLines = [];
    this.#firstFaults = [];
    this.#blankLines = 0;
    this.#filled = null;
  }

  #columnCells(): ColumnCells[] {
    const { forced, options } = this.#input;
    return this.#columns.map((cells, column) => {
      // Rows that were added after the last cell that was set have none.
      if (Array.isArray(cells)) cells.length = this.#rows;
      return columnCells(cells, { dates: this.#dates[column]!, forced: forced.get(column), na: options.na });
    });
  }

  /** Makes faults of the rows in which some cell is not a number, though it must be. */
  #leaveOutWrong(columns: readonly ColumnCells[]): void {
    const faults = new Map<number, ReturnType<typeof notANumber>>();
    columns.forEach(({ wrong }, column) => {
      for (const { row, text } of wrong) {
        if (!faults.has(row)) faults.set(row, notANumber(this.#input.names[column]!, text));
      }
    });
    for (const [row, { message, advice }] of [...faults].sort(([a], [b]) => a - b)) {
      this.addFault(this.#lines[row]!, message, advice);
    }
    const kept = this.#lines.flatMap((_, row) => (faults.has(row) ? [] : [row]));
    this.#columns = this.#columns.map(cells => kept.map(row => cells[row]));
    this.#lines = kept.map(row => this.#lines[row]!);
    this.#rows = kept.length;
  }

  #describeFaults(): BlockFaults {
    const lines = this.#faultLines.sort((a, b) => a - b);
    return { rows: lines.length, first: this.#firstFaults, ...(lines.length === 0 ? {} : { lines }) };
  }

  #assemble(columns: readonly ColumnCells[]): Block {
    const [rows, width] = [this.#rows, columns.length];
    const block = {
      rows,
      columns: width,
      cells: largeFloats(rows * width),
      kinds: Uint8Array.from(columns, ({ kind }) => kind),
      missing: new Uint32Array(width),
      integral: new Uint8Array(width),
      codes: new Map<number, string>(),
      samples: new Map<number, string>(),
      grouped: new Map<number, string>(),
      min: new Float32Array(width).fill(Number.NaN),
      max: new Float32Array(width).fill(Number.NaN),
      low: new Map<number, Float32Array>(),
      texts: new Map<number, TextPart>(),
      dates: new Map<number, DatePart>(),
      location: this.#location(),
      blankLines: this.#blankLines,
      faults: this.#describeFaults(),
      ...(this.#filled === null ? {} : { filled: this.#filled }),
    };
    columns.forEach(({ kind, values, text, date, grouped }, column) => {
      const range = placeColumn(values, block.cells, width, column);
      block.missing[column] = range.missing;
      if (text !== null) block.texts.set(column, text);
      if (date !== null) block.dates.set(column, date);
      if (grouped !== undefined) block.grouped.set(column, grouped);
      const sample = sampleOf(this.#columns[column]!, kind, range);
      if (sample !== undefined) block.samples.set(column, sample);
      if (kind !== NUMBER && kind !== DATE) return;
      block.integral[column] = kind === NUMBER && range.integral ? 1 : 0;
      const cells = this.#columns[column]!;
      const code = block.integral[column] === 1 ? firstCode(rows, row => beginsWith0(cells[row])) : -1;
      if (code >= 0) block.codes.set(column, String(cells[code]).trim());
      block.min[column] = range.min;
      block.max[column] = range.max;
      const exact = kind === DATE || this.#input.forced.get(column) === 'exact';
      if (!exact && !range.inexact && !isNarrow(range.min, range.max)) return;
      const low = lowParts(values);
      if (exact || low.some(part => part !== 0)) block.low.set(column, low);
    });
    return { ...block, low: inOneArray(block.low, rows) };
  }

  #location(): BlockLocation {
    const first = this.#lines[0] ?? this.#firstFaults[0]?.line ?? 1;
    const simple = this.#lines.every((line, row) => line === first + row);
    return {
      file: this.#input.file,
      unit: this.#input.unit,
      first,
      offsets: simple ? null : Int32Array.from(this.#lines, line => line - first),
    };
  }
}

interface Range {
  missing: number;
  integral: boolean;
  /** Rounded to float32. */
  min: number;
  max: number;
  /** Some number is one of those beyond 2^24 that float32 does not hold. */
  inexact: boolean;
}

/** Puts a column's (rows) values into the block's (rows, width) cells, and tells their range. */
export function placeColumn(values: ArrayLike<number>, cells: Float32Array, width: number, column: number): Range {
  let [missing, integral, inexact] = [0, true, false];
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let row = 0, at = column; row < values.length; row++, at += width) {
    const value = values[row]!;
    cells[at] = value;
    if (Number.isNaN(value)) {
      missing++;
      continue;
    }
    const rounded = cells[at]!;
    if (rounded < min) min = rounded;
    if (rounded > max) max = rounded;
    if (integral && Math.floor(value) !== value) integral = false;
    if (!inexact && (value >= FIRST_INEXACT || value <= -FIRST_INEXACT)) {
      inexact = rounded !== value && Number.isFinite(rounded);
    }
  }
  integral &&= Number.isFinite(min) && Number.isFinite(max);
  return { missing, integral, min, max, inexact };
}

/** As Block.samples says. */
function sampleOf(cells: ArrayLike<Cell>, kind: CellKind, { integral, min, max }: Range): string | undefined {
  const isLarge = kind === NUMBER && integral && Math.max(-min, max) >= FIRST_LOSSY;
  return (
    (isLarge ? findText(cells, isLossy) : undefined) ??
    (kind === EMPTY ? findText(cells, () => true) : undefined) ??
    (kind === NUMBER && min === max ? onlyNumber(cells) : undefined)
  );
}

/** How the first number is written, where all are the same. */
function onlyNumber(cells: ArrayLike<Cell>): string | undefined {
  const first = findText(cells, text => !Number.isNaN(numberOf(text)));
  const isOther = (text: string) =>
    text !== first && !Number.isNaN(numberOf(text)) && numberOf(text) !== numberOf(first!);
  return first === undefined || findText(cells, isOther) !== undefined ? undefined : first;
}

/** The first cell for which that holds, as a text without blanks around it; empty cells are passed over. */
function findText(cells: ArrayLike<Cell>, holds: (text: string) => boolean): string | undefined {
  for (let row = 0; row < cells.length; row++) {
    const text = withoutBlanks(textOf(cells[row], false));
    if (text !== '' && holds(text)) return text;
  }
  return undefined;
}

function beginsWith0(cell: Cell): boolean {
  return typeof cell === 'string' && /^[ \t]*0\d\d/.test(cell);
}

/** (rows) What float32 takes away; nothing where it holds no such number at all. */
export function lowParts(values: ArrayLike<number>): Float32Array {
  return Float32Array.from(values, value => {
    const high = Math.fround(value);
    return Number.isFinite(high) ? value - high : 0;
  });
}
