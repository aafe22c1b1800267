/**
 * Which columns of a table have numbers or dates in a style of their own. The first rows tell which columns to read as texts at
 * first, though they look like plain numbers; all different texts of a column decide. A plain table is read once.
 */

import { list, printable } from '../../base/text/format.ts';
import { EMPTY, NUMBER, TEXT } from '../tables/blocks/block.ts';
import { type ForcedKinds, MISSING_WORDS, type TableReader } from '../tables/blocks/reader.ts';
import { withoutBlanks } from '../tables/cells/blank.ts';
import { isNumber } from '../tables/cells/cell-numbers.ts';
import type { RequestedKinds } from '../tables/columns.ts';
import { besideStrayWords } from '../tables/numbers-and-words.ts';
import type { BlockStore } from '../tables/store/store.ts';
import {
  type ColumnStyles,
  describeStyle,
  describeUndecided,
  type FoundStyle,
  findStyle,
  type StyleContext,
  stylesOf,
} from '../tables/styles/column-style.ts';
import { dateParser } from '../tables/styles/date-format.ts';
import { areGrouped, findNumberStyle, hasWrittenNumber, mayBeGrouped } from '../tables/styles/find-number-style.ts';
import { IS_CURRENCY } from '../tables/styles/number-style.ts';
import type { ColumnStyle } from '../tables/styles/style-meaning.ts';
import type { Table } from '../tables/table.ts';
import { allMayBeGrouped, findWholeDates } from './look-at-numbers.ts';
import type { DataOptions } from './options.ts';

/** What a training file says about a file of its kind. */
type TrainingTable = Pick<Table, 'columns' | 'styles' | 'numberStyle'>;

export class StyleFinder {
  /** By column. */
  readonly found = new Map<number, FoundStyle>();
  readonly #reader: TableReader;
  readonly #requested: RequestedKinds;
  readonly #context: StyleContext;
  readonly #missing: ReadonlySet<string>;
  /** Columns of codes (tables/codes.ts), each with a cell. */
  readonly #codes = new Map<number, string>();
  /** Columns that are read as texts to look at them, and those that have no style. */
  readonly #looked = new Set<number>();
  readonly #plain = new Set<number>();
  /** Columns all of whose cells may have groups of three digits, each with a cell. */
  readonly #undecided = new Map<number, string>();
  /** No training table says how columns are written. */
  readonly isNew: boolean;
  /** The decimal sign was given. */
  readonly #isGiven: boolean;

