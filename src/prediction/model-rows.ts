/** Rows of a table as a model's inputs, block by block as they are read, with warnings about the table. */

import { UserError } from '../base/errors.ts';
import { list, plural, printable, quoted } from '../base/text/format.ts';
import { columnHint } from '../base/text/nearest-name.ts';
import type { Warning } from '../base/warn.ts';
import { BlockEncoder, type BoundBlock } from '../data/encoding/block-encoder.ts';
import type { TextMeaning } from '../data/encoding/cell-meaning.ts';
import { convertCells, convertible } from '../data/encoding/convert-cells.ts';
import { noUnseenValues, warnOfUnseenValues } from '../data/encoding/unseen-values.ts';
import { numbersAmong, withoutNumbers } from '../data/reading/missing-numbers.ts';
import { type OpenReader, openReader } from '../data/reading/open.ts';
import { type Block, lineOf, NUMBER } from '../data/tables/blocks/block.ts';
import { formatLocation } from '../data/tables/blocks/location.ts';
import { type ForcedKinds, MISSING_WORDS, type ReadOptions, type TableReader } from '../data/tables/blocks/reader.ts';
import { areDigits } from '../data/tables/cells/booleans.ts';
import { isNoted, type Noted, notedOf, warningsOfNoted } from '../data/tables/noted-rows.ts';
import { selectColumns } from '../data/tables/selection.ts';
import { describeSkipped } from '../data/tables/skipped-lines.ts';
import { type ColumnStyles, stylesByColumn, stylesOf } from '../data/tables/styles/column-style.ts';
import { type ConvertedStyle, styleMeaning } from '../data/tables/styles/style-meaning.ts';
import { locationIn } from '../data/tables/table.ts';
import type { SavedModel } from '../saved/model.ts';

export interface RowsOptions {
  /** Options of reading; null means as in training, or detected. */
  reading: ReadOptions;
  threads: number;
  /** Columns to copy as text. */
  keep: string | null;
  /** Whether the table must have the target. */
  target: boolean;
}

export interface ModelBlock extends BoundBlock {
  readonly block: Block;
  /** The rows of the input, in order: indices of rows of the block, and -1 for a row that could not be read. */
  readonly order: Int32Array;
  /** The unchanged text of a copied column; '' is missing. */
  kept(row: number, index: number): string;
}

const ADVICE = '. ⟪na⟫ makes it a missing cell; ⟪onError=skip⟫ leaves such rows out';

/** Max faults that a warning lists with their locations. */
const MAX_LISTED = 3;

export class ModelRows {
  /** Names of the copied columns, in the order of the table. */
  readonly keptNames: readonly string[];
  /** Index of the target; -1 if it is absent or not needed. */
  readonly target: number;
  readonly unseen = noUnseenValues();
  readonly #reader: OpenReader;
  readonly #onError: ReadOptions['onError'];
  /** Numbers that mean missing cells. */
  readonly #missingNumbers: readonly number[];
  readonly #encoder: BlockEncoder;
  readonly #forced: ForcedKinds;
  readonly #kept: readonly number[];
  readonly #unused: readonly string[];
  /** Reads a target that is written in a style of its own. */
  readonly #targetMeaning: TextMeaning | null;
  #blankLines = 0;
  #headers = 0;
  readonly #noted: Noted[] = [];
  #faulty = 0;
  #faults: string[] = [];

  /** Throws UserError for files that cannot be opened and tables that lack a column. */
  static async open(model: SavedModel, paths: readonly string[], options: RowsOptions): Promise<ModelRows> {
    const reading = withDefaults(options.reading, model);
    const columnNames = model.inputs.map(({ name }) => name);
    const context = { threads: options.threads, mayBeEmpty: !options.target, columnNames };
    const reader = await openReader(paths, reading, context);
    try {
      return new ModelRows(model, reader, reading, options);
    } catch (error) {
      await reader.close();
      throw error;
    }
  }

