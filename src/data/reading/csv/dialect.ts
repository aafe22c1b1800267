/**
 * The dialect of a delimited text, inferred from its start: delimiter, quote, and how numbers are written.
 *
 * A delimiter is believed when it gives nearly all records the same number of fields. Commas are also decimal signs and
 * part of texts, so a tab, semicolon or bar that is believed goes before; colons are parts of times and spaces parts of
 * everything, so they come last. But all of these stand inside fields too (12:30, [1;2]): where spaces agree as well and
 * leave more numbers whole, they are the delimiter. Where none is believed, the lines that each would leave above the
 * table are taken away first. A delimiter that tears quoted fields apart is none.
 */

import { plural } from '../../../base/text/format.ts';
import type { ReadOptions } from '../../tables/blocks/reader.ts';
import { isDate, isDigits, isNumber, type NumberStyle, plainNumbers } from '../../tables/cells/cell-numbers.ts';
import { numberParts } from '../../tables/styles/number-style.ts';
import type { Head } from '../input/text.ts';
import { characterOf, type DialectCharacters, NONE, refuseClashes } from './delimiters.ts';
import { isHeaderFirst } from './header.ts';
import { findNumberFormat } from './number-format.ts';
import { withoutNotesBelow } from './opening-notes.ts';
import type { Separators } from './record-end.ts';
import { commonWidth, firstRecords, type TextRecord } from './records.ts';
import { isMarked } from './shape/header-rows.ts';
import type { TableShape } from './shape/shape-finder.ts';
import { findShape, type ShapeOptions } from './shape/table-shape.ts';

/** Each sign is one ASCII character. */
export interface Dialect extends Readonly<DialectCharacters> {
  /** Why this delimiter, for people. */
  readonly reason: string;
}

type GivenDialect = ShapeOptions &
  Pick<ReadOptions, 'delimiter' | 'quote' | 'escape' | 'comment' | 'decimal' | 'thousands' | 'na' | 'notes'>;
type Signs = Pick<Dialect, 'delimiter' | 'quote' | 'escape' | 'comment'>;

const MAX_RECORDS = 100;
/** Where lines may stand above the table. */
const MORE_RECORDS = 500;
/** Of records that must have the same number of fields. */
const NEARLY_ALL = 0.9;
const MAJORITY = 0.5;

const STYLES: readonly NumberStyle[] = [
  { decimal: '.', thousands: null },
  { decimal: ',', thousands: null },
];

