/**
 * How a text writes a table, told from its start: what parts fields, what quotes them, the signs in numbers.
 *
 * A delimiter is believed when it gives nearly all records the same number of fields. Commas are also decimal signs and
 * part of texts, so a tab, semicolon or bar that is believed goes before; colons are parts of times and spaces parts of
 * everything, so they come last.
 */

import { UserError } from '../../errors.ts';
import { plural } from '../../format.ts';
import { type Decimal, hintOf, isNumber, type NumberStyle } from './cells.ts';
import { MISSING_WORDS, type ReadOptions } from './reader.ts';
import type { Separators } from './record-end.ts';
import { readRecords, type TextRecord, usualWidth } from './records.ts';
import type { Head } from './text.ts';

export interface Dialect {
  /** One ASCII character each; null is none. */
  readonly delimiter: string;
  readonly quote: string | null;
  readonly comment: string | null;
  readonly decimal: string;
  readonly thousands: string | null;
  /** Why this delimiter, for people. */
  readonly reason: string;
}

type GivenDialect = Pick<ReadOptions, 'delimiter' | 'quote' | 'comment' | 'decimal' | 'thousands' | 'na'>;

/** What gets by with being said to be none, as `--quote none`. */
const NONE = 'none';
const MOST_RECORDS = 200;
/** Of records that must have the same number of fields. */
const NEARLY_ALL = 0.9;
const MOST_OF_THEM = 0.5;

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
  /** As many as there are in the head, up to some hundred. */
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
  const comment = given.comment === null ? null : signOf('comment', given.comment);
  const quotes = given.quote === null ? null : given.quote === NONE ? NONE : signOf('quote', given.quote);
  const delimiters =
    given.delimiter === null
      ? Object.keys(delimiterNames).filter(sign => sign !== comment && sign !== quotes)
      : [signOf('delimiter', given.delimiter)];
  const best = (quote: string | null) =>
    choose(delimiters.map(delimiter => tryOut(head, { delimiter, quote, comment }, start)));
  const trial = quotes === null ? eitherQuote(head, best) : best(quotes === NONE ? null : quotes);
  const { delimiter, quote } = trial;
  const dialect = { delimiter, quote, comment, ...numberSigns(trial, given), reason: reasonFor(trial, given) };
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
  const records: TextRecord[] = [];
  for (const record of readRecords(head, separatorsOf(signs), start)) {
    records.push(record);
    if (records.length === MOST_RECORDS) break;
  }
  const rows = rowsOf(records);
  const width = usualWidth(rows);
  // A header may have no name for the names of rows.
  const first = records[0]?.fields.length ?? 0;
  const alike = rows.filter(({ fields }) => fields.length === width).length;
  const firstAlike = first === width || (first > 1 && first === width - 1);
  return {
    ...signs,
    records,
    width,
    share: rows.length === 0 ? 0 : (alike / rows.length) * (firstAlike ? 1 : MOST_OF_THEM),
    quotes: rows.length > 1 && rows[0]!.fields.some((_, field) => rows.every(({ quoted }) => quoted[field] === true)),
  };
}

/** The trials are in the order in which delimiters are preferred. */
function choose(trials: readonly Trial[]): Trial {
  const of = (delimiter: string) => trials.find(trial => trial.delimiter === delimiter);
  const believed = trials.filter(isBelieved);
  const comma = believed.find(({ delimiter }) => delimiter === ',');
  const space = believed.find(({ delimiter }) => delimiter === ' ');
  if (comma !== undefined) {
    // What decimal commas leave of 1,5 2,5 is consistent too.
    if (space !== undefined && numbers(space) === 1 && numbers(comma) < 1) return space;
    return believed.find(trial => '\t;|'.includes(trial.delimiter) && numbers(trial) >= numbers(comma)) ?? comma;
  }
  if (believed.length > 0) return believed[0]!;
  const likely = trials.filter(
    ({ delimiter, width, share }) => '\t;|,'.includes(delimiter) && width > 1 && share >= MOST_OF_THEM,
  );
  return likely.sort((a, b) => b.share - a.share)[0] ?? of(',') ?? trials[0]!;
}

function isBelieved(trial: Trial): boolean {
  const { delimiter, width, share, records } = trial;
  if (width < 2 || share < NEARLY_ALL) return false;
  if (delimiter === ' ') return numbers(trial) > 0;
  return delimiter !== ':' || !rowsOf(records).every(({ fields }) => /\b\d{1,2}:\d{2}\b/.test(fields.join(':')));
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
  if (width < 2) return 'nothing parts the lines into columns';
  const rows = `${share === 1 ? 'all of' : 'most of'} the first ${plural(records.length, 'row')}`;
  return `${rows} have ${width} fields between ${delimiterNames[delimiter]}`;
}

/** The decimal sign and what parts thousands. */
function numberSigns(
  { delimiter, records }: Trial,
  given: GivenDialect,
): { decimal: string; thousands: string | null } {
  const missing = new Set(['', ...(given.na ?? MISSING_WORDS)]);
  const hints = columnHints(records, missing, delimiter === ';');
  const decimals = new Set(hints.flatMap(column => [...column.decimals]));
  const comma = given.thousands === '.' || (given.thousands !== ',' && decimals.has(',') && !decimals.has('.'));
  const decimal = given.decimal === null ? (comma && delimiter !== ',' ? ',' : '.') : signOf('decimal', given.decimal);
  if (given.thousands !== null) {
    return { decimal, thousands: given.thousands === NONE ? null : signOf('thousands', given.thousands) };
  }
  const column = hints.find(({ decimals, thousands }) => thousands !== null && decimals.has(decimal as Decimal));
  return { decimal, thousands: column?.thousands ?? null };
}

interface ColumnHints {
  decimals: Set<Decimal>;
  thousands: string | null;
}

/** Of columns whose cells are all numbers, missing ones aside, and all allow the same decimal sign. */
function columnHints(
  records: readonly TextRecord[],
  missing: ReadonlySet<string>,
  commaExpected: boolean,
): ColumnHints[] {
  const rows = rowsOf(records);
  return (rows[0]?.fields ?? []).flatMap((_, field) => {
    const cells = rows.map(({ fields }) => fields[field] ?? '').filter(cell => !missing.has(cell));
    const hints = cells.map(cell => hintOf(cell, commaExpected));
    if (hints.includes(null)) return [];
    const decimals = new Set(hints.flatMap(hint => hint!.decimal ?? []));
    if (decimals.size !== 1) return [];
    return [{ decimals, thousands: hints.find(hint => hint!.thousands !== null)?.thousands ?? null }];
  });
}

/** Throws UserError for what is not one ASCII character; a tab can be spelled. */
function signOf(option: string, given: string): string {
  const sign = given === '\\t' || given === 'tab' ? '\t' : given;
  if (/^[\t -~]$/.test(sign)) return sign;
  throw new UserError(`${option} is '${given}'; expected one ASCII character, or 'tab'`);
}

function refuseClashes({ delimiter, quote, comment, decimal, thousands }: Dialect): void {
  const signs = Object.entries({ delimiter, quote, comment, decimal, thousands }).filter(([, sign]) => sign !== null);
  // Between quotes, numbers may have the sign that parts fields.
  const mayShare = (option: string, other: string) =>
    quote !== null && option === 'delimiter' && (other === 'decimal' || other === 'thousands');
  for (const [at, [option, sign]] of signs.entries()) {
    const clash = signs.slice(at + 1).find(([other, same]) => same === sign && !mayShare(option, other));
    if (clash === undefined) continue;
    throw new UserError(`${option} and ${clash[0]} are both '${sign}'; give each a sign of its own`);
  }
}
