/** Columns that were read as texts, converted to numbers or dates: a cell means the same in any block. */

import { type Block, DATE, NUMBER, numberAt, TEXT } from '../tables/blocks/block.ts';
import type { TextMeaning } from './cell-meaning.ts';

/** A block whose low parts may grow. */
export type ConvertibleBlock = Block & { readonly low: Map<number, Float32Array> };

/** The block with kinds and low parts of its own; the cells are shared. */
export function convertible(block: Block): ConvertibleBlock {
  return { ...block, kinds: block.kinds.slice(), low: new Map(block.low) };
}

/** Converts one of the block's columns, in its place. `wrong` gets each row whose text has no such meaning, and why. */
export function convertCells(
  block: ConvertibleBlock,
  column: number,
  kind: typeof NUMBER | typeof DATE,
  meaning: TextMeaning,
  wrong: (row: number, text: string, why: string) => void,
): void {
  const isText = block.kinds[column] === TEXT;
  // Numbers may be dates, such as 20220127.
  if (!isText && (block.kinds[column] !== NUMBER || kind !== DATE)) return;
  const { rows, columns, cells } = block;
  const { categories = [], bare } = block.texts.get(column) ?? {};
  const meanings = meaningsOf(categories, bare, meaning);
  const low = new Float32Array(rows);
  for (let row = 0, at = column; row < rows; row++, at += columns) {
    const code = cells[at]!;
    if (Number.isNaN(code)) continue;
    const text = isText ? categories[code]! : String(numberAt(block, row, column));
    const value = isText ? meanings[code]! : meaning(text, true);
    if (typeof value === 'string') wrong(row, text, value);
    const number = typeof value === 'string' ? Number.NaN : value;
    cells[at] = number;
    low[row] = Number.isFinite(cells[at]!) ? number - cells[at]! : 0;
  }
  block.kinds[column] = kind;
  block.low.set(column, low);
}

/** By category; `bare` are those that the format has as numbers. */
function meaningsOf(categories: readonly string[], bare: readonly number[] = [], meaning: TextMeaning) {
  const isBare = new Set(bare);
  return categories.map((text, code) => meaning(text, isBare.has(code)));
}
