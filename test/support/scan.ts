/** Shortcuts to scan texts, and to inspect blocks. */

import { type Scanned, Scanner, type ScanSpec } from '../../src/data/reading/csv/scanner/scanner.ts';
import { type Block, numberAt, TEXT } from '../../src/data/tables/blocks/block.ts';
import { MISSING_WORDS } from '../../src/data/tables/blocks/reader.ts';

/** The default spec for columns named a, b, c, ... */
export function specOf(columns: number, changes: Partial<ScanSpec> = {}): ScanSpec {
  return {
    columns,
    names: Array.from({ length: columns }, (_, i) => (i < 26 ? String.fromCharCode(97 + i) : `column${i}`)),
    delimiter: ',',
    quote: '"',
    comment: null,
    decimal: '.',
    thousands: null,
    missingWords: MISSING_WORDS,
    wordsAreMissingInText: false,
    forced: new Map(),
    ...changes,
  };
}

export function allText(columns: number): ScanSpec['forced'] {
  return new Map(Array.from({ length: columns }, (_, column) => [column, 'text'] as const));
}

export function scan(text: string, columns: number, changes: Partial<ScanSpec> = {}): Scanned {
  return new Scanner(specOf(columns, changes)).scan(Buffer.from(text));
}

/** A cell as a text, or a number with its low part; null is missing. */
export function cellAt(block: Block, row: number, column: number): string | number | null {
  const value = numberAt(block, row, column);
  if (Number.isNaN(value)) return null;
  return block.kinds[column] === TEXT ? block.texts.get(column)!.categories[value]! : value;
}

export function rowsOf(block: Block): (string | number | null)[][] {
  return Array.from({ length: block.rows }, (_, row) =>
    Array.from({ length: block.columns }, (_, column) => cellAt(block, row, column)),
  );
}

/** The rows when every column is text; missing cells are empty. */
export function textsOf(text: string, columns: number, changes: Partial<ScanSpec> = {}): string[][] {
  const { block } = scan(text, columns, { forced: allText(columns), ...changes });
  return rowsOf(block).map(row => row.map(cell => (cell === null ? '' : String(cell))));
}

/** The cells of a text with one column. */
export function columnOf(cells: readonly string[], changes: Partial<ScanSpec> = {}): Block {
  // A second column keeps empty cells from being blank lines.
  return scan(cells.map(cell => `${cell};\n`).join(''), 2, { delimiter: ';', ...changes }).block;
}