  /** Columns that a training table has are written as they are there. */
  constructor(reader: TableReader, requested: RequestedKinds, options: DataOptions, training?: TrainingTable) {
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
    this.isNew = training === undefined;
    this.#isGiven = options.decimal !== null;
    const known = training === undefined ? null : knownStyles(training, format.format === 'csv');
    for (const [column, name] of reader.names.entries()) {
      const style = known?.get(name);
      if (style?.kind === 'code') this.#codes.set(column, style.example);
      else if (style !== undefined) this.found.set(column, { style, ambiguous: false });
      else if (known !== null) this.#plain.add(column);
      else if (this.#isSuspect(column)) this.#looked.add(column);
      else this.#keepUndecided(column);
    }
  }

  /** The kinds to read by: those that were asked for, and texts where a style has to be looked for or is known. */
  forced(asked: ForcedKinds): ForcedKinds {
    const kinds = new Map(asked);
    for (const column of this.found.keys()) kinds.set(column, 'written');
    for (const column of [...this.#looked, ...this.#codes.keys()]) kinds.set(column, 'text');
    return kinds;
  }

  /** Takes in what was read. Whether it has to be read once more. */
  look(store: BlockStore): boolean {
    const { blocks } = store;
    let again = false;
    for (const column of this.#reader.names.keys()) {
      if (this.found.has(column) || this.#plain.has(column) || this.#requested.get(column) === 'categorical') continue;
      const kinds = new Set(blocks.map(head => head.kinds[column]));
      kinds.delete(EMPTY);
      if (kinds.size === 1 && kinds.has(NUMBER)) again = this.#lookAtNumbers(store, column) || again;
      if (!kinds.has(TEXT) || this.#codes.has(column)) continue;
      const counts = this.#texts(blocks, column);
      const texts = [...counts.keys()];
      const hasBare = kinds.has(NUMBER) || blocks.some(head => head.texts.get(column)?.bare !== undefined);
      const found = this.#fitting(
        column,
        findStyle(texts, this.#context) ?? this.#besideWords(counts),
        hasBare && this.#reader.format.format !== 'csv',
      );
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
        if (isLooked && this.#context.thousands === null && areGrouped(texts, this.#reader.numberStyle.decimal))
          this.#undecided.set(column, texts[0]!);
        again = this.#looked.delete(column) || again;
      }
    }
    return again;
  }

  /** A column of codes is read as texts, with missing cells; null is that it holds none. */
  setCodes(column: number, example: string | null): void {
    if (example === null) this.#codes.delete(column);
    else this.#codes.set(column, example);
  }

  styles(): ColumnStyles {
    return new Map([...this.byColumn()].map(([column, style]) => [this.#reader.names[column]!, style]));
  }

  byColumn(): ReadonlyMap<number, ColumnStyle> {
    const codes = [...this.#codes].map(([column, example]) => [column, { kind: 'code', example }] as const);
    return new Map<number, ColumnStyle>([
      ...[...this.found].map(([column, { style }]) => [column, style] as const),
      ...codes,
    ]);
  }

  /** One for each style. */
  warnings(): string[] {
    if (!this.isNew) return [];
    const alike = new Map<string, { found: FoundStyle; names: string[] }>();
    for (const [column, found] of this.found) {
      const key = JSON.stringify([{ ...found.style, example: '' }, found.ambiguous]);
      if (!alike.has(key)) alike.set(key, { found, names: [] });
      alike.get(key)!.names.push(this.#reader.names[column]!);
    }
    const warnings = [...alike.values()].map(({ found, names }) => `${columnsCalled(names)}: ${describeStyle(found)}`);
    if (this.#undecided.size === 0) return warnings;
    const names = [...this.#undecided.keys()].map(column => this.#reader.names[column]!);
    const [example] = this.#undecided.values();
    return [...warnings, `${columnsCalled(names)}: ${describeUndecided(example!, this.#reader.numberStyle)}`];
  }

  /** Numbers where numbers were asked for; plain numbers have no style. */
  #fitting(column: number, found: FoundStyle | null, hasBare: boolean): FoundStyle | null {
    if (found === null) return null;
    if (this.#requested.get(column) === 'numeric' && found.style.kind !== 'number') return null;
    if (found.style.kind === 'date') return found;
    const { decimal, thousands, unit } = found.style;
    // Nothing says whether a bare 0.2 beside 20% is a share.
    if (hasBare && unit !== '' && !IS_CURRENCY.test(unit)) return null;
    const { numberStyle } = this.#reader;
    const isPlain =
      unit === '' && thousands === null && decimal === numberStyle.decimal && numberStyle.thousands === null;
    return isPlain && this.#looked.has(column) ? null : found;
  }

  /** Whole numbers that are dates have a style; numbers all of which may be in groups are kept in mind. Whether to read again. */
  #lookAtNumbers(store: BlockStore, column: number): boolean {
    if (!this.isNew || this.#codes.has(column)) return false;
    if (this.#undecided.has(column) && !allMayBeGrouped(store, column)) this.#undecided.delete(column);
    if (!this.#isGiven && store.blocks.every(head => head.kinds[column] === EMPTY || head.grouped?.has(column))) {
      this.#looked.add(column);
      return true;
    }
    if (this.#requested.has(column)) return false;
    const dates = findWholeDates(store, column, this.#context.dateFormat);
    if (dates === null) return false;
    this.found.set(column, { style: { kind: 'date', ...dates }, ambiguous: false });
    return true;
  }

  /** The style of numbers among which a few words are bad cells; plain numbers have none. */
  #besideWords(counts: ReadonlyMap<string, number>): FoundStyle | null {
    const texts = besideStrayWords(counts);
    if (texts === null || texts.every(text => isNumber(text, this.#reader.numberStyle))) return null;
    return findNumberStyle(texts, this.#context);
  }

  /** The different texts and their cells, without bare numbers, which are the same in any style. */
  #texts(blocks: BlockStore['blocks'], column: number): Map<string, number> {
    const cells = new Map<string, number>();
    for (const head of blocks) {
      const { categories = [], counts, bare: numbers } = head.texts.get(column) ?? {};
      const isBare = new Set(numbers);
      for (const [code, text] of categories.entries()) {
        const bare = withoutBlanks(text);
        if (isBare.has(code) || this.#missing.has(bare)) continue;
        cells.set(bare, (cells.get(bare) ?? 0) + counts![code]!);
      }
    }
    return cells;
  }

  /** The first cells of a column that are not missing. */
  #firstCells(column: number): string[] {
    const cells = this.#reader.opening?.map(row => withoutBlanks(row[column] ?? '')) ?? [];
    return cells.filter(cell => !this.#missing.has(cell));
  }

  /** Whether the first cells of a column look plain, or are to be numbers, and may have a style. */
  #isSuspect(column: number): boolean {
    const { numberStyle } = this.#reader;
    const requested = this.#requested.get(column);
    if (requested === 'categorical') return false;
    const cells = this.#firstCells(column);
    if (cells.length === 0) return false;
    const { dateFormat, thousands } = this.#context;
    const parser = dateFormat === null || requested === 'numeric' ? null : dateParser(dateFormat);
    if (parser !== null && cells.every(cell => !Number.isNaN(parser(cell)))) return true;
    if (requested === 'numeric') return !cells.every(cell => isNumber(cell, numberStyle)) && hasWrittenNumber(cells);
    return thousands === null && this.#noPointIsDecimal && mayBeGrouped(cells, numberStyle.decimal);
  }

  /** Keeps a column in mind whose first cells all look like 34.700, where nothing says what the sign is. */
  #keepUndecided(column: number): void {
    const { thousands } = this.#context;
    if (this.#isGiven || thousands !== null || this.#requested.get(column) === 'categorical') return;
    const cells = this.#firstCells(column);
    if (cells.length > 0 && this.#noPointIsDecimal && areGrouped(cells, this.#reader.numberStyle.decimal)) {
      this.#undecided.set(column, cells[0]!);
    }
  }

  /** Whether no cell of the first rows shows that the decimal sign is one. */
  get #noPointIsDecimal(): boolean {
    const { opening, numberStyle } = this.#reader;
    const point = numberStyle.decimal === '.' ? '\\.' : ',';
    const decimal = new RegExp(`^[-+]?(?:0${point}\\d+|\\d+${point}(?:\\d{1,2}|\\d{4,})|\\d{4,}${point}\\d+)$`);
    this.#isOpen ??= opening?.some(row => row.some(cell => decimal.test(cell))) === false;
    return this.#isOpen;
  }
  #isOpen: boolean | undefined;
}

function columnsCalled(names: readonly string[]): string {
  return `${names.length === 1 ? 'column' : 'columns'} ${list(names.map(name => `'${printable(name)}'`))}`;
}

/** The styles of a training table's columns, by name; `separated` says that the table's own decimal sign is known to its reader. */
function knownStyles({ columns, styles, numberStyle }: TrainingTable, separated: boolean): ColumnStyles {
  const numbers = columns.flatMap(({ kind, name }) => (kind === 'numeric' ? [name] : []));
  return new Map([...stylesOf(numbers, separated ? undefined : numberStyle), ...(styles ?? [])]);
}
