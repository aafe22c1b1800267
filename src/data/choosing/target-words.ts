/**
 * Words such as NA in a column of classes: a class, or a missing cell. Some words are written by programs for missing cells
 * alone. Others may name a class (`-` beside `+`, `None` beside `Mild`), and the whole column decides: such a word is a class where
 * no two classes are left without it, and where it is about as frequent as the others. Whatever is decided is told, with the
 * way to overrule it.
 */

import { list, plural } from '../../base/text/format.ts';
import { settingTo } from '../../base/text/setting-names.ts';
import { MISSING_WORDS } from '../tables/blocks/reader.ts';
import type { Dictionary } from '../tables/dictionary.ts';

/** Missing words that people give to classes. */
const AMBIGUOUS: ReadonlySet<string> = new Set(['-', '?', 'None', 'NA']);
/** Of the mean rows of the other classes; a word in fewer rows is a missing cell. */
const SHARE = 0.5;

export interface TargetWords {
  /** Words that mean a missing cell. */
  readonly missing: ReadonlySet<string>;
  /** What is to be said about them, and about words that are classes. */
  readonly warnings: readonly string[];
}

type Counted = Pick<Dictionary, 'categories' | 'counts'>;

/** `given` are the user's words for missing cells, and `classes` those that are known already. */
export function targetWords(
  name: string,
  column: Counted,
  given: readonly string[] | null,
  classes: readonly string[] = [],
): TargetWords {
  if (given !== null) return { missing: new Set(given), warnings: [] };
  const own = classesAmong(column, classes);
  const missing = new Set(MISSING_WORDS.filter(word => !own.has(word)));
  const rowsOf = (words: Iterable<string>) =>
    [...words].flatMap(word => {
      const code = column.categories.indexOf(word);
      return code < 0 ? [] : [{ word, text: `'${word}' (${plural(column.counts[code]!, 'row')})` }];
    });
  const [asClasses, asMissing] = [rowsOf([...own].filter(word => !classes.includes(word))), rowsOf(missing)];
  const warnings = [
    ...asClasses.map(
      ({ word, text }) =>
        `target '${name}': ${text} is a class; ${settingTo('na', [...missing, word])} makes it a missing value`,
    ),
    ...(asMissing.length === 0
      ? []
      : [
          `target '${name}': ${list(asMissing.map(({ text }) => text))} ${asMissing.length === 1 ? 'means' : 'mean'} a missing ` +
            `value; ${settingTo('na', without(missing, asMissing))} makes ${asMissing.length === 1 ? 'it a class' : 'them classes'}`,
        ]),
  ];
  return { missing, warnings };
}

/** Those of the ambiguous words that are classes. */
function classesAmong({ categories, counts }: Counted, known: readonly string[]): Set<string> {
  const rows = new Map(categories.map((text, code) => [text, counts[code]!]));
  const sure = categories.filter(text => !MISSING_WORDS.includes(text) || known.includes(text));
  const mean = sure.reduce((sum, text) => sum + rows.get(text)!, 0) / sure.length;
  const isClass = (word: string) => sure.length < 2 || rows.get(word)! >= SHARE * mean;
  const ambiguous = known.length > 0 ? [] : categories.filter(text => AMBIGUOUS.has(text));
  return new Set([...known.filter(word => MISSING_WORDS.includes(word)), ...ambiguous.filter(isClass)]);
}

/** The words that are left where these are taken out. */
function without(words: ReadonlySet<string>, out: readonly { word: string }[]): string[] {
  return [...words].filter(each => !out.some(({ word }) => word === each));
}
