/**
 * Columns of numbers and words. A few different words in a column most of whose cells are numbers are bad cells: a typo, or a
 * word for a missing cell that is not known. Many different words, as among the numbers of tickets (`113803`, `PC 17599`), are
 * part of what the column says, and it is text.
 */

import { formatCount, plural, quoted } from '../../base/text/format.ts';
import { DATE, NUMBER } from './blocks/block.ts';
import { MISSING_WORDS } from './blocks/reader.ts';
import { withoutBlanks } from './cells/blank.ts';
import { numberOf } from './cells/cell-text.ts';
import type { Dictionary } from './dictionary.ts';
import type { BlockHead } from './store/head.ts';

/** Columns of no more different cells than this are groups, whatever their cells are. */
const FEW_TEXTS = 20;
/** No more different words than this are bad cells among numbers. */
const MAX_BAD_WORDS = 10;
/** So are words in a smaller share of the cells, however many they are. */
const MIN_WORD_SHARE = 0.01;
/** A column with a smaller share of numbers is text without a warning. */
const MIN_NUMBER_SHARE = 0.1;

export interface StrayWords {
  numbers: number;
  words: number;
}

/** How many cells of a column are bad among numbers; null where none are, or where the column is text. */
export function strayWords(heads: readonly BlockHead[], column: number): StrayWords | null {
  let [numbers, words, different] = [0, 0, 0];
  const differentWords = new Set<string>();
  for (const head of heads) {
    if (head.kinds[column] === DATE) return null;
    const present = head.rows - head.missing[column]!;
    const part = head.texts.get(column);
    numbers += part?.numbers ?? present;
    words += part === undefined ? 0 : present - part.numbers - part.missingWords;
    different = Math.max(different, part?.categories.length ?? differentAtMost(head, column));
    for (const text of part?.categories ?? []) {
      if (differentWords.size > MAX_BAD_WORDS) break;
      if (isWord(text)) differentWords.add(withoutBlanks(text));
    }
  }
  return areStray({ numbers, words }, different, differentWords.size) ? { numbers, words } : null;
}

/** Whether words among numbers are bad cells; `different` counts all different texts of the column. */
function areStray({ numbers, words }: StrayWords, different: number, differentWords: number): boolean {
  if (words === 0 || words >= numbers || different <= FEW_TEXTS) return false;
  return differentWords <= MAX_BAD_WORDS || words < MIN_WORD_SHARE * (numbers + words);
}

/**
 * The texts of a column that are no words, where its words are bad cells by the same rule; null where they are not. A word has no
 * digit: `counts` has the cells of each text, which may be a number in any style.
 */
export function besideStrayWords(counts: ReadonlyMap<string, number>): string[] | null {
  const words = [...counts.keys()].filter(text => !/\d/.test(text));
  if (words.length === 0) return null;
  const inWords = words.reduce((sum, text) => sum + counts.get(text)!, 0);
  const all = [...counts.values()].reduce((sum, cells) => sum + cells, 0);
  const stray = { numbers: all - inWords, words: inWords };
  return areStray(stray, counts.size, words.length) ? [...counts.keys()].filter(text => /\d/.test(text)) : null;
}

/** Whole numbers are not more different than their range; numbers that are not whole are taken to differ. */
function differentAtMost(head: BlockHead, column: number): number {
  if (head.kinds[column] !== NUMBER) return 0;
  return head.integral[column] === 1 ? head.max[column]! - head.min[column]! + 1 : head.rows;
}

/** The warning about a column of numbers and words that is read as text; null where it has too few numbers, or no words. */
export function numbersAndWords({ categories, counts }: Dictionary): string | null {
  let [numbers, words, differentWords] = [0, 0, 0];
  let example = '';
  for (const [code, text] of categories.entries()) {
    if (!Number.isNaN(numberOf(withoutBlanks(text)))) numbers += counts[code]!;
    else if (isWord(text)) {
      if (differentWords === 0) example = text;
      words += counts[code]!;
      differentWords++;
    }
  }
  if (words === 0 || numbers < MIN_NUMBER_SHARE * (numbers + words) || categories.length <= FEW_TEXTS) return null;
  const such =
    differentWords === 1
      ? `the word ${quoted(example)}`
      : `words (${formatCount(differentWords)} different, such as ${quoted(example)})`;
  return (
    `${formatCount(numbers)} of its ${plural(numbers + words, 'value')} are numbers and ${formatCount(words)} are ${such}; ` +
    '⟪numeric⟫ takes it as numbers, and its words as faults'
  );
}

/** Neither a number nor a word for a missing one. */
function isWord(text: string): boolean {
  const bare = withoutBlanks(text);
  return bare !== '' && Number.isNaN(numberOf(bare)) && !MISSING_WORDS.includes(bare);
}