/** An open bracket without one that closes before it, or the other way round. */
const HALVES = /^[^\])}]*[[({]|[\])}][^[({]*$/;

const delimiterNames: Readonly<Record<string, string>> = {
  '\t': 'tabs',
  ';': 'semicolons',
  '|': 'bars',
  ',': 'commas',
  ':': 'colons',
  ' ': 'spaces',
};

/** The start of the text read with one delimiter, quote and escape. */
interface Trial extends Signs {
  /** As many as there are in the head, up to a hundred; or the table's, of up to five hundred. */
  records: readonly TextRecord[];
  /** The number of fields that most records have. */
  width: number;
  /** The share of records that have it. */
  share: number;
  /** Some column is quoted in all records; the first aside, where names stand. */
  quotes: boolean;
}

/**
 * Finds what `given` leaves open. `start` is where the text begins in the head.
 *
 * Throws UserError for given signs that are not one ASCII character, or clash.
 */
export function findDialect(head: Head, given: GivenDialect, start = { offset: 0, line: 1 }): Dialect {
  const comment = given.comment === null ? null : characterOf('comment', given.comment);
  const [quotes, escapes] = (['quote', 'escape'] as const).map(option => {
    const sign = given[option];
    return sign === null || sign === NONE ? sign : characterOf(option, sign);
  }) as [string | null, string | null];
  const delimiters =
    given.delimiter === null
      ? Object.keys(delimiterNames).filter(sign => sign !== comment && sign !== quotes)
      : [characterOf('delimiter', given.delimiter)];
  const best = (quote: string | null, escapeSign: string | null) =>
    bestTrial(
      head,
      delimiters.map(delimiter => ({ delimiter, quote, escape: escapeSign, comment })),
      given,
      start,
    );
  const bestFor = (quote: string | null) =>
    escapes === null ? eitherEscape(head, quote, best) : best(quote, escapes === NONE ? null : escapes);
  const trial = quotes === null ? eitherQuote(head, bestFor) : bestFor(quotes === NONE ? null : quotes);
  const { delimiter, quote } = trial;
  const { above, headerRows } = shapeOf(head, trial.records, given);
  const rows = trial.records.slice(above + Math.max(1, headerRows ?? 1));
  const dialect = {
    delimiter,
    quote,
    escape: trial.escape,
    comment,
    ...findNumberFormat(rows.length > 0 ? rows : trial.records, delimiter, given),
    reason: reasonFor(trial, given),
  };
  refuseClashes(dialect);
  return dialect;
}

/** The bytes of a dialect that part records and fields. */
export function separatorsOf({
  delimiter,
  quote,
  escape: escapeSign = null,
  comment,
}: Omit<Signs, 'escape'> & Partial<Signs>): Separators {
  const byteOf = (sign: string | null) => (sign === null ? null : sign.charCodeAt(0));
  return { delimiter: byteOf(delimiter)!, quote: byteOf(quote), escape: byteOf(escapeSign), comment: byteOf(comment) };
}

/** The double quote, unless it quotes nothing and the single quote is plainly used. */
function eitherQuote({ bytes }: Head, best: (quote: string) => Trial): Trial {
  const double = best('"');
  if (!bytes.includes("'") || double.records.some(({ quoted }) => quoted.includes(true))) return double;
  const single = best("'");
  return single.quotes ? single : double;
}

/** A backslash where it does less damage to records. */
function eitherEscape(
  head: Head,
  quote: string | null,
  best: (quote: string | null, escapeSign: string | null) => Trial,
): Trial {
  const plain = best(quote, null);
  if (quote === null || !head.bytes.includes(`\\${quote}`)) return plain;
  const escaped = best(quote, '\\');
  return damage(escaped) < damage(plain) ? escaped : plain;
}

/** The shares of records that quotes tear, and of those that have another number of fields than most. */
function damage({ records, share }: Trial): number {
  return records.filter(({ torn }) => torn).length / Math.max(1, records.length) + 1 - share;
}

/** The plain reading that is believed, or the best that leaves lines above the table. */
function bestTrial(head: Head, signs: readonly Signs[], given: GivenDialect, start: Place): Trial {
  const trials = signs.map(sign => measured(sign, readTrial(head, sign, MAX_RECORDS, start, given)));
  const plain = chooseBelieved(trials);
  // Colons and spaces are believed in many lines of settings above a table too.
  const isPlain =
    plain !== null &&
    (!': '.includes(plain.delimiter) ||
      isBelieved(measured(plain, readTrial(head, plain, MORE_RECORDS, start, given))));
  // Tabs part what spaces and tabs do, and words in lines above the table do not count.
  const mayBeTabs = plain?.delimiter === ' ' && head.bytes.includes('\t');
  if (isPlain && !mayBeTabs) return plain;
  const tables = signs.map(sign => {
    const records = readTrial(head, sign, MORE_RECORDS, start, given);
    return measured(sign, records.slice(shapeOf(head, records, given).above));
  });
  if (isPlain) {
    const tabs = tables.find(({ delimiter }) => delimiter === '\t');
    return tabs !== undefined && isBelieved(tabs) && tabs.width >= plain.width ? tabs : plain;
  }
  return chooseBelieved(tables) ?? plain ?? chooseLikely(tables);
}

type Place = { offset: number; line: number };

function shapeOf(head: Head, records: readonly TextRecord[], given: GivenDialect): TableShape {
  return findShape(head, records, given, isHeaderFirst(plainNumbers, given.na));
}

function readTrial(head: Head, signs: Signs, most: number, start: Place, given: GivenDialect): readonly TextRecord[] {
  const records = firstRecords(head, separatorsOf(signs), most, start);
  // Most notes have a colon less than such a table, and so has every row of another.
  if (signs.delimiter === ':') return records;
  return head.complete && records.length < most ? withoutNotesBelow(records, given) : records;
}

function measured(signs: Signs, records: readonly TextRecord[]): Trial {
  const { delimiter, quote, comment } = signs;
  const rows = rowsOf(records);
  const width = commonWidth(rows);
  // A header may have no name for the names of rows.
  const first = records[0]?.fields.length ?? 0;
  const alike = rows.filter(({ fields }) => fields.length === width).length;
  const firstAlike =
    first === width || (first > 1 && first === width - 1) || (first === width + 1 && isMarked(records[0]!));
  return {
    ...{ delimiter, quote, escape: signs.escape, comment },
    records,
    width,
    share: rows.length === 0 ? 0 : (alike / rows.length) * (firstAlike ? 1 : MAJORITY),
    quotes: rows.length > 1 && rows[0]!.fields.some((_, field) => rows.every(({ quoted }) => quoted[field] === true)),
  };
}

/** The trials are in the order in which delimiters are preferred. */
function chooseBelieved(trials: readonly Trial[]): Trial | null {
  const believed = trials.filter(isBelieved);
  const comma = believed.find(({ delimiter }) => delimiter === ',');
  const space = believed.find(({ delimiter }) => delimiter === ' ');
  // Signs inside fields, as in 12:30 or [1;2], are consistent too, and so is what decimal commas leave of 1,5 2,5.
  if (space !== undefined && believed.every(trial => isInsideOf(space, trial))) return space;
  if (comma !== undefined) {
    return believed.find(trial => '\t;|'.includes(trial.delimiter) && numbers(trial) >= numbers(comma)) ?? comma;
  }
  return believed[0] ?? null;
}

/** The best delimiter of rows that do not agree. */
function chooseLikely(trials: readonly Trial[]): Trial {
  const likely = trials.filter(
    trial => '\t;|,'.includes(trial.delimiter) && trial.width > 1 && trial.share >= MAJORITY && !cutsQuotes(trial),
  );
  return likely.sort((a, b) => b.share - a.share)[0] ?? trials.find(({ delimiter }) => delimiter === ',') ?? trials[0]!;
}

/** Whether a delimiter cuts fields that stand between spaces: these leave more numbers whole. */
function isInsideOf(space: Trial, trial: Trial): boolean {
  if (trial === space) return true;
  return trial.delimiter !== '\t' && trial.width > 1 && values(space) > values(trial);
}

function isBelieved(trial: Trial): boolean {
  const { delimiter, width, share, records } = trial;
  if (width < 2 || share < NEARLY_ALL || cutsQuotes(trial) || cutsBrackets(trial)) return false;
  if (delimiter === ' ') return values(trial) > 0 || rowsOf(records).every(({ fields }) => fields.some(isBracketed));
  return (
    delimiter !== ':' || !rowsOf(records).every(({ fields }) => /(?<!\d)\d{1,2}:\d{2}(?!\d)/.test(fields.join(':')))
  );
}

/** Whether what the sign parts are mostly pieces of quoted fields: some piece of a record has a quote without its other half. */
function cutsQuotes({ quote, records }: Trial): boolean {
  if (quote === null) return false;
  const cut = rowsOf(records).filter(({ fields, quoted }) =>
    fields.some((field, at) => !quoted[at] && field.includes(quote) && field.split(quote).length % 2 === 0),
  );
  return cut.length > MAJORITY * rowsOf(records).length;
}

/** Whether the pieces that the sign leaves are mostly halves of what stands in brackets. */
function cutsBrackets({ records }: Trial): boolean {
  const cut = rowsOf(records).filter(({ fields, quoted }) =>
    fields.some((field, at) => !quoted[at] && !isDigits(field) && HALVES.test(field) && !isBalanced(field)),
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

/** The share of cells that are values, in whatever way they are written, and not only signs. */
function values({ records }: Trial): number {
  const cells = rowsOf(records).flatMap(({ fields }) => fields);
  return cells.filter(cell => isWrittenValue(cell)).length / Math.max(1, cells.length);
}

/** A number, a date or a time of day, with no more signs than these have. */
function isWrittenValue(cell: string): boolean {
  return (
    STYLES.some(style => isNumber(cell, style)) ||
    isDate(cell) ||
    /^\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$/.test(cell) ||
    (!cell.includes(' ') && numberParts(cell) !== null)
  );
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
