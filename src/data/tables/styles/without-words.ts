/** Columns of codes, whose words for missing cells are missing. */

import { type Block, EMPTY } from '../blocks/block.ts';
import { withoutBlanks } from '../cells/blank.ts';

/** The block, whose cells are overwritten, without these words in a column of texts; the same block where none occurs. */
export function withoutWords(block: Block, column: number, words: ReadonlySet<string>): Block {
  const part = block.texts.get(column);
  if (part === undefined) return block;
  const { rows, columns, cells } = block;
  const categories: string[] = [];
  const counts: number[] = [];
  // By code; NaN is missing.
  const codes = part.categories.map((text, code) => {
    const bare = withoutBlanks(text);
    if (bare === '' || words.has(bare)) return Number.NaN;
    counts.push(part.counts[code]!);
    return categories.push(text) - 1;
  });
  if (categories.length === codes.length) return block;
  const missing = block.missing.slice();
  for (let row = 0, at = column; row < rows; row++, at += columns) {
    if (Number.isNaN(cells[at]!)) continue;
    cells[at] = codes[cells[at]!]!;
    if (Number.isNaN(cells[at]!)) missing[column]!++;
  }
  const [kinds, texts] = [block.kinds.slice(), new Map(block.texts)];
  texts.delete(column);
  if (categories.length === 0) kinds[column] = EMPTY;
  else texts.set(column, { ...part, categories, counts: Uint32Array.from(counts), missingWords: 0 });
  return { ...block, kinds, missing, texts };
}
