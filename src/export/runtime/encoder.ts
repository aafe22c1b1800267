/** Cells as an exported module takes them: what `predict` makes of the same values in JSON lines. */

import { MAX_FLOAT32, roundToPair } from '../../base/numbers/rounding.ts';
import type { BooleanInput, CategoricalInput, DateInput, Input, NumericInput } from '../../data/encoding/inputs.ts';
import { withoutBlanks } from '../../data/tables/cells/blank.ts';
import { calendarDate, turn } from '../../data/tables/cells/calendar.ts';
import { type Cell, numberOf, textOf } from '../../data/tables/cells/cell-text.ts';
import { secondsInOrder } from '../../data/tables/cells/dates.ts';

export type Row = Readonly<Record<string, Cell>>;

/** How cells are understood. */
export interface CellRules {
  /** Columns of numbers that keep more than float32 has room for. */
  readonly exact: readonly string[];
  /** Words for missing cells in columns of numbers and dates, and in those of texts; and numbers that stand for them. */
  readonly missingWords: readonly string[];
  readonly missingTexts: readonly string[];
  readonly missingNumbers: readonly number[];
}

/** Puts what a cell becomes into x, from `at` on, where all is 0; false says that the cell is missing. */
type Encode = (cell: Cell, x: Float32Array, at: number) => boolean;

/** Of a row the numbers (features) that the network takes; the next row overwrites them. */
export function makeEncoder(inputs: readonly Input[], rules: CellRules, features: number): (row: Row) => Float32Array {
  const x = new Float32Array(features);
  const encoders = inputs.map(input => {
    if (input.kind === 'numeric') return numberEncoder(input, rules);
    return input.kind === 'date' ? dateEncoder(input, rules) : textEncoder(input, rules);
  });
  return row => {
    if (typeof row !== 'object' || row === null) throw new Error('takes a row: an object of cells by column names');
    x.fill(0);
    let at = 0;
    inputs.forEach(({ name, indicator }, n) => {
      if (!Object.hasOwn(row, name)) throw new Error(`has no column '${name}', which the model takes`);
      const { width, encode } = encoders[n]!;
      const present = encode(checked(name, row[name]), x, at);
      if (indicator && !present) x[at + width] = 1;
      at += width + (indicator ? 1 : 0);
    });
    return x;
  };
}

function checked(name: string, cell: unknown): Cell {
  const isCell = cell === null || cell instanceof Date || !['object', 'function', 'symbol'].includes(typeof cell);
  if (isCell) return cell as Cell;
  throw new Error(
    `column '${name}' holds ${typeof cell === 'object' ? 'an object' : `a ${typeof cell}`}; takes a number, a text, true, false, null or a Date`,
  );
}

function numberEncoder(input: NumericInput, { exact, missingWords, missingNumbers }: CellRules) {
  const { name, mean, deviation, filler } = input;
  const rounded = exact.includes(name) ? roundToPair : Math.fround;
  const words = new Set(missingWords);
  const standIns = new Set(missingNumbers.map(rounded));
  const encode: Encode = (cell, x, at) => {
    const value = numberIn(name, cell, words);
    if (Number.isNaN(value) || standIns.has(rounded(value))) {
      x[at] = (filler - mean) / deviation;
      return false;
    }
    if (!(Math.abs((Math.fround(value) - mean) / deviation) <= MAX_FLOAT32)) {
      throw new Error(`column '${name}' holds ${value}, which is too large for the network`);
    }
    x[at] = (rounded(value) - mean) / deviation;
    return true;
  };
  return { width: 1, encode };
}

/** NaN is missing. */
function numberIn(name: string, cell: Cell, words: ReadonlySet<string>): number {
  if (typeof cell === 'number' || typeof cell === 'bigint') return Number(cell);
  const text = withoutBlanks(textOf(cell, false));
  const value = numberOf(text);
  if (!Number.isNaN(value) || text === '' || words.has(text)) return value;
  throw new Error(`column '${name}' holds '${text}', and is a column of numbers`);
}

function textEncoder(input: BooleanInput | CategoricalInput, { missingTexts }: CellRules) {
  const words = new Set(missingTexts);
  const texts = input.kind === 'boolean' ? [input.yes] : input.categories;
  const positions = new Map(texts.map((text, position) => [text, position]));
  const others = input.kind === 'categorical' && input.other ? texts.length : -1;
  const encode: Encode = (cell, x, at) => {
    const text = textOf(cell, false);
    if (isMissing(text, words)) return false;
    const position = positions.get(text) ?? others;
    if (position >= 0) x[at + position] = 1;
    return true;
  };
  return { width: others < 0 ? texts.length : texts.length + 1, encode };
}

/** Among texts a blank one says something. */
function isMissing(text: string, words: ReadonlySet<string>): boolean {
  const said = withoutBlanks(text);
  return text === '' || words.has(text) || (said !== '' && words.has(said));
}

function dateEncoder({ name, dayFirst, parts }: DateInput, { missingWords }: CellRules) {
  const words = new Set(missingWords);
  const encode: Encode = (cell, x, at) => {
    const text = withoutBlanks(textOf(cell, false));
    if (text === '' || words.has(text)) return false;
    const seconds = secondsInOrder(text, dayFirst);
    if (typeof seconds === 'string') throw new Error(`column '${name}' holds '${text}', ${seconds}`);
    const date = calendarDate(roundToPair(seconds));
    let to = at;
    for (const part of parts) {
      if (part.part === 'year' || part.part === 'month') x[to++] = (date[part.part] - part.mean) / part.deviation;
      else {
        const angle = 2 * Math.PI * turn(date, part.part);
        x[to++] = Math.sin(angle);
        x[to++] = Math.cos(angle);
      }
    }
    return true;
  };
  const width = parts.reduce((sum, { part }) => sum + (part === 'year' || part === 'month' ? 1 : 2), 0);
  return { width, encode };
}
