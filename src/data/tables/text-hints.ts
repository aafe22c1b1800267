/**
 * What a column of texts looks like although it was not read as that: numbers with thousands or units, or dates in an
 * unsupported format. It is only reported; the user decides.
 */

import { quoted } from '../../base/text/format.ts';
import { parseDate } from './cells/dates.ts';
import type { Dictionary } from './dictionary.ts';
import { findDateFormat } from './styles/find-date-format.ts';

/** Cells that have to look alike, of all. */
const MIN_SHARE = 0.8;
/** Different texts that are looked at. */
const LOOKED_AT = 1000;

const PATTERNS: readonly (readonly [looks: RegExp, hint: (text: string) => string])[] = [
  [/^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/, text => `numbers such as '${text}'; ⟪thousands=,⟫ reads them`],
  [/^[+-]?\d{1,3}(\.\d{3})+(,\d+)?$/, text => `numbers such as '${text}'; ⟪thousands=.⟫ reads them`],
  [/^[+-]?\d{1,3}( \d{3})+([.,]\d+)?$/, text => `numbers such as '${text}'; ⟪thousands=space⟫ reads them`],
  [/^[+-]?\d+,\d+$/, text => `numbers such as '${text}'; ⟪decimal=,⟫ reads them`],
  [
    /^(?!\d+\.\d+\.\d+\.\d+$)[<>~(]? ?[$€£¥]? ?[+-]?\d[\d.,]* ?([%°$€£¥]|[a-zµ]{1,3}\b)?[)-]?$/i,
    text => `numbers such as '${text}'; without what stands beside the digits they would be read as numbers`,
  ],
  [
    /^(\d{1,2}[-/. ])?([a-z]{3,9})[-/. ,]+\d{1,4}([-/. ,]+\d{2,4})?$|^\d{1,2}[-/.]\d{1,2}[-/.]\d{2}$|^\d{1,2}:\d{2}(:\d{2})? ?[ap]m$/i,
    unknownDates,
  ],
  // A date, and something behind it; a week.
  [
    /^((19|20)\d{2}([-/. ])\d{1,2}\3\d{1,2}|\d{1,2}([-/. ])\d{1,2}\4(19|20)\d{2}|\d{4}年\d{1,2}月\d{1,2}日)([^\d-/.].*)?$|^(19|20)\d{2}-?W[0-5]\d(-?[1-7])?$/i,
    unknownDates,
  ],
  [
    /^\d{1,2}\.?[- ](de )?\p{L}{3,10}\.?[- ](de )?(19|20)\d{2}(\D.*)?$/iu,
    text => `dates such as '${text}' with names of months that are not read; months as numbers are read`,
  ],
  [
    /^\d{4}[-/]\d{1,2}$|^\d{4}[- ]?[MQ]\d{1,2}$|^Q[1-4][- /]?\d{4}$/i,
    text => `months or quarters such as '${text}', which would be read if all were of one form`,
  ],
  [
    /^\d{1,3}:\d{2}(:\d{2}(\.\d+)?)?$/,
    text =>
      `times of several forms, or durations, such as '${text}'; write times in one form, and durations as numbers`,
  ],
];

function unknownDates(text: string): string {
  return `dates or times such as '${text}' in an unsupported format; ⟪dateFormat⟫ names it`;
}

/** "numbers such as '12%'; ...", or null. Columns of few different texts are groups, whatever these look like. */
export function warningFor({ categories, counts }: Dictionary, few: number): string | null {
  if (categories.length <= few) return null;
  const looked = categories.slice(0, LOOKED_AT);
  const all = sum(counts.slice(0, LOOKED_AT));
  const dates = warningForStrayWords(looked, counts, all) ?? warningForDates(looked, counts, all);
  if (dates !== null) return dates;
  for (const [looks, hint] of PATTERNS) {
    const alike = looked.filter(text => looks.test(text) || isPlain(text));
    const decorated = looked.find(text => looks.test(text) && !isPlain(text));
    const cells = sum(looked.map((text, code) => (looks.test(text) || isPlain(text) ? counts[code]! : 0)));
    if (decorated === undefined || alike.length === 0 || cells < MIN_SHARE * all) continue;
    const other = looked.find(text => !looks.test(text) && !isPlain(text));
    const none = `; ${quoted(other ?? '')} is none, and if it means a missing one, ⟪na⟫ names it`;
    return `it looks like ${hint(decorated)}${other === undefined ? '' : none}`;
  }
  return null;
}

/** All but words without a digit are dates in one format. */
function warningForStrayWords(texts: readonly string[], counts: readonly number[], all: number): string | null {
  const isDate = texts.map(text => /\d/.test(text));
  const dates = texts.filter((_, code) => isDate[code]);
  const cells = sum(counts.slice(0, texts.length).filter((_, code) => isDate[code]));
  if (dates.length === texts.length || cells < MIN_SHARE * all || findDateFormat(dates, null) === null) return null;
  return mostAreDates(texts.find((_, code) => !isDate[code])!);
}

/** Most are dates, and something is none. */
function warningForDates(texts: readonly string[], counts: readonly number[], all: number): string | null {
  const isDate = texts.map(text => parseDate(text) !== null);
  const cells = sum(counts.slice(0, texts.length).filter((_, code) => isDate[code]));
  if (cells < MIN_SHARE * all) return null;
  const other = texts.find((_, code) => !isDate[code]);
  if (other === undefined) return 'its values are dates, some with the day first and some with the month';
  return mostAreDates(other);
}

function mostAreDates(other: string): string {
  return `most of its values are dates, and ${quoted(other)} is none; if it means a missing date, name it with ⟪na⟫`;
}

function isPlain(text: string): boolean {
  return /^[+-]?\d+(\.\d+)?$/.test(text);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
