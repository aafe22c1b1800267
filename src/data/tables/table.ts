/**
 * A table: the blocks that a reader made, and what its columns are. Kinds come from all rows. A column that is numbers
 * in one stretch of the input and words in another is settled here: either its words are bad cells, an error, or
 * the input is read once more with the column as text (numbers-and-words.ts).
 */

import { UserError } from '../../base/errors.ts';
import type { NumberValues } from '../../base/numbers/values.ts';
import { formatCount, plural, quoted } from '../../base/text/format.ts';
import { type BlockLocation, EMPTY, lineOf, TEXT } from './blocks/block.ts';
import { formatLocation } from './blocks/location.ts';
import type { FileWarning, ForcedKinds, Format, ReadOptions, TableReader } from './blocks/reader.ts';
import { AS_TEXT, IF_MISSING } from './cells/bad-cell.ts';
import type { NumberStyle } from './cells/cell-numbers.ts';
import { type Column, type ColumnContext, describeColumn } from './columns.ts';
import { gatherColumns } from './gather.ts';
import { isIdentifier } from './identifier.ts';
import { withUsedLowParts } from './low-parts.ts';
import { type StrayWords, strayWords } from './numbers-and-words.ts';
import type { BlockStore } from './store/store.ts';
import type { ColumnStyles } from './styles/column-style.ts';

export interface Table {
  readonly paths: readonly string[];
  /** SHA-256 of each file as it is stored, hexadecimal, where it was asked for. */
  readonly digests?: readonly string[];
  readonly format: Format;
  /** How numbers are written in its texts; of some columns, otherwise, or dates. */
  readonly numberStyle?: NumberStyle;
  readonly styles?: ColumnStyles;
  readonly warnings: readonly FileWarning[];
  readonly columns: readonly Column[];
  readonly rows: number;
  readonly store: BlockStore;
  /** The first row of each block. */
  readonly starts: Int32Array;
}

/** A table of the blocks that a reader made. */
export function makeTable(
  { paths, format, names, warnings }: Pick<TableReader, 'paths' | 'format' | 'names' | 'warnings'>,
  kept: BlockStore,
  requested: Pick<ColumnContext, 'requested' | 'dateOrder'>,
): Table {
  const store = withUsedLowParts(kept);
  const heads = store.blocks;
  const starts = new Int32Array(heads.length);
  for (let index = 1; index < heads.length; index++) starts[index] = starts[index - 1]! + heads[index - 1]!.rows;
  const table = { paths, format, warnings, rows: store.rows, store, starts };
  const columns = names.map((name, index) => {
    const numbersOf = (draft: Column) => gatherColumns(store, [draft])[0] as NumberValues;
    const looks = {
      namesRows: (draft: Column) => namesRows(name, numbersOf(draft)),
      isOneNumber: (draft: Column) => numbersOf(draft).values.every((value, _, values) => value === values[0]),
    };
    return describeColumn({ ...requested, heads, rows: store.rows, ...looks }, index, name);
  });
  return { ...table, columns };
}

/** Some rows decide whether numbers look like identifiers, all rows whether they are all different. */
function namesRows(name: string, numbers: NumberValues): boolean {
  const { values } = numbers;
  const rows = new Int32Array(values.length);
  for (let row = 0; row < rows.length; row++) rows[row] = row;
  if (!isIdentifier(name, numbers, rows)) return false;
  const sorted = values.slice().sort();
  for (let n = 1; n < sorted.length; n++) if (sorted[n] === sorted[n - 1]) return false;
  return true;
}

/** Where a row of the table stands. */
export function locationOf(table: Pick<Table, 'paths' | 'store' | 'starts'>, row: number): string {
  let index = table.starts.length - 1;
  while (table.starts[index]! > row) index--;
  return locationIn(table, table.store.blocks[index]!, row - table.starts[index]!);
}

/** The same of a row of a block. */
export function locationIn({ paths }: Pick<Table, 'paths'>, head: { location: BlockLocation }, row: number): string {
  return formatLocation(paths[head.location.file]!, head.location.unit, lineOf(head, row));
}

/**
 * What the columns are, or the kinds to read them by once more.
 *
 * Throws UserError for words in a column of numbers.
 */
export function settle(
  reader: TableReader,
  store: BlockStore,
  forced: ForcedKinds,
  onError: ReadOptions['onError'],
): ForcedKinds | null {
  const again = new Map<number, 'number' | 'text'>();
  for (let column = 0; column < reader.names.length; column++) {
    if (forced.has(column)) continue;
    const kinds = new Set(store.blocks.map(head => head.kinds[column]));
    kinds.delete(EMPTY);
    // Where a block has nothing but words for missing cells, they are values beside the texts of others.
    const lostWords =
      kinds.has(TEXT) && store.blocks.some(({ kinds, samples }) => kinds[column] === EMPTY && samples.has(column));
    const orders = new Set(store.blocks.flatMap(head => head.dates.get(column)?.order ?? []));
    const bad = kinds.has(TEXT) ? strayWords(store.blocks, column) : null;
    if (bad !== null && onError !== 'skip') throw refusal(reader, store, column, bad);
    if (bad !== null) again.set(column, 'number');
    else if (kinds.size > 1 || contradicts(orders) || lostWords) again.set(column, 'text');
  }
  return again.size === 0 ? null : new Map([...forced, ...again]);
}

/** Dates with the month first and dates with the day first: one of them is no such date. */
function contradicts(orders: ReadonlySet<string>): boolean {
  return (orders.has('mdy') && orders.has('dmy')) || (orders.has('ymd') && orders.size > 1);
}

function refusal(reader: TableReader, store: BlockStore, column: number, bad: StrayWords): UserError {
  const index = store.blocks.findIndex(head => (head.texts.get(column)?.firstWord ?? -1) >= 0);
  const block = store.load(index);
  const { categories, firstWord } = block.texts.get(column)!;
  const word = categories[block.cells[firstWord * block.columns + column]!]!;
  const name = reader.names[column]!;
  const ofAll = `${formatCount(bad.numbers)} of its ${plural(bad.numbers + bad.words, 'value')} are numbers`;
  return new UserError(
    `${locationIn(reader, block, firstWord)}: column '${name}' holds ${quoted(word)}, and ${ofAll}. ${IF_MISSING}${AS_TEXT}`,
  );
}