  private constructor(model: SavedModel, reader: OpenReader, reading: ReadOptions, options: RowsOptions) {
    const { keep, target } = options;
    const { names, paths } = reader;
    this.#reader = reader;
    this.#onError = reading.onError;
    this.#missingNumbers = numbersAmong(reading.na ?? []);
    this.#kept = keep === null ? [] : selectColumns('⟪copy⟫', keep, names);
    this.keptNames = this.#kept.map(column => names[column]!);
    const styles = stylesFor(model, reader, options.reading);
    const locate = (block: Block, row: number) => locationIn(reader, block, row);
    this.#encoder = new BlockEncoder(model.inputs, reader, reading.na, new Set(this.#kept), locate, styles);
    this.target = target ? names.indexOf(model.target.name) : -1;
    if (target && this.target < 0) {
      const hint = columnHint(model.target.name, names);
      throw new UserError(`${paths[0]}: has no column '${printable(model.target.name)}', the target; ${hint}`);
    }
    const forced = new Map(this.#encoder.forced);
    const style = styleOfTarget(model.target, styles);
    if (target)
      forced.set(this.target, style !== undefined ? 'written' : isReadAsNumber(model.target) ? 'exact' : 'text');
    this.#targetMeaning =
      target && style !== undefined ? styleMeaning(style, new Set(reading.na ?? MISSING_WORDS)) : null;
    this.#forced = forced;
    const used = new Set([...model.inputs.map(({ name }) => name), ...this.keptNames, model.target.name]);
    this.#unused = names.filter(name => !used.has(name));
  }

  /** The blocks, to be iterated once. Throws UserError, with the location, for a row that cannot be read. */
  async *blocks(): AsyncGenerator<ModelBlock> {
    for await (const read of this.#reader.blocks(this.#forced)) {
      let block = withoutNumbers(read, this.#missingNumbers);
      this.#blankLines += block.blankLines;
      this.#headers += block.repeatedHeaders ?? 0;
      const { file, unit } = block.location;
      const path = this.#reader.paths[file]!;
      if (isNoted(block)) this.#noted.push(notedOf(block));
      const faults = block.faults.first.map(({ line, message }) => `${formatLocation(path, unit, line)}: ${message}`);
      this.#addFaults(block.faults.rows, faults);
      const texts = this.#kept.map(column => textsIn(block, column));
      block = this.#withTarget(block);
      const bound = this.#encoder.bind(block);
      if (bound.faults.length > 0 && this.#onError !== 'skip') throw new UserError(`${bound.faults[0]}${ADVICE}`);
      this.#addFaults(bound.faults.length, bound.faults);
      yield { ...bound, block, order: orderOf(block), kept: (row, index) => texts[index]!(row) };
    }
  }

  /** Converts a target that is written in a style of its own to numbers. */
  #withTarget(block: Block): Block {
    if (this.#targetMeaning === null) return block;
    const converted = convertible(block);
    convertCells(converted, this.target, NUMBER, this.#targetMeaning, (row, text, why) => {
      const column = this.#reader.names[this.target]!;
      throw new UserError(`${this.place(block, row)}: column '${printable(column)}' holds ${quoted(text)}, ${why}`);
    });
    return converted;
  }

  /** The location of a row of a block, for messages. */
  place(block: Block, row: number): string {
    return locationIn(this.#reader, block, row);
  }

  /** The table's first file, for messages. */
  get path(): string {
    return this.#reader.paths[0]!;
  }

  /** Warnings before the rows are read. */
  warnings(): Warning[] {
    const { path } = this;
    const warnings: Warning[] = this.#reader.warnings.map(({ file, message }) => {
      return { message: `${this.#reader.paths[file]}: ${message}`, code: 'format' };
    });
    if (this.#unused.length === 0) return warnings;
    const names = list(this.#unused.map(name => `'${name}'`));
    const are = plural(this.#unused.length, 'column is', 'columns are');
    return [...warnings, { message: `${path}: ${are} not used by the model: ${names}`, code: 'extra-columns' }];
  }

  /** Warnings after the rows are read; `unread` says what becomes of rows that could not be read. */
  lastWarnings(unread = 'left out that could not be read'): Warning[] {
    const { path } = this;
    const skipped = describeSkipped({ blankLines: this.#blankLines, headers: this.#headers });
    const warnings: Warning[] = skipped.map(({ message, code }) => ({ message: `${path}: ${message}`, code }));
    warnings.push(...this.#notedWarnings());
    if (this.#faulty > 0) {
      const more = this.#faulty > this.#faults.length ? '; ...' : '';
      const rows = plural(this.#faulty, 'row');
      warnings.push({ message: `${path}: ${rows} ${unread}: ${this.#faults.join('; ')}${more}`, code: 'faulty-rows' });
    }
    warnOfUnseenValues(this.unseen, message => warnings.push({ message, code: 'unseen-values' }), 'row');
    return warnings;
  }

  #notedWarnings(): Warning[] {
    const { paths } = this.#reader;
    return paths.flatMap((path, file) =>
      warningsOfNoted(
        path,
        this.#noted.filter(({ location }) => location.file === file),
      ),
    );
  }

  /** SHA-256 of each file. */
  digests(): Promise<string[]> {
    return this.#reader.digests();
  }

  close(): Promise<void> {
    return this.#reader.close();
  }

  #addFaults(rows: number, first: readonly string[]): void {
    this.#faulty += rows;
    this.#faults = [...this.#faults, ...first].slice(0, MAX_LISTED);
  }
}

/** The block's rows and its faults by their lines. */
function orderOf(block: Block): Int32Array {
  const { lines = [] } = block.faults;
  const order = new Int32Array(block.rows + lines.length).fill(-1);
  let faults = 0;
  for (let row = 0; row < block.rows; row++) {
    while (faults < lines.length && lines[faults]! < lineOf(block, row)) faults++;
    order[row + faults] = row;
  }
  return order;
}

/** Columns are identified by name, so a header is expected unless the model's own table had none. */
function withDefaults(reading: ReadOptions, model: SavedModel): ReadOptions {
  const { header, na, notes = true, numbers, escape: escapeSign } = model.reading;
  const isGiven = reading.decimal !== null || reading.thousands !== null;
  const signs = numbers === undefined || isGiven ? {} : { ...numbers, thousands: numbers.thousands ?? 'none' };
  return {
    ...reading,
    ...signs,
    escape: reading.escape ?? escapeSign ?? null,
    header: reading.headerRows === null ? (reading.header ?? header ?? true) : reading.header,
    notes: reading.notes && notes,
    na: reading.na ?? na,
  };
}

/** The number format of the model's columns: as in training, except for characters that were given. */
function stylesFor({ inputs, target, reading }: SavedModel, reader: TableReader, given: ReadOptions): ColumnStyles {
  const numeric = inputs.flatMap(({ kind, name }) => (kind === 'numeric' ? [name] : []));
  if (target.isNumber) numeric.push(target.name);
  const all = reader.format.format === 'csv' ? [] : stylesOf(numeric, reading.numbers);
  const styles = new Map([...all, ...stylesByColumn(reading.styles)]);
  if (given.decimal === null && given.thousands === null) return styles;
  const decimal = given.decimal === ',' ? ',' : '.';
  const thousands = given.thousands === 'none' ? null : given.thousands;
  return new Map(
    [...styles].map(([name, style]) => [name, style.kind === 'number' ? { ...style, decimal, thousands } : style]),
  );
}

/** Whether the target is read as a number. The classes 0 and 1 may also be spelled as booleans. */
function isReadAsNumber({ isNumber, classes }: SavedModel['target']): boolean {
  return isNumber && (classes === null || !areDigits(classes));
}

/** How the target's numbers are written, where that is known and they are not classes that may be spelled as booleans. */
function styleOfTarget(target: SavedModel['target'], styles: ColumnStyles): ConvertedStyle | undefined {
  const style = styles.get(target.name);
  return style === undefined || style.kind === 'code' || !isReadAsNumber(target) ? undefined : style;
}

/** The texts of a column; its cells may change afterwards. */
function textsIn({ texts, cells, columns, rows }: Block, column: number): (row: number) => string {
  const categories = texts.get(column)?.categories;
  if (categories === undefined) return () => '';
  const codes = Float32Array.from({ length: rows }, (_, row) => cells[row * columns + column]!);
  return row => categories[codes[row]!] ?? '';
}
