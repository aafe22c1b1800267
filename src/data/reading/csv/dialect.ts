/**
 * The dialect of a delimited text, inferred from its start: delimiter, quote, and how numbers are written.
 *
 * A delimiter is believed when it gives nearly all records the same number of fields. Commas are also decimal signs and
 * part of texts, so a tab, semicolon or bar that is believed goes before; colons are parts of times and spaces parts of
 * everything, so they come last. But all of these stand inside fields too (12:30, [1;2]): where spaces agree as well and
 * leave more numbers whole, they are the delimiter.
 */

import { plural } from '../../../base/text/format.ts';
import type { ReadOptions } from '../../tables/blocks/reader.ts';
import { isNumber, type NumberStyle } from '../../tables/cells/cell-numbers.ts';
import type { Head } from '../input/text.ts';
import { characterOf, type DialectCharacters, NONE, refuseClashes } from './delimiters.ts';
import { findNumberFormat } from './number-format.ts';
import type { Separators } from './record-end.ts';
import { commonWidth, firstRecords, type TextRecord } from './records.ts';

/** Each sign is one ASCII character. */
export interface Dialect extends Readonly<DialectCharacters> {
  /** Why this delimiter, for people. */
  readonly reason: string;
}

type GivenDialect = Pick<ReadOptions, 'delimiter' | 'quote' | 'comment' | 'decimal' | 'thousands' | 'na'>;

const MAX_RECORDS = 100;
/** Of records that must have the same number of fields. */
const NEARLY_ALL = 0.9;
const MAJORITY = 0.5;

const STYLES: readonly NumberStyle[] = [
  { decimal: '.', thousands: null },
  { decimal: ',', thousands: null },
];

const delimiterNames: Readonly<Record<string, string>> = {
  '\t': 'tabs',
  ';': 'semicolons',
  '|': 'bars',
  ',': 'commas',
  ':': 'colons',
  ' ': 'spaces',
};

/** The start of the text read with one delimiter and quote. */
interface Trial {
  delimiter: string;
  quote: string | null;
  /** As many as there are in the head, up to a hundred. */
  records: TextRecord[];
  /** The number of fields that most records have. */
  width: number;
  /** The share of records that have it. */
  share: number;
  /** Some column is quoted in all records; the first aside, where names stand. */
  quotes: boolean;
}

/**
 * Finds what `given` leaves open. `start` is where the table begins in the head.
 *
 * Throws UserError for given signs that are not one ASCII character, or clash.
 */
export function findDialect(head: Head, given: GivenDialect, start = { offset: 0, line: 1 }): Dialect {
  const comment = given.comment === null ? null : characterOf('comment', given.comment);
  const quotes = given.quote === null || given.quote === NONE ? given.quote : characterOf('quote', given.quote);
  const delimiters =
    given.delimiter === null
      ? Object.keys(delimiterNames).filter(sign => sign !== comment && sign !== quotes)
      : [characterOf('delimiter', given.delimiter)];
  const best = (quote: string | null) =>
    choose(delimiters.map(delimiter => tryOut(head, { delimiter, quote, comment }, start)));
  const trial = quotes === null ? eitherQuote(head, best) : best(quotes === NONE ? null : quotes);
  const { delimiter, quote } = trial;
  const dialect = {
    delimiter,
    quote,
    comment,
    ...findNumberFormat(rowsOf(trial.records), delimiter, given),
    reason: reasonFor(trial, given),
  };
  refuseClashes(dialect);
  return dialect;
}

/** The bytes of a dialect that part records and fields. */
export function separatorsOf({
  delimiter,
  quote,
  comment,
}: Pick<Dialect, 'delimiter' | 'quote' | 'comment'>): Separators {
  const byteOf = (sign: string | null) => (sign === null ? null : sign.charCodeAt(0));
  return { delimiter: byteOf(delimiter)!, quote: byteOf(quote), comment: byteOf(comment) };
}

/** The double quote, unless it quotes nothing and the single quote is plainly used. */
function eitherQuote({ bytes }: Head, best: (quote: string) => Trial): Trial {
  const double = best('"');
  if (!bytes.includes("'") || double.records.some(({ quoted }) => quoted.includes(true))) return double;
  const single = best("'");
  return single.quotes ? single : double;
}

