/**
 * Encodes blocks as they are read, one by one, for inputs that were fitted before. What a row becomes depends on its own
 * cells alone, and never on the rows around it: texts and dates are understood cell by cell, and a number either has its low
 * part in all blocks or in none.
 */

import { UserError } from '../../base/errors.ts';
import { printable } from '../../base/text/format.ts';
import { columnHint } from '../../base/text/nearest-name.ts';
import type { Vector } from '../../kernels/kernels.ts';
import { type Block, DATE, NUMBER } from '../tables/blocks/block.ts';
import { type ForcedKinds, MISSING_WORDS, type ReadOptions, type TableReader } from '../tables/blocks/reader.ts';
import { asDate, asNumber, retype, type TextMeaning } from './convert-cells.ts';
import { type BoundColumn, bindInputs, type Encoding, encodeRows, type Strangers } from './encode.ts';
import { type Input, isFar } from './inputs.ts';

/** A column that was read as texts and is something else. */
interface Retyped {
  column: number;
  kind: typeof NUMBER | typeof DATE;
  meaning: TextMeaning;
}

/** A block that is ready to be encoded. */
export interface BoundBlock {
  /** Those of the block's rows that could be understood, in order. */
  readonly rows: Int32Array;
  /** What was wrong with each of the others, with its place. */
  readonly faults: readonly string[];
  /** Fills x (.., features) from its start. Throws UserError for numbers that are too large. */
  encode(rows: Int32Array, x: Vector, strangers: Strangers): void;
}

export class BlockEncoder {
  /** Kinds to read the columns by. */
  readonly forced: ForcedKinds;
  readonly #inputs: readonly Input[];
  readonly #names: readonly string[];
  /** By input. */
  readonly #columns: readonly number[];
  readonly #retyped: readonly Retyped[];
  /** Columns of numbers that have low parts. */
  readonly #exact: ReadonlySet<number>;
  readonly #place: (block: Block, row: number) => string;

  /**
   * `asText` are columns that others want to have as they are written.
   *
   * Throws UserError for a column that the table lacks.
   */
  constructor(
    inputs: readonly Input[],
    reader: Pick<TableReader, 'paths' | 'names' | 'numberStyle'>,
    na: ReadOptions['na'],
    asText: ReadonlySet<number>,
    place: (block: Block, row: number) => string,
  ) {
    const { names, numberStyle } = reader;
    const missing = new Set(na ?? MISSING_WORDS);
    const forced = new Map<number, 'number' | 'exact' | 'text'>();
    const retyped: Retyped[] = [];
    const exact = new Set<number>();
    for (const input of inputs) {
      const column = names.indexOf(input.name);
      if (column < 0) throw lacks(reader.paths[0]!, input.name, names);
      const isNumber = input.kind === 'numeric';
      if (isNumber && isFar(input)) exact.add(column);
      if (isNumber && !asText.has(column)) forced.set(column, exact.has(column) ? 'exact' : 'number');
      else forced.set(column, 'text');
      if (input.kind === 'date') retyped.push({ column, kind: DATE, meaning: asDate(input, missing) });
      else if (isNumber && asText.has(column)) {
        retyped.push({ column, kind: NUMBER, meaning: asNumber(numberStyle, missing) });
      }
    }
    for (const column of asText) forced.set(column, 'text');
    this.forced = forced;
    this.#columns = inputs.map(({ name }) => names.indexOf(name));
    this.#inputs = inputs;
    this.#names = names;
    this.#retyped = retyped;
    this.#exact = exact;
    this.#place = place;
  }

  /** The block's cells are changed. */
  bind(block: Block): BoundBlock {
    this.#refuseDates(block);
    const wrong = new Map<number, string>();
    let ready = block;
    for (const { column, kind, meaning } of this.#retyped) {
      ready = retype(ready, column, kind, meaning, (row, text, why) => {
        const shown = text.length > 40 ? `${text.slice(0, 40)}...` : text;
        if (!wrong.has(row)) wrong.set(row, `column '${this.#names[column]}' holds '${printable(shown)}', ${why}`);
      });
    }
    const low = new Map([...ready.low].filter(([column]) => ready.kinds[column] === DATE || this.#exact.has(column)));
    const encodable = { ...ready, low };
    const encoding = this.#bindTo(block);
    const place = (row: number) => this.#place(block, row);
    return {
      rows: Int32Array.from({ length: block.rows }, (_, row) => row).filter(row => !wrong.has(row)),
      faults: [...wrong].sort(([a], [b]) => a - b).map(([row, why]) => `${place(row)}: ${why}`),
      encode: (rows, x, strangers) => encodeRows(encoding, encodable, 0, rows, x, 0, strangers, place),
    };
  }

  #bindTo({ texts }: Block): Encoding {
    const columns = this.#inputs.map(({ name }, n): BoundColumn => {
      const index = this.#columns[n]!;
      const categories = texts.get(index)?.categories ?? [];
      return { index, name, dictionary: { categories, codes: [Int32Array.from(categories.keys())] } };
    });
    // Dates were read in the order of the model: nothing is left to be turned.
    return bindInputs(this.#inputs, columns, [{ dates: new Map() }], name => lacks('', name, this.#names));
  }

  /** Some formats know dates by themselves, and no number is meant by one. */
  #refuseDates(block: Block): void {
    for (const [n, { kind, name }] of this.#inputs.entries()) {
      if (kind !== 'numeric' || block.kinds[this.#columns[n]!] !== DATE) continue;
      throw new UserError(
        `${this.#place(block, 0)}: column '${printable(name)}' holds dates, and is a column of numbers`,
      );
    }
  }
}

function lacks(path: string, name: string, names: readonly string[]): UserError {
  return new UserError(
    `${path}: has no column '${printable(name)}', which the model takes; ${columnHint(name, names)}`,
  );
}
