/**
 * Reads JSON lines: one object a line; blank lines are skipped. An input that is one array of objects is read as a whole.
 *
 * A block needs the names of all columns, and an object may bring new ones at any time, so the input is gone over once for
 * its keys when it is opened, and again for its rows. A nested object's keys are joined by points: {"a": {"b": 1}} has a
 * column a.b; where another key leads to that name, its column is called a.b (2). Arrays inside are left out. Rows may be arrays
 * themselves.
 */

import { UserError } from '../../../base/errors.ts';
import { printable } from '../../../base/text/format.ts';
import type { Block, BlockLocation } from '../../tables/blocks/block.ts';
import { formatLocation } from '../../tables/blocks/location.ts';
import {
  type FileWarning,
  type Format,
  type ReadOptions,
  selfDescribed,
  type TableReader,
} from '../../tables/blocks/reader.ts';
import { plainNumbers } from '../../tables/cells/cell-numbers.ts';
import type { Cell } from '../../tables/cells/cell-text.ts';
import { BlockBuilder, type BuilderInput } from '../building/block-builder.ts';
import {
  defaultLimits,
  isObject,
  type JsonLimits,
  type JsonObject,
  type RecordOptions,
  type RecordTaker,
  readRecords,
} from './json-records.ts';
import { parseJson } from './long-numbers.ts';

/** Where the bytes come from. */
export interface JsonSource {
  readonly path: string;
  readonly compression: 'gzip' | null;
  /** As stored; null where it is unknown. */
  readonly size: number | null;
  /** Bytes read so far, as stored. */
  position(): number;
  /** From the start, each time it is called. */
  read(): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

const ROWS_OF_BLOCK = 4096;
const CELLS_OF_BLOCK = 2 ** 20;
/** Characters of the lines of a block: long texts make fewer rows. */
const LENGTH_OF_BLOCK = 2 ** 25;
const DEEPEST = 100;

/**
 * Closing the reader closes the sources. Throws UserError for what is no JSON, unless rows that cannot be read are left
 * out, and for an input without values.
 */
export async function openJsonLines(
  sources: readonly JsonSource[],
  options: ReadOptions,
  limits: JsonLimits = defaultLimits,
): Promise<TableReader> {
  const keys = new Keys(options);
  const fills = options.onError === 'fill';
  for (const source of sources) {
    keys.paths.push(source.path);
    for await (const _ of readRecords(source.path, source.read(), keys, { limits, header: options.header, fills }));
  }
  const columns = keys.columns();
  const { names, renamed } = differentNames(columns);
  const paths = sources.map(source => source.path);
  if (names.length === 0) {
    throw new UserError(
      `${paths.join(', ')}: holds no values; a JSON object with names and values is expected on each line`,
    );
  }
  return {
    paths,
    names,
    format: { ...formatOf(sources), header: keys.header },
    numberStyle: plainNumbers,
    warnings: keys.warnings(renamed),
    async *blocks(forced, progress) {
      const totalBytes = sources.reduce<number | null>(
        (sum, { size }) => (sum === null || size === null ? null : sum + size),
        0,
      );
      let [bytes, rows] = [0, 0];
      for (const [file, source] of sources.entries()) {
        const input = { path: source.path, file, unit: keys.units[file]!, names, forced, options };
        const taker = new Rows(input, columns, keys.parser);
        for await (const block of taker.blocks(source, { limits, header: keys.header ?? options.header, fills })) {
          rows += block.rows;
          progress?.({ bytes: bytes + source.position(), totalBytes, rows });
          yield block;
        }
        bytes += source.position();
      }
    },
    async close() {
      for (const source of sources) await source.close();
    },
  };
}

/** The columns' names; a second one of a name gets a number behind it. */
function differentNames(columns: readonly string[]): { names: string[]; renamed: string[] } {
  const written = columns.map(nameOf);
  const taken = new Set<string>();
  const renamed: string[] = [];
  const names = written.map(name => {
    let free = name;
    for (let count = 2; taken.has(free) || (free !== name && written.includes(free)); count++)
      free = `${name} (${count})`;
    if (free !== name)
      renamed.push(`two keys lead to the name '${printable(name)}'; the second is called '${printable(free)}'`);
    taken.add(free);
    return free;
  });
  return { names, renamed };
}

function formatOf(sources: readonly JsonSource[]): Format {
  const compression = sources.find(source => source.compression !== null)?.compression ?? null;
  return selfDescribed('json-lines', compression, 'utf-8');
}

/** Between the keys of a path; a name has points there. */
const BELOW = '\u0000';

/** Calls `visit` with the path and value of each key that is no object, in order, those of nested objects too. */
function visitKeys(record: JsonObject, visit: (path: string, value: unknown) => void, prefix = '', depth = 1): void {
  if (depth > DEEPEST)
    throw new UserError(`'${printable(nameOf(prefix).slice(0, 40))}...': objects are nested more than ${DEEPEST} deep`);
  for (const key of Object.keys(record)) {
    const value = record[key];
    const path = prefix === '' ? key : prefix + key;
    if (isObject(value)) visitKeys(value, visit, path + BELOW, depth + 1);
    else visit(path, value);
  }
}

function nameOf(path: string): string {
  return path.replaceAll(BELOW, '.');
}

/** The first time over: which keys there are. */
class Keys implements RecordTaker {
  /** Of the files so far. */
  readonly paths: string[] = [];
  readonly units: BlockLocation['unit'][] = [];
  /** By path, in order: whether some value is neither null nor an array. */
  readonly #paths = new Map<string, boolean>();
  /** By path, where the first array stands. */
  readonly #arrays = new Map<string, { file: number; line: number }>();
  /** Some number is a whole one beyond 2^53, which JSON.parse rounds. */
  #long = false;
  readonly #onError: ReadOptions['onError'];
  /** Of rows that are arrays; null of objects. */
  header: boolean | null = null;

