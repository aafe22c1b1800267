/** Encodes the cells that an exported module takes, as `predict` encodes the same values in JSON lines. */

import { roundToPair } from '../../base/numbers/rounding.ts';
import { dateMeaning, numberMeaning, type TextMeaning } from '../../data/encoding/cell-meaning.ts';
import {
  type CalendarEncoding,
  DATE_NUMBERS,
  fitsFloat32,
  type OneHotEncoding,
  positionFinder,
  putDateNumbers,
  putDateParts,
  putScaled,
  type ScaleEncoding,
  standardized,
} from '../../data/encoding/encodings.ts';
import { encodingOf, type Input } from '../../data/encoding/inputs.ts';
import { withoutBlanks } from '../../data/tables/cells/blank.ts';
import { type Cell, textOf } from '../../data/tables/cells/cell-text.ts';
import { type ColumnStyle, styleMeaning } from '../../data/tables/styles/style-meaning.ts';

export type Row = Readonly<Record<string, Cell>>;

/** How cells are read. */
export interface CellRules {
  /** Columns of numbers that need more digits than float32 has. */
  readonly exact: readonly string[];
  /** Missing words in columns of numbers and dates, and in columns of text; and numbers that mean missing. */
  readonly missingWords: readonly string[];
  readonly missingTexts: readonly string[];
  readonly missingNumbers: readonly number[];
  /** By column, how numbers and dates are written in texts; absent for the default format. */
  readonly styles?: Readonly<Record<string, ColumnStyle>>;
}

/** Writes the features of a cell to x, from `at` on, where all is 0. Returns false for a missing cell. */
type EncodeCell = (cell: Cell, x: Float32Array, at: number) => boolean;

/** Returns a function that encodes a row into features. The next row overwrites them. */
export function makeEncoder(inputs: readonly Input[], rules: CellRules, features: number): (row: Row) => Float32Array {
  const x = new Float32Array(features);
  const columns = inputs.map(input => {
    const encoding = encodingOf(input);
    return { ...encoding, encode: cellEncoder(encoding, rules) };
  });
  return row => {
    if (typeof row !== 'object' || row === null) throw new Error('takes a row: an object of cells by column names');
    x.fill(0);
    let at = 0;
    for (const { name, width, indicator, encode } of columns) {
      if (!Object.hasOwn(row, name)) throw new Error(`has no column '${name}', which the model takes`);
      const present = encode(checked(name, row[name]), x, at);
      if (indicator && !present) x[at + width] = 1;
      at += width + (indicator ? 1 : 0);
    }
    return x;
  };
}

function cellEncoder(encoding: ReturnType<typeof encodingOf>, rules: CellRules): EncodeCell {
  if (encoding.method === 'scale') return numberEncoder(encoding, rules);
  return encoding.method === 'calendar' ? dateEncoder(encoding, rules) : textEncoder(encoding, rules);
}

function checked(name: string, cell: unknown): Cell {
  const isCell = cell === null || cell instanceof Date || !['object', 'function', 'symbol'].includes(typeof cell);
  if (isCell) return cell as Cell;
  throw new Error(
    `column '${name}' holds ${typeof cell === 'object' ? 'an object' : `a ${typeof cell}`}; takes a number, a text, true, false, null or a Date`,
  );
}

function numberEncoder(encoding: ScaleEncoding, rules: CellRules): EncodeCell {
  const { exact, missingNumbers } = rules;
  const { name, filler } = encoding;
  const rounded = exact.includes(name) ? roundToPair : Math.fround;
  const meaning = styled(name, rules) ?? numberMeaning(new Set(rules.missingWords));
  const missing = new Set(missingNumbers.map(rounded));
  return (cell, x, at) => {
    const value = typeof cell === 'number' || typeof cell === 'bigint' ? Number(cell) : meant(name, cell, meaning);
    if (Number.isNaN(value) || missing.has(rounded(value))) {
      putScaled(filler, encoding, x, at);
      return false;
    }
    if (!fitsFloat32(standardized(Math.fround(value), encoding))) {
      throw new Error(`column '${name}' holds ${value}, which is too large for the network`);
    }
    putScaled(rounded(value), encoding, x, at);
    return true;
  };
}

function textEncoder(encoding: OneHotEncoding, { missingTexts, missingWords, styles = {} }: CellRules): EncodeCell {
  const isCode = Object.hasOwn(styles, encoding.name) && styles[encoding.name]!.kind === 'code';
  const words = new Set(isCode ? missingWords : missingTexts);
  const positionOf = positionFinder(encoding);
  return (cell, x, at) => {
    const text = textOf(cell, false);
    if (isMissing(text, words)) return false;
    const position = positionOf(text);
    if (position >= 0) x[at + position] = 1;
    return true;
  };
}

/** A blank text is a value, not a missing cell. */
function isMissing(text: string, words: ReadonlySet<string>): boolean {
  const bare = withoutBlanks(text);
  return text === '' || words.has(text) || (bare !== '' && words.has(bare));
}

/** Reads texts of a column that has a style. */
function styled(name: string, { styles = {}, missingWords }: CellRules): TextMeaning | undefined {
  const style = Object.hasOwn(styles, name) ? styles[name]! : undefined;
  return style === undefined || style.kind === 'code' ? undefined : styleMeaning(style, new Set(missingWords));
}

function dateEncoder(encoding: CalendarEncoding, rules: CellRules): EncodeCell {
  const plain = dateMeaning(encoding.dayFirst, new Set(rules.missingWords));
  const written = styled(encoding.name, rules) ?? plain;
  const numbers = new Float64Array(DATE_NUMBERS);
  return (cell, x, at) => {
    const seconds = meant(encoding.name, cell, cell instanceof Date ? plain : written);
    if (Number.isNaN(seconds)) return false;
    putDateNumbers(roundToPair(seconds), numbers, 0);
    putDateParts(encoding.parts, numbers, 0, x, at);
    return true;
  };
}

/** The number in a cell. */
function meant(name: string, cell: Cell, meaning: ReturnType<typeof numberMeaning>): number {
  const value = meaning(textOf(cell, false));
  if (typeof value === 'number') return value;
  throw new Error(`column '${name}' holds '${withoutBlanks(textOf(cell, false))}', ${value}`);
}
