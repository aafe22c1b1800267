/**
 * One column's cells, from JavaScript values: what kind they are, and their numbers or categories. Strings are taken as
 * quoted cells of a CSV are: texts keep the blanks (spaces and tabs) around them; numbers, dates and missing words may have
 * them, and what is blank throughout is missing among numbers and dates, and a text among texts.
 */

import { type CellKind, DATE, EMPTY, NUMBER, TEXT, type TextPart } from '../../tables/blocks/block.ts';
import { MISSING_WORDS } from '../../tables/blocks/reader.ts';
import { withoutBlanks } from '../../tables/cells/blank.ts';
import { type Cell, numberOf, textOf } from '../../tables/cells/cell-text.ts';
import { type DatePart, holdTimes, parseDates } from '../../tables/cells/dates.ts';
import { groupedAmong } from '../../tables/styles/find-number-style.ts';

export interface CellsOptions {
  /** Numbers are seconds since 1970-01-01T00:00:00Z. */
  dates: boolean;
  forced: 'number' | 'exact' | 'text' | 'written' | undefined;
  /** As in ReadOptions. */
  na: readonly string[] | null;
}

export interface ColumnCells {
  kind: CellKind;
  /** (rows) of numbers, or of indices into the categories; NaN is missing. */
  values: ArrayLike<number>;
  text: TextPart | null;
  date: DatePart | null;
  /** As in Block. */
  grouped?: string | undefined;
  /** Rows whose cells are not numbers, as they were forced to be, and what they hold. */
  wrong: readonly { row: number; text: string }[];
}

export function columnCells(cells: ArrayLike<Cell>, options: CellsOptions): ColumnCells {
  const values = options.forced === 'text' ? null : numbersIn(cells);
  if (values === null && options.forced === 'written') return columnCells(cells, { ...options, forced: 'text' });
  if (values === null) return cellsOfStrings(cells, options);
  const empty = isEmpty(values);
  const kind = empty ? EMPTY : options.dates ? DATE : NUMBER;
  const date: DatePart | null = kind === DATE ? { order: 'ymd', time: holdTimes(values) } : null;
  return { kind, values, text: null, date, wrong: [] };
}

/** Words for missing cells that are numbers stay numbers in a column of numbers; they are missing in all others. */
function cellsOfStrings(cells: ArrayLike<Cell>, options: CellsOptions): ColumnCells {
  const found = cellsOfTexts(new Texts(cells, options), options.forced);
  const words = options.na?.filter(word => Number.isNaN(numberOf(word))) ?? null;
  if (found.kind !== NUMBER || words?.length === options.na?.length) return found;
  return cellsOfTexts(new Texts(cells, { ...options, na: words }), options.forced);
}

/** The cells where they are numbers or missing, all of them; else null. */
function numbersIn(cells: ArrayLike<Cell>): ArrayLike<number> | null {
  if (ArrayBuffer.isView(cells)) return cells as unknown as ArrayLike<number>;
  const values = new Float64Array(cells.length);
  for (let row = 0; row < cells.length; row++) {
    const cell = cells[row];
    if (typeof cell === 'number') values[row] = cell;
    else if (cell === null || cell === undefined) values[row] = Number.NaN;
    else if (typeof cell === 'bigint') values[row] = Number(cell);
    else return null;
  }
  return values;
}

function isEmpty(values: ArrayLike<number>): boolean {
  for (let row = 0; row < values.length; row++) if (!Number.isNaN(values[row])) return false;
  return true;
}

/** Cells as texts: the different ones, where they are, and what each says. */
class Texts {
  /** (rows) of indices into what follows; NaN is missing. */
  readonly codes: Float64Array;
  readonly categories: string[] = [];
  readonly counts: number[] = [];
  readonly firstRows: number[] = [];
  /** Categories that are numbers of the format: a number and a text that look alike are two. */
  readonly bare: number[] = [];
  /** By category: the number that it says, or NaN; and whether it is blank or one of the usual words for a missing one. */
  readonly numbers: readonly number[];
  readonly missingWords: readonly boolean[];

