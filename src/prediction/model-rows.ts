/** Rows of a table as a model takes them, block by block as they are read, and what there is to say of the table. */

import { UserError } from '../base/errors.ts';
import { list, plural, printable } from '../base/text/format.ts';
import { columnHint } from '../base/text/nearest-name.ts';
import { BlockEncoder, type BoundBlock } from '../data/encoding/block-encoder.ts';
import { noUnseenValues, warnOfUnseenValues } from '../data/encoding/unseen-values.ts';
import { numbersAmong, withoutNumbers } from '../data/reading/missing-numbers.ts';
import { openReader } from '../data/reading/open.ts';
import type { Block } from '../data/tables/blocks/block.ts';
import { formatLocation } from '../data/tables/blocks/location.ts';
import type { ForcedKinds, ReadOptions, TableReader } from '../data/tables/blocks/reader.ts';
import { selectColumns } from '../data/tables/selection.ts';
import { locationIn } from '../data/tables/table.ts';
import type { SavedModel } from '../saved/model.ts';

export interface RowsOptions {
  /** What is null is as it was in training, or found out. */
  reading: ReadOptions;
  threads: number;
  /** Columns whose texts are wanted as they stand, as --keep names them. */
  keep: string | null;
  /** Whether the target has to be there. */
  target: boolean;
}

export interface ModelBlock extends BoundBlock {
  readonly block: Block;
  /** The text in a column that is kept, as it stands; '' is missing. */
  kept(row: number, index: number): string;
}

const ADVICE = '. ⟪na⟫ makes it a missing cell; ⟪onError=skip⟫ leaves such rows out';

/** Faults that are told with their places. */
const TOLD = 3;

export class ModelRows {
  /** Of the columns that are kept, in the order of the table. */
  readonly keptNames: readonly string[];
  /** The target's index; -1 where it is not there, or not asked for. */
  readonly target: number;
  readonly unseen = noUnseenValues();
  readonly #reader: TableReader;
  readonly #onError: ReadOptions['onError'];
  /** Numbers that stand for missing cells. */
  readonly #missingNumbers: readonly number[];
  readonly #encoder: BlockEncoder;
  readonly #forced: ForcedKinds;
  readonly #kept: readonly number[];
  readonly #unused: readonly string[];
  #blankLines = 0;
  #faulty = 0;
  #faults: string[] = [];

  /** Throws UserError for what cannot be opened, and for tables that lack a column. */
  static async open(model: SavedModel, paths: readonly string[], options: RowsOptions): Promise<ModelRows> {
    const reading = withDefaults(options.reading, model);
    const reader = await openReader(paths, reading, { threads: options.threads, mayBeEmpty: !options.target });
    try {
      return new ModelRows(model, reader, reading, options);
    } catch (error) {
      await reader.close();
      throw error;
    }
  }

  private constructor(model: SavedModel, reader: TableReader, reading: ReadOptions, { keep, target }: RowsOptions) {
    const { names, paths } = reader;
    this.#reader = reader;
    this.#onError = reading.onError;
    this.#missingNumbers = numbersAmong(reading.na ?? []);
    this.#kept = keep === null ? [] : selectColumns('⟪copy⟫', keep, names);
    this.keptNames = this.#kept.map(column => names[column]!);
    this.#encoder = new BlockEncoder(model.inputs, reader, reading.na, new Set(this.#kept), (block, row) =>
      locationIn(reader, block, row),
    );
    this.target = target ? names.indexOf(model.target.name) : -1;
    if (target && this.target < 0) {
      const hint = columnHint(model.target.name, names);
      throw new UserError(`${paths[0]}: has no column '${printable(model.target.name)}', the target; ${hint}`);
    }
    const forced = new Map(this.#encoder.forced);
    if (target) forced.set(this.target, model.target.isNumber ? 'exact' : 'text');
    this.#forced = forced;
    const used = new Set([...model.inputs.map(({ name }) => name), ...this.keptNames, model.target.name]);
    this.#unused = names.filter(name => !used.has(name));
  }

  /** To be gone over once. Throws UserError, with its place, for what cannot be read. */
  async *blocks(): AsyncGenerator<ModelBlock> {
    for await (const read of this.#reader.blocks(this.#forced)) {
      const block = withoutNumbers(read, this.#missingNumbers);
      this.#blankLines += block.blankLines;
      const { file, unit } = block.location;
      const path = this.#reader.paths[file]!;
      const told = block.faults.first.map(({ line, message }) => `${formatLocation(path, unit, line)}: ${message}`);
      this.#tell(block.faults.rows, told);
      const texts = this.#kept.map(column => textsIn(block, column));
      const bound = this.#encoder.bind(block);
      if (bound.faults.length > 0 && this.#onError === 'stop') throw new UserError(`${bound.faults[0]}${ADVICE}`);
      this.#tell(bound.faults.length, bound.faults);
      yield { ...bound, block, kept: (row, index) => texts[index]!(row) };
    }
  }

  /** Where a row of a block stands. */
  place(block: Block, row: number): string {
    return locationIn(this.#reader, block, row);
  }

  /** Of the table, for messages. */
  get path(): string {
    return this.#reader.paths[0]!;
  }

  /** Warnings that are known before the rows are read. */
  warnings(): string[] {
    const { path } = this;
    const said = this.#reader.warnings.map(({ file, message }) => `${this.#reader.paths[file]}: ${message}`);
    if (this.#unused.length === 0) return said;
    const names = list(this.#unused.map(name => `'${name}'`));
    const are = plural(this.#unused.length, 'column is', 'columns are');
    return [...said, `${path}: ${are} not used by the model: ${names}`];
  }

  /** What can be said when they are. */
  lastRemarks(): string[] {
    const { path } = this;
    const said: string[] = [];
    if (this.#blankLines > 0) said.push(`${path}: ${plural(this.#blankLines, 'empty line')} between rows skipped`);
    if (this.#faulty > 0) {
      const more = this.#faulty > this.#faults.length ? '; ...' : '';
      const rows = plural(this.#faulty, 'row');
      said.push(`${path}: ${rows} left out that could not be read: ${this.#faults.join('; ')}${more}`);
    }
    warnOfUnseenValues(this.unseen, message => said.push(message), 'row');
    return said;
  }

  close(): Promise<void> {
    return this.#reader.close();
  }

  #tell(rows: number, first: readonly string[]): void {
    this.#faulty += rows;
    this.#faults = [...this.#faults, ...first].slice(0, TOLD);
  }
}

/** Names are needed to know the columns by, so that a header is expected unless the model's own table had none. */
function withDefaults(reading: ReadOptions, model: SavedModel): ReadOptions {
  const { header, na } = model.reading;
  return { ...reading, header: reading.header ?? header ?? true, na: reading.na ?? na };
}

/** The texts of a column; its cells may change afterwards. */
function textsIn({ texts, cells, columns, rows }: Block, column: number): (row: number) => string {
  const categories = texts.get(column)?.categories;
  if (categories === undefined) return () => '';
  const codes = Float32Array.from({ length: rows }, (_, row) => cells[row * columns + column]!);
  return row => categories[codes[row]!] ?? '';
}