  constructor({ onError }: ReadOptions) {
    this.#onError = onError;
  }

  begin(unit: BlockLocation['unit']): void {
    this.units.push(unit);
  }

  parse(text: string): unknown {
    return JSON.parse(text);
  }

  /** How to parse what is to be read. */
  get parser(): (text: string) => unknown {
    return this.#long ? parseJson : JSON.parse;
  }

  record(record: JsonObject, line: number): void {
    visitKeys(record, (path, value) => {
      if (typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER) this.#long = true;
      if (value !== null && !Array.isArray(value)) {
        if (this.#paths.get(path) !== true) this.#paths.set(path, true);
        return;
      }
      if (!this.#paths.has(path)) this.#paths.set(path, false);
      if (value !== null && !this.#arrays.has(path)) this.#arrays.set(path, { file: this.#file, line });
    });
  }

  fault(line: number, message: string): void {
    if (this.#onError !== 'skip')
      throw new UserError(`${formatLocation(this.paths[this.#file]!, this.units[this.#file]!, line)}: ${message}`);
  }

  blankLine(): void {}

  filled(): void {}

  end(header: boolean | null): void {
    this.header ??= header;
  }

  /** Those with values. Of the others, only those that stand for no array and no object: their columns are empty. */
  columns(): string[] {
    const all = [...this.#paths.keys()];
    const parents = new Set(all.flatMap(path => [...path.matchAll(/\0/g)].map(({ index }) => path.slice(0, index))));
    return all.filter(path => this.#paths.get(path) || !(this.#arrays.has(path) || parents.has(path)));
  }

  warnings(renamed: readonly string[]): FileWarning[] {
    const arrays = [...this.#arrays].map(([path, { file, line }]) => ({
      file,
      message: `'${printable(nameOf(path))}' holds arrays (the first in ${this.units[file]} ${line}), which are left out`,
    }));
    return [...renamed.map(message => ({ file: 0, message })), ...arrays];
  }

  get #file(): number {
    return this.paths.length - 1;
  }
}

/** The second time over: rows into blocks. */
class Rows implements RecordTaker {
  readonly parse: RecordTaker['parse'];
  readonly #builder: BlockBuilder;
  readonly #columns: ReadonlyMap<string, number>;
  readonly #rowsOfBlock: number;
  #length = 0;
  #ready: Block[] = [];

  /** `columns` are the paths of the columns. */
  constructor(input: BuilderInput, columns: readonly string[], parse: RecordTaker['parse']) {
    this.parse = parse;
    this.#builder = new BlockBuilder(input);
    this.#columns = new Map(columns.map((path, column) => [path, column]));
    this.#rowsOfBlock = Math.min(ROWS_OF_BLOCK, Math.max(1, Math.floor(CELLS_OF_BLOCK / input.names.length)));
  }

  begin(): void {}

  async *blocks(source: JsonSource, reading: RecordOptions): AsyncGenerator<Block> {
    for await (const _ of readRecords(source.path, source.read(), this, reading)) {
      yield* this.#ready;
      this.#ready = [];
    }
    if (this.#builder.rows + this.#builder.faults > 0) yield this.#builder.build();
  }

  record(record: JsonObject, line: number, length: number): void {
    this.#builder.addRow(line);
    visitKeys(record, (path, value) => {
      const column = Array.isArray(value) ? undefined : this.#columns.get(path);
      if (column !== undefined) this.#builder.set(column, value as Cell);
    });
    this.#length += length;
    if (this.#builder.rows < this.#rowsOfBlock && this.#length < LENGTH_OF_BLOCK) return;
    this.#ready.push(this.#builder.build());
    this.#length = 0;
  }

  fault(line: number, message: string): void {
    this.#builder.addFault(line, message);
  }

  blankLine(): void {
    this.#builder.addBlankLines(1);
  }

  filled(line: number, values: number): void {
    this.#builder.addFilled(line, values);
  }
}
