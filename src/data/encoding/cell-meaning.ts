/** What a text means in a column of numbers or dates. Exported modules contain this file, so it needs nothing from Node. */

import { withoutBlanks } from '../tables/cells/blank.ts';
import { numberOf } from '../tables/cells/cell-text.ts';
import { secondsInOrder } from '../tables/cells/dates.ts';
import type { StyleMeaning } from '../tables/styles/style-meaning.ts';

/** A text, perhaps with blanks around it, as a number; NaN is missing, and a string says why it is neither. */
export type TextMeaning = StyleMeaning;

/** `plain` rewrites a number as programs write it. */
export function numberMeaning(
  missingWords: ReadonlySet<string>,
  plain: (text: string) => string = text => text,
): TextMeaning {
  return text => {
    const bare = withoutBlanks(text);
    const value = numberOf(plain(bare));
    return Number.isNaN(value) && bare !== '' && !missingWords.has(bare) ? 'but is numeric' : value;
  };
}

/** The same, where these numbers mean missing cells; they are compared as cells are rounded. */
export function withoutMissing(
  meaning: TextMeaning,
  numbers: readonly number[],
  round: (value: number) => number,
): TextMeaning {
  if (numbers.length === 0) return meaning;
  const missing = new Set(numbers.map(round));
  return (text, bare) => {
    const value = meaning(text, bare);
    return typeof value === 'number' && missing.has(round(value)) ? Number.NaN : value;
  };
}

/** Seconds since 1970. */
export function dateMeaning(dayFirst: boolean, missingWords: ReadonlySet<string>): TextMeaning {
  return text => {
    const bare = withoutBlanks(text);
    return bare === '' || missingWords.has(bare) ? Number.NaN : secondsInOrder(bare, dayFirst);
  };
}