  constructor(cells: ArrayLike<Cell>, { dates, na }: CellsOptions) {
    this.codes = new Float64Array(cells.length);
    const known = new Map<string | number | bigint, number>([['', Number.NaN]]);
    const missing = new Set(na ?? []);
    for (let row = 0; row < cells.length; row++) {
      const cell = cells[row];
      const isBare = !dates && (typeof cell === 'number' || typeof cell === 'bigint');
      const key = isBare ? cell : textOf(cell, dates);
      let code = known.get(key);
      if (code === undefined) {
        const text = textOf(cell, dates);
        const said = withoutBlanks(text);
        code =
          text === '' || missing.has(text) || (said !== '' && missing.has(said)) ? Number.NaN : this.#add(text, row);
        if (isBare && code >= 0) this.bare.push(code);
        known.set(key, code);
      }
      this.codes[row] = code;
      if (code >= 0) this.counts[code]!++;
    }
    const words = new Set(na === null ? ['', ...MISSING_WORDS] : ['']);
    const said = this.categories.map(withoutBlanks);
    this.missingWords = said.map(text => words.has(text));
    this.numbers = said.map(numberOf);
  }

  /** The different texts that are not bare numbers, and no words for missing ones. */
  written(): string[] {
    const bare = new Set(this.bare);
    return this.categories.filter((_, code) => !bare.has(code) && !this.missingWords[code]).map(withoutBlanks);
  }

  /** Neither a number nor a word for a missing one. */
  isWord(category: number): boolean {
    return Number.isNaN(this.numbers[category]!) && !this.missingWords[category];
  }

  /** (rows) What `ofCategory` has at each cell's category. */
  map(ofCategory: ArrayLike<number>): Float64Array {
    return this.codes.map(code => (code >= 0 ? ofCategory[code]! : Number.NaN));
  }

  /** Cells of categories for which that holds. */
  count(holds: (category: number) => boolean): number {
    return this.counts.reduce((sum, count, category) => (holds(category) ? sum + count : sum), 0);
  }

  #add(text: string, row: number): number {
    this.counts.push(0);
    this.firstRows.push(row);
    return this.categories.push(text) - 1;
  }
}

function cellsOfTexts(texts: Texts, forced: CellsOptions['forced']): ColumnCells {
  const { categories } = texts;
  if (forced !== 'text') {
    const words = categories.flatMap((_, category) => (texts.isWord(category) ? [category] : []));
    if (words.length === 0) return cellsOfNumbers(texts, []);
    // Dates are no numbers, where numbers must be.
    if (forced !== undefined) return cellsOfNumbers(texts, wrongRows(texts));
    const dates = datesOf(texts, words);
    if (dates !== null) return dates;
  }
  if (categories.length === 0) return { kind: EMPTY, values: texts.codes, text: null, date: null, wrong: [] };
  const firstWord = categories.findIndex((_, category) => texts.isWord(category));
  const text: TextPart = {
    categories,
    counts: Uint32Array.from(texts.counts),
    ...(texts.bare.length === 0 ? {} : { bare: texts.bare }),
    numbers: texts.count(category => !Number.isNaN(texts.numbers[category]!)),
    missingWords: texts.count(category => texts.missingWords[category]!),
    firstWord: firstWord < 0 ? -1 : texts.firstRows[firstWord]!,
  };
  return { kind: TEXT, values: texts.codes, text, date: null, wrong: [] };
}

function cellsOfNumbers(texts: Texts, wrong: ColumnCells['wrong']): ColumnCells {
  const values = texts.map(texts.numbers);
  const grouped = groupedAmong(texts.written());
  return { kind: isEmpty(values) ? EMPTY : NUMBER, values, text: null, date: null, grouped, wrong };
}

/** A column of these words as dates, where no cell is a number; null where they are not. */
function datesOf(texts: Texts, words: readonly number[]): ColumnCells | null {
  if (words.length === 0 || texts.numbers.some(number => !Number.isNaN(number))) return null;
  const dates = parseDates(words.map(word => withoutBlanks(texts.categories[word]!)));
  if (dates === null) return null;
  const seconds = new Float64Array(texts.categories.length).fill(Number.NaN);
  words.forEach((word, i) => {
    seconds[word] = dates.seconds[i]!;
  });
  return { kind: DATE, values: texts.map(seconds), text: null, date: dates.part, wrong: [] };
}

/** Those of words. */
function wrongRows(texts: Texts): { row: number; text: string }[] {
  const wrong: { row: number; text: string }[] = [];
  texts.codes.forEach((code, row) => {
    if (code >= 0 && texts.isWord(code)) wrong.push({ row, text: texts.categories[code]! });
  });
  return wrong;
}
