/**
 * Reads JSON lines: one object a line; blank lines are skipped. An input that is one array of objects is read as a whole.
 *
 * A block needs the names of all columns, and an object may bring new ones at any time, so the input is gone over once for
 * its keys when it is opened, and again for its rows. A nested object's keys are joined by points: {"a": {"b": 1}} has a
 * column a.b. Where two keys lead to one name, the last wins. Arrays are left out.
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
 * Whether a text that begins like this is JSON lines or an array of objects: an object with a name in double quotes, or
 * an array that begins with one.
 */
export function looksLikeJsonLines(head: Uint8Array): boolean {
  return /^\uFEFF?\s*(?:\[\s*)?\{\s*["}]/.test(Buffer.from(head.buffer, head.byteOffset, head.length).toString('utf8'));
}

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
  for (const source of sources) {
    keys.paths.push(source.path);
    for await (const _ of readRecords(source.path, source.read(), keys, limits));
  }
  const names = keys.names();
  const paths = sources.map(source => source.path);
  if (names.length === 0) {
    throw new UserError(
      `${paths.join(', ')}: holds no values; a JSON object with names and values is expected on each line`,
    );
  }
  return {
    paths,
    names,
    format: formatOf(sources),
    numberStyle: plainNumbers,
    warnings: keys.warnings(),
    async *blocks(forced, progress) {
      const totalBytes = sources.reduce<number | null>(
        (sum, { size }) => (sum === null || size === null ? null : sum + size),
        0,
      );
      let [bytes, rows] = [0, 0];
      for (const [file, source] of sources.entries()) {
        const input = { path: source.path, file, unit: keys.units[file]!, names, forced, options };
        const taker = new Rows(input, keys.parser);
        for await (const block of taker.blocks(source, limits)) {
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

function formatOf(sources: readonly JsonSource[]): Format {
  const compression = sources.find(source => source.compression !== null)?.compression ?? null;
  return selfDescribed('json-lines', compression, 'utf-8');
}

/** Calls `visit` with the name and value of each key that is no object, in order, those of nested objects too. */
function visitKeys(record: JsonObject, visit: (name: string, value: unknown) => void, prefix = '', depth = 1): void {
  if (depth > DEEPEST)
    throw new UserError(`'${printable(prefix.slice(0, 40))}...': objects are nested more than ${DEEPEST} deep`);
  for (const key of Object.keys(record)) {
    const value = record[key];
    const name = prefix === '' ? key : prefix + key;
    if (isObject(value)) visitKeys(value, visit, `${name}.`, depth + 1);
    else visit(name, value);
  }
}

/** The first time over: which keys there are. */
class Keys implements RecordTaker {
  /** Of the files so far. */
  readonly paths: string[] = [];
  readonly units: BlockLocation['unit'][] = [];
  /** By name, in order: whether some value is neither null nor an array. */
  readonly #names = new Map<string, boolean>();
  /** By name, where the first array stands. */
  readonly #arrays = new Map<string, { file: number; line: number }>();
  /** Some number is a whole one beyond 2^53, which JSON.parse rounds. */
  #long = false;
  readonly #onError: ReadOptions['onError'];

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
    visitKeys(record, (name, value) => {
      if (typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER) this.#long = true;
      if (value !== null && !Array.isArray(value)) {
        if (this.#names.get(name) !== true) this.#names.set(name, true);
        return;
      }
      if (!this.#names.has(name)) this.#names.set(name, false);
      if (value !== null && !this.#arrays.has(name)) this.#arrays.set(name, { file: this.#file, line });
    });
  }

  fault(line: number, message: string): void {
    if (this.#onError === 'stop')
      throw new UserError(`${formatLocation(this.paths[this.#file]!, this.units[this.#file]!, line)}: ${message}`);
  }

  blankLine(): void {}

  /** Those with values. Of the others, only those that stand for no array and no object: their columns are empty. */
  names(): string[] {
    const all = [...this.#names.keys()];
    // In a sorted list the names that begin alike stand together.
    const sorted = all.toSorted();
    const isParent = (name: string) => firstFrom(sorted, `${name}.`)?.startsWith(`${name}.`) === true;
    return all.filter(name => this.#names.get(name) || !(this.#arrays.has(name) || isParent(name)));
  }

  warnings(): FileWarning[] {
    return [...this.#arrays].map(([name, { file, line }]) => ({
      file,
      message: `'${printable(name)}' holds arrays (the first in ${this.units[file]} ${line}), which are left out`,
    }));
  }

  get #file(): number {
    return this.paths.length - 1;
  }
}

/** The first of sorted texts that is not below `text`. */
function firstFrom(sorted: readonly string[], text: string): string | undefined {
  let [begin, end] = [0, sorted.length];
  while (begin < end) {
    const middle = (begin + end) >> 1;
    if (sorted[middle]! < text) begin = middle + 1;
    else end = middle;
  }
  return sorted[begin];
}

/** The second time over: rows into blocks. */
class Rows implements RecordTaker {
  readonly parse: RecordTaker['parse'];
  readonly #builder: BlockBuilder;
  readonly #columns: ReadonlyMap<string, number>;
  readonly #rowsOfBlock: number;
  #length = 0;
  #ready: Block[] = [];

  constructor(input: BuilderInput, parse: RecordTaker['parse']) {
    this.parse = parse;
    this.#builder = new BlockBuilder(input);
    this.#columns = new Map(input.names.map((name, column) => [name, column]));
    this.#rowsOfBlock = Math.min(ROWS_OF_BLOCK, Math.max(1, Math.floor(CELLS_OF_BLOCK / input.names.length)));
  }

  begin(): void {}

  async *blocks(source: JsonSource, limits: JsonLimits): AsyncGenerator<Block> {
    for await (const _ of readRecords(source.path, source.read(), this, limits)) {
      yield* this.#ready;
      this.#ready = [];
    }
    if (this.#builder.rows + this.#builder.faults > 0) yield this.#builder.build();
  }

  record(record: JsonObject, line: number, length: number): void {
    this.#builder.addRow(line);
    visitKeys(record, (name, value) => {
      const column = Array.isArray(value) ? undefined : this.#columns.get(name);
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
}
