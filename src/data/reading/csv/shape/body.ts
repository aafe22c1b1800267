/**
 * The body of a table: what most records at the start of a text look like. The second half of them is looked at, because
 * what stands above the table is in the first.
 */

import { MISSING_WORDS } from '../../../tables/blocks/reader.ts';
import { type CellLook, isDay, lookOf } from './cell-look.ts';
import type { Line } from './line.ts';

export interface Body {
  /** Fields of a record. */
  readonly width: number;
  /** Columns that hold something. */
  readonly used: readonly number[];
  /** Those of them that hold something in every record. */
  readonly always: readonly number[];
  /** Columns that hold values: nearly all cells are numbers or dates. */
  readonly valued: readonly number[];
  /** By column, whether it is one of them. */
  readonly isValued: readonly boolean[];
  /** Those of them that hold numbers and no day. */
  readonly numbers: readonly number[];
  /** Values in the record in the middle. */
  readonly typicalValues: number;
  /** By column, the words of a column in which words occur again; null for others. */
  readonly categories: readonly (ReadonlySet<string> | null)[];
  /** How many cells a record has that hold something, at least. */
  readonly minFilled: number;
  look(cell: string): CellLook;
}

/** The share of cells that must be values. In short tables one may be something else. */
const NEARLY_ALL = 0.9;
const FEW = 3;
/** Records that are looked at: the first, and as many of the body. */
const MAX_SAMPLE = 60;
/** Records that have the same word. */
const AGAIN = 3;
/** Of cells that show which words a column has. */
const MANY = 8;

/** `share` of the records are looked at, the last ones. */
export function bodyOf(records: readonly Line[], na: readonly string[] | null, share = 0.5): Body {
  const half = sampled(records.slice(Math.floor((1 - share) * records.length)));
  const width = bodyWidth(half);
  const rows = half.filter(({ fields }) => fields.length === width);
  const missing = new Set(['', ...(na ?? MISSING_WORDS)]);
  const columns = Array.from({ length: width }, (_, column) => rows.map(({ fields }) => fields[column]!));
  const looks = columns.map(cells => cells.map(cell => lookOf(cell, missing)));
  const isValued = looks.map(holdsValues);
  const valued = [...looks.keys()].filter(column => isValued[column]);
  const top = records.slice(0, MAX_SAMPLE);
  const repeated = wordsAmongValues(new Set([...top, ...half]), valued, cell => lookOf(cell, missing));
  const values = rows.map((_, row) => valued.filter(column => looks[column]![row] === 'value').length);
  return {
    width,
    used: [...columns.keys()].filter(column => columns[column]!.some(cell => cell !== '')),
    always: [...columns.keys()].filter(column => columns[column]!.every(cell => cell !== '')),
    valued,
    isValued,
    numbers: valued.filter(column => !columns[column]!.some(isDay)),
    typicalValues: values.sort((a, b) => a - b)[values.length >> 1] ?? 0,
    categories: columns.map((cells, column) => (isValued[column] ? null : categoriesOf(cells))),
    minFilled: Math.min(...rows.map(filled)),
    look: cell => (repeated.has(cell) ? 'empty' : lookOf(cell, missing)),
  };
}

/** Some of the records, evenly spread. */
function sampled(records: readonly Line[]): Line[] {
  const step = Math.max(1, Math.floor(records.length / MAX_SAMPLE));
  return records.filter((_, at) => at % step === 0);
}

/** How many fields hold something. */
export function filled({ fields }: Line): number {
  return fields.reduce((count, field) => count + (field === '' ? 0 : 1), 0);
}

/** The width of the records that have most of the cells. */
function bodyWidth(records: readonly Line[]): number {
  const cells = new Map<number, number>();
  for (const { fields } of records) cells.set(fields.length, (cells.get(fields.length) ?? 0) + fields.length);
  const most = Math.max(...cells.values());
  return [...cells].find(([, count]) => count === most)?.[0] ?? 0;
}

function holdsValues(looks: readonly CellLook[]): boolean {
  let [values, words] = [0, 0];
  for (const look of looks) {
    if (look === 'value') values++;
    else if (look === 'word') words++;
  }
  if (values === 0) return false;
  return values >= NEARLY_ALL * (values + words) || (values + words >= FEW && words <= 1);
}

/** Words that stand in columns of values again and again are for missing ones. */
function wordsAmongValues(
  records: Iterable<Line>,
  valued: readonly number[],
  look: (cell: string) => CellLook,
): ReadonlySet<string> {
  const times = new Map<string, number>();
  for (const { fields } of records) {
    const words = new Set<string>();
    for (const column of valued) {
      const cell = fields[column] ?? '';
      if (look(cell) === 'word') words.add(cell);
    }
    for (const word of words) times.set(word, (times.get(word) ?? 0) + 1);
  }
  return new Set([...times].filter(([, seen]) => seen >= AGAIN).map(([word]) => word));
}

function categoriesOf(cells: readonly string[]): ReadonlySet<string> | null {
  const given = cells.filter(cell => cell !== '');
  const different = new Set(given);
  return given.length >= MANY && different.size <= given.length / 2 ? different : null;
}
