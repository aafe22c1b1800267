/** A block some of whose rows turn out not to be readable, once it is read. */

import type { Block, BlockFaults, TextPart } from '../tables/blocks/block.ts';
import { DATE, EMPTY, lineOf, NUMBER, TEXT } from '../tables/blocks/block.ts';
import { largeFloats } from '../tables/blocks/large-floats.ts';
import { withoutBlanks } from '../tables/cells/blank.ts';
import { numberOf } from '../tables/cells/cell-text.ts';
import { recount } from './missing-numbers.ts';

/** Faults that a block describes. */
const MAX_DESCRIBED = 3;

/** The other rows; those of `faults`, each with what is wrong, become faults of the block. */
export function withoutRows(block: Block, faults: ReadonlyMap<number, string>, words: ReadonlySet<string>): Block {
  const { columns, cells, low, location } = block;
  const kept = Int32Array.from({ length: block.rows }, (_, row) => row).filter(row => !faults.has(row));
  const rows = kept.length;
  const left = largeFloats(rows * columns);
  kept.forEach((row, n) => {
    left.set(cells.subarray(row * columns, (row + 1) * columns), n * columns);
  });
  const others = {
    ...block,
    rows,
    cells: left,
    low: new Map([...low].map(([column, parts]) => [column, Float32Array.from(kept, row => parts[row]!)])),
    location: { ...location, offsets: Int32Array.from(kept, row => lineOf(block, row) - location.first) },
    faults: moreFaults(block, faults),
    texts: new Map(block.texts),
    kinds: block.kinds.slice(),
    missing: block.missing.slice(),
    integral: block.integral.slice(),
    min: block.min.slice(),
    max: block.max.slice(),
  };
  for (let column = 0; column < columns; column++) {
    others.missing[column] = missingIn(left, columns, column);
    if (others.missing[column] === rows) others.kinds[column] = EMPTY;
    if (others.kinds[column] === EMPTY) others.texts.delete(column);
    else if (others.kinds[column] === TEXT) others.texts.set(column, fewerTexts(others, column, words));
    if ([NUMBER, DATE].includes(block.kinds[column] as typeof NUMBER)) {
      const isNumber = block.kinds[column] === NUMBER;
      recount(others, column, !isNumber);
    }
  }
  return others;
}

function missingIn(cells: Float32Array, columns: number, column: number): number {
  let missing = 0;
  for (let at = column; at < cells.length; at += columns) if (Number.isNaN(cells[at]!)) missing++;
  return missing;
}

function moreFaults(block: Block, faults: ReadonlyMap<number, string>): BlockFaults {
  const { rows, first, lines = [] } = block.faults;
  const more = [...faults].map(([row, message]) => ({ line: lineOf(block, row), message }));
  return {
    rows: rows + more.length,
    first: [...first, ...more].sort((a, b) => a.line - b.line).slice(0, MAX_DESCRIBED),
    lines: [...lines, ...more.map(({ line }) => line)].sort((a, b) => a - b),
  };
}

/** The texts that are left, numbered anew in the block's cells; `words` are those for missing cells. */
function fewerTexts({ cells, columns, texts }: Block, column: number, words: ReadonlySet<string>): TextPart {
  const { categories, bare = [] } = texts.get(column)!;
  const codes = new Map<number, number>();
  const counts: number[] = [];
  const isWord = (text: string) => Number.isNaN(numberOf(text)) && text !== '' && !words.has(text);
  const said = categories.map(withoutBlanks);
  let firstWord = -1;
  for (let row = 0, at = column; at < cells.length; row++, at += columns) {
    const old = cells[at]!;
    if (Number.isNaN(old)) continue;
    if (!codes.has(old)) codes.set(old, counts.push(0) - 1);
    const code = codes.get(old)!;
    counts[code]!++;
    cells[at] = code;
    if (firstWord < 0 && isWord(said[old]!)) firstWord = row;
  }
  const left = [...codes.keys()];
  const sumOf = (holds: (text: string) => boolean) =>
    left.reduce((sum, old, code) => sum + (holds(said[old]!) ? counts[code]! : 0), 0);
  const stillBare = bare.flatMap(old => codes.get(old) ?? []).sort((a, b) => a - b);
  return {
    categories: left.map(old => categories[old]!),
    counts: Uint32Array.from(counts),
    ...(stillBare.length === 0 ? {} : { bare: stillBare }),
    numbers: sumOf(text => !Number.isNaN(numberOf(text))),
    missingWords: sumOf(text => text === '' || words.has(text)),
    firstWord,
  };
}
