/**
 * Encodes blocks as they are read, one by one, for inputs that were fitted before. What a row becomes depends on its own
 * cells alone: texts and dates are read cell by cell, and a number has its low part in all blocks or in none.
 */

import { UserError } from '../../base/errors.ts';
import { roundToPair } from '../../base/numbers/rounding.ts';
import { printable } from '../../base/text/format.ts';
import { columnHint } from '../../base/text/nearest-name.ts';
import type { Vector } from '../../kernels/kernels.ts';
import { numbersAmong } from '../reading/missing-numbers.ts';
import { type Block, DATE, NUMBER } from '../tables/blocks/block.ts';
import { type ForcedKinds, MISSING_WORDS, type ReadOptions, type TableReader } from '../tables/blocks/reader.ts';
import { plainNumber } from '../tables/cells/cell-numbers.ts';
import type { ColumnStyles } from '../tables/styles/column-style.ts';
import { styleMeaning } from '../tables/styles/style-meaning.ts';
import { withoutWords } from '../tables/styles/without-words.ts';
import { type BindableColumn, type BoundInputs, bindInputs } from './bind.ts';
import { dateMeaning, numberMeaning, type TextMeaning, withoutMissing } from './cell-meaning.ts';
import { convertCells, convertible } from './convert-cells.ts';
import { encodeRows } from './encode.ts';
import { isFar } from './encodings.ts';
import { encodingOf, type Input } from './inputs.ts';
import type { UnseenValues } from './unseen-values.ts';

/** A column that is read as texts and converted. */
interface Conversion {
  column: number;
  kind: typeof NUMBER | typeof DATE;
  meaning: TextMeaning;
}

/** A block that is ready to be encoded. */
export interface BoundBlock {
  /** Those of the block's rows that can be encoded, in order. */
  readonly rows: Int32Array;
  /** What is wrong with each of the others, with its location. */
  readonly faults: readonly string[];
  /** Fills x (.., features) from its start. Throws UserError for numbers that are too large. */
  encode(rows: Int32Array, x: Vector, unseen: UnseenValues): void;
}

export class BlockEncoder {
  /** Kinds to read the columns by. */
  readonly forced: ForcedKinds;
  readonly #inputs: readonly Input[];
  readonly #names: readonly string[];
  /** By input. */
  readonly #columns: readonly number[];
  readonly #conversions: readonly Conversion[];
  readonly #codes: readonly number[];
  readonly #missing: ReadonlySet<string>;
  /** Columns of numbers that have low parts. */
  readonly #exact: ReadonlySet<number>;
  readonly #locate: (block: Block, row: number) => string;

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
    locate: (block: Block, row: number) => string,
    styles: ColumnStyles = new Map(),
  ) {
    const { names, numberStyle } = reader;
    const missing = new Set(na ?? MISSING_WORDS);
    const forced = new Map<number, 'number' | 'exact' | 'text' | 'written'>();
    const conversions: Conversion[] = [];
    const exact = new Set<number>();
    const codes: number[] = [];
    const numbers = numbersAmong(na ?? []);
    const present = (meaning: TextMeaning, isExact: boolean) =>
      withoutMissing(meaning, numbers, isExact ? roundToPair : Math.fround);
    const places = new Map(names.map((name, column) => [name, column]));
    for (const input of inputs) {
      const column = places.get(input.name);
      if (column === undefined) throw lacks(reader.paths[0]!, input.name, names);
      const encoding = encodingOf(input);
      const found = styles.get(input.name);
      const style = found?.kind === 'code' ? undefined : found;
      if (found?.kind === 'code') codes.push(column);
      forced.set(column, 'text');
      if (encoding.method === 'calendar') {
        const meaning = style === undefined ? dateMeaning(encoding.dayFirst, missing) : styleMeaning(style, missing);
        conversions.push({ column, kind: DATE, meaning });
        if (style !== undefined) forced.set(column, 'written');
      } else if (encoding.method === 'scale' && style !== undefined) {
        if (isFar(encoding)) exact.add(column);
        conversions.push({ column, kind: NUMBER, meaning: present(styleMeaning(style, missing), exact.has(column)) });
        forced.set(column, 'written');
      } else if (encoding.method === 'scale') {
        if (isFar(encoding)) exact.add(column);
        const meaning = numberMeaning(missing, text => plainNumber(text, numberStyle));
        if (asText.has(column))
          conversions.push({ column, kind: NUMBER, meaning: present(meaning, exact.has(column)) });
        else forced.set(column, exact.has(column) ? 'exact' : 'number');
      }
    }
    for (const column of asText) forced.set(column, 'text');
    this.forced = forced;
    this.#columns = inputs.map(({ name }) => places.get(name)!);
    this.#inputs = inputs;
    this.#names = names;
    this.#conversions = conversions;
    this.#codes = codes;
    this.#missing = missing;
    this.#exact = exact;
    this.#locate = locate;
  }

  /** The block's cells are changed. */
  bind(read: Block): BoundBlock {
    this.#refuseDates(read);
    const wrong = new Map<number, string>();
    const block = this.#codes.reduce((left, column) => withoutWords(left, column, this.#missing), read);
    const ready = convertible(block);
    for (const { column, kind, meaning } of this.#conversions) {
      convertCells(ready, column, kind, meaning, (row, text, why) => {
        const shown = text.length > 40 ? `${text.slice(0, 40)}...` : text;
        if (!wrong.has(row)) wrong.set(row, `column '${this.#names[column]}' holds '${printable(shown)}', ${why}`);
      });
    }
    const low = new Map([...ready.low].filter(([column]) => ready.kinds[column] === DATE || this.#exact.has(column)));
    const encodable = { ...ready, low };
    const bound = this.#bindTo(block);
    const locate = (row: number) => this.#locate(block, row);
    return {
      rows: Int32Array.from({ length: block.rows }, (_, row) => row).filter(row => !wrong.has(row)),
      faults: [...wrong].sort(([a], [b]) => a - b).map(([row, why]) => `${locate(row)}: ${why}`),
      encode: (rows, x, unseen) => encodeRows(bound, encodable, 0, rows, x, 0, unseen, locate),
    };
  }

  #bindTo({ texts }: Block): BoundInputs {
    const columns = this.#inputs.map(({ name }, n): BindableColumn => {
      const index = this.#columns[n]!;
      const categories = texts.get(index)?.categories ?? [];
      return { index, name, dictionary: { categories, codes: [Int32Array.from(categories.keys())] } };
    });
    // Dates were read in the order of the model: nothing is left to be turned.
    return bindInputs(this.#inputs, columns, [{ dates: new Map() }], name => lacks('', name, this.#names));
  }

  /** Some formats know dates by themselves, and no number is meant by one. */
  #refuseDates(block: Block): void {
    for (const [n, input] of this.#inputs.entries()) {
      if (encodingOf(input).method !== 'scale' || block.kinds[this.#columns[n]!] !== DATE) continue;
      throw new UserError(`${this.#locate(block, 0)}: column '${printable(input.name)}' holds dates, but is numeric`);
    }
  }
}

function lacks(path: string, name: string, names: readonly string[]): UserError {
  return new UserError(
    `${path}: has no column '${printable(name)}', which the model takes; ${columnHint(name, names)}`,
  );
}
