/**
 * Which columns of a table have numbers or dates in a style of their own. The first rows tell which columns to read as texts at
 * first, though they look like plain numbers; all different texts of a column decide. A plain table is read once.
 */

import { list, printable } from '../../base/text/format.ts';
import { EMPTY, TEXT } from '../tables/blocks/block.ts';
import { type ForcedKinds, MISSING_WORDS, type TableReader } from '../tables/blocks/reader.ts';
import { withoutBlanks } from '../tables/cells/blank.ts';
import { isNumber } from '../tables/cells/cell-numbers.ts';
import type { RequestedKinds } from '../tables/columns.ts';
import type { BlockStore } from '../tables/store/store.ts';
import {
  type ColumnStyles,
  describeStyle,
  type FoundStyle,
  findStyle,
  type StyleContext,
} from '../tables/styles/column-style.ts';
import { dateParser } from '../tables/styles/date-format.ts';
import { mayBeWholeDates } from '../tables/styles/find-date-format.ts';
import { hasWrittenNumber, mayBeGrouped } from '../tables/styles/find-number-style.ts';
import type { ColumnStyle } from '../tables/styles/style-meaning.ts';
import type { Table } from '../tables/table.ts';
import type { DataOptions } from './options.ts';

export class StyleFinder {
  /** By column. */
  readonly found = new Map<number, FoundStyle>();
  readonly #reader: TableReader;
  readonly #requested: RequestedKinds;
  readonly #context: StyleContext;
  readonly #missing: ReadonlySet<string>;
  /** Columns that are read as texts to look at them, and those that have no style. */
  readonly #looked = new Set<number>();
  readonly #plain = new Set<number>();
  readonly #isNew: boolean;

  /** Columns that a training table has are written as they are there. */
  constructor(reader: TableReader, requested: RequestedKinds, options: DataOptions, training?: Pick<Table, 'styles'>) {
    const { format, numberStyle } = reader;
    this.#reader = reader;
    this.#requested = requested;
    this.#missing = new Set(['', ...(options.na ?? MISSING_WORDS)]);
    this.#context = {
      decimal: options.decimal ?? (numberStyle.decimal === ',' ? ',' : null),
      thousands: options.thousands ?? numberStyle.thousands,
      semicolons: format.delimiter === ';',
      dateOrder: options.dateOrder,
      dateFormat: options.dateFormat,
    };
    for (const [column, name] of reader.names.entries()) {
      const style = training?.styles?.get(name);
      if (style !== undefined) this.found.set(column, { style, ambiguous: false });
      else if (training !== undefined) this.#plain.add(column);
      else if (this.#isSuspect(column)) this.#looked.add(column);
    }
    this.#isNew = training === undefined;
  }

  /** The kinds to read by: those that were asked for, and texts where a style has to be looked for or is known. */
  forced(asked: ForcedKinds): ForcedKinds {
    const kinds = new Map(asked);
    for (const column of this.found.keys()) kinds.set(column, 'written');
    for (const column of this.#looked) kinds.set(column, 'text');
    return kinds;
  }

  /** Takes in what was read. Whether it has to be read once more. */
  look({ blocks }: BlockStore): boolean {
    let again = false;
    for (const column of this.#reader.names.keys()) {
      if (this.found.has(column) || this.#plain.has(column) || this.#requested.get(column) === 'categorical') continue;
      const kinds = new Set(blocks.map(head => head.kinds[column]));
      kinds.delete(EMPTY);
      if (!kinds.has(TEXT)) continue;
      const found = this.#fitting(column, findStyle([...this.#texts(blocks, column)], this.#context));
      const isLooked = this.#looked.has(column);
      if (found !== null && (kinds.size === 1 || this.#reader.format.format !== 'csv')) {
        this.found.set(column, found);
        this.#looked.delete(column);
        again = true;
      } else if (found !== null && !isLooked) {
        this.#looked.add(column);
        again = true;
      } else {
        this.#plain.add(column);
        again ||= this.#looked.delete(column);
      }
    }
    return again;
  }

  styles(): ColumnStyles {
    return new Map([...this.found].map(([column, { style }]) => [this.#reader.names[column]!, style]));
  }

  byColumn(): ReadonlyMap<number, ColumnStyle> {
    return new Map([...this.found].map(([column, { style }]) => [column, style]));
  }

  /** One for each style. */
  warnings(): string[] {
    if (!this.#isNew) return [];
    const alike = new Map<string, { found: FoundStyle; names: string[] }>();
    for (const [column, found] of this.found) {
      const key = JSON.stringify([{ ...found.style, example: '' }, found.ambiguous]);
      if (!alike.has(key)) alike.set(key, { found, names: [] });
      alike.get(key)!.names.push(`'${printable(this.#reader.names[column]!)}'`);
    }
    return [...alike.values()].map(
      ({ found, names }) => `${names.length === 1 ? 'column' : 'columns'} ${list(names)}: ${describeStyle(found)}`,
    );
  }

  /** Numbers where numbers were asked for; plain numbers have no style. */
  #fitting(column: number, found: FoundStyle | null): FoundStyle | null {
    if (found === null) return null;
    if (this.#requested.get(column) === 'numeric' && found.style.kind !== 'number') return null;
    if (found.style.kind === 'date') return found;
    const { decimal, thousands, unit } = found.style;
    const { numberStyle } = this.#reader;
    const isPlain =
      unit === '' && thousands === null && decimal === numberStyle.decimal && numberStyle.thousands === null;
    return isPlain && this.#looked.has(column) ? null : found;
  }

  *#texts(blocks: BlockStore['blocks'], column: number): Generator<string> {
    for (const head of blocks) {
      for (const text of head.texts.get(column)?.categories ?? []) {
        const bare = withoutBlanks(text);
        if (!this.#missing.has(bare)) yield bare;
      }
    }
  }

  /** Whether the first cells of a column look plain, or are to be numbers, and may have a style. */
  #isSuspect(column: number): boolean {
    const { opening, numberStyle } = this.#reader;
    const requested = this.#requested.get(column);
    if (opening === undefined || requested === 'categorical') return false;
    const cells = opening.map(row => row[column] ?? '').filter(cell => !this.#missing.has(cell));
    if (cells.length === 0) return false;
    const { dateFormat, thousands } = this.#context;
    const parser = dateFormat === null || requested === 'numeric' ? null : dateParser(dateFormat);
    if (parser !== null && cells.every(cell => !Number.isNaN(parser(cell)))) return true;
    if (requested === 'numeric') return !cells.every(cell => isNumber(cell, numberStyle)) && hasWrittenNumber(cells);
    if (mayBeWholeDates(cells)) return true;
    return thousands === null && this.#noPointIsDecimal && mayBeGrouped(cells, numberStyle.decimal);
  }

  /** Whether no cell of the first rows shows that the decimal sign is one. */
  get #noPointIsDecimal(): boolean {
    const { opening, numberStyle } = this.#reader;
    const point = numberStyle.decimal === '.' ? '\\.' : ',';
    const decimal = new RegExp(`^[-+]?(?:0${point}\\d+|\\d+${point}(?:\\d{1,2}|\\d{4,})|\\d{4,}${point}\\d+)$`);
    this.#undecided ??= !opening!.some(row => row.some(cell => decimal.test(cell)));
    return this.#undecided;
  }
  #undecided: boolean | undefined;
}