function tryOut(
  head: Head,
  signs: Pick<Dialect, 'delimiter' | 'quote' | 'comment'>,
  start: { offset: number; line: number },
): Trial {
  const records = firstRecords(head, separatorsOf(signs), MAX_RECORDS, start);
  const rows = rowsOf(records);
  const width = commonWidth(rows);
  // A header may have no name for the names of rows.
  const first = records[0]?.fields.length ?? 0;
  const alike = rows.filter(({ fields }) => fields.length === width).length;
  const firstAlike = first === width || (first > 1 && first === width - 1);
  return {
    ...signs,
    records,
    width,
    share: rows.length === 0 ? 0 : (alike / rows.length) * (firstAlike ? 1 : MAJORITY),
    quotes: rows.length > 1 && rows[0]!.fields.some((_, field) => rows.every(({ quoted }) => quoted[field] === true)),
  };
}

/** The trials are in the order in which delimiters are preferred. */
function choose(trials: readonly Trial[]): Trial {
  const of = (delimiter: string) => trials.find(trial => trial.delimiter === delimiter);
  const believed = trials.filter(isBelieved);
  const comma = believed.find(({ delimiter }) => delimiter === ',');
  const space = believed.find(({ delimiter }) => delimiter === ' ');
  // Signs inside fields, as in 12:30 or [1;2], are consistent too, and so is what decimal commas leave of 1,5 2,5.
  if (space !== undefined && believed.every(trial => isInsideOf(space, trial))) return space;
  if (comma !== undefined) {
    return believed.find(trial => '\t;|'.includes(trial.delimiter) && numbers(trial) >= numbers(comma)) ?? comma;
  }
  if (believed.length > 0) return believed[0]!;
  const likely = trials.filter(
    ({ delimiter, width, share }) => '\t;|,'.includes(delimiter) && width > 1 && share >= MAJORITY,
  );
  return likely.sort((a, b) => b.share - a.share)[0] ?? of(',') ?? trials[0]!;
}

/** Whether a delimiter cuts fields that stand between spaces: these leave more numbers whole. */
function isInsideOf(space: Trial, trial: Trial): boolean {
  if (trial === space) return true;
  return trial.delimiter !== '\t' && trial.width > 1 && numbers(space) > numbers(trial);
}

function isBelieved(trial: Trial): boolean {
  const { delimiter, width, share, records } = trial;
  if (width < 2 || share < NEARLY_ALL || cutsQuotes(trial) || cutsBrackets(trial)) return false;
  if (delimiter === ' ') return numbers(trial) > 0 || rowsOf(records).every(({ fields }) => fields.some(isBracketed));
  return (
    delimiter !== ':' || !rowsOf(records).every(({ fields }) => /(?<!\d)\d{1,2}:\d{2}(?!\d)/.test(fields.join(':')))
  );
}

/** Whether what the sign parts are mostly pieces of quoted fields: some piece of a record has a quote without its other half. */
function cutsQuotes({ quote, records }: Trial): boolean {
  if (quote === null) return false;
  const cut = rowsOf(records).filter(({ fields, quoted }) =>
    fields.some((field, at) => !quoted[at] && field.split(quote).length % 2 === 0),
  );
  return cut.length > MAJORITY * rowsOf(records).length;
}

/** Whether the pieces that the sign leaves are mostly halves of what stands in brackets. */
function cutsBrackets({ records }: Trial): boolean {
  const cut = rowsOf(records).filter(({ fields, quoted }) =>
    fields.some((field, at) => !quoted[at] && /^[^\])}]*[[({]|[\])}][^[({]*$/.test(field) && !isBalanced(field)),
  );
  return cut.length > MAJORITY * rowsOf(records).length;
}

function isBalanced(field: string): boolean {
  return ['[]', '()', '{}'].every(([open, close]) => field.split(open!).length === field.split(close!).length);
}

function isBracketed(field: string): boolean {
  return /^[[({].*[\])}]$/.test(field);
}

/** The share of cells that are numbers, the first record's aside. */
function numbers({ records }: Trial): number {
  const cells = rowsOf(records).flatMap(({ fields }) => fields);
  return cells.filter(cell => STYLES.some(style => isNumber(cell, style))).length / Math.max(1, cells.length);
}

/** All but the first, which may be a header. */
function rowsOf(records: readonly TextRecord[]): readonly TextRecord[] {
  return records.length > 1 ? records.slice(1) : records;
}

function reasonFor({ delimiter, width, share, records }: Trial, given: GivenDialect): string {
  if (given.delimiter !== null) return 'as given';
  if (width < 2) return 'no delimiter divides the lines into columns';
  const rows = `${share === 1 ? 'all of' : 'most of'} the first ${plural(records.length, 'row')}`;
  return `${rows} have ${width} fields between ${delimiterNames[delimiter]}`;
}
