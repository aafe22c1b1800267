/**
 * How a text writes a table, told from its start: what parts fields, what quotes them, the signs in numbers.
 *
 * A delimiter is believed when it gives nearly all records the same number of fields. Commas are also decimal signs and
 * part of texts, so a tab, semicolon or bar that is believed goes before; colons are parts of times and spaces parts of
 * everything, so they come last.
 */

import { UserError } from '../../errors.ts';
import { plural } from '../../format.ts';
import { type Decimal, hintOf, isNumber } from './cells.ts';
import type { ReadOptions } from './reader.ts';
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

type GivenDialect = Pick<ReadOptions, 'delimiter' | 'quote' | 'comment' | 'decimal' | 'thousands'>;

/** What gets by with being said to be none, as `--quote none`. */
const NONE = 'none';
const MOST_RECORDS = 500;
/** Of records that must have the same number of fields. */
const NEARLY_ALL = 0.9;
const MOST_OF_THEM = 0.5;

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
  /** The share of cells that are numbers, the first record's aside. */
  numbers: number;
  /** Some column is quoted in all records; the first aside, where names stand. */
  quotes: boolean;
}

/**
 * Finds what `given` leaves open. `start` is where the table begins in the head.
 *
 * Throws UserError for given signs that are not one ASCII character, or clash.
 */
export function findDialect(head: Head, given: GivenDialect, start = { offset: 0, line: 1 }): Dialect {
  const delimiters = given.delimiter === null ? Object.keys(delimiterNames) : [signOf('delimiter', given.delimiter)];
  const comment = given.comment === null ? null : signOf('comment', given.comment);
  const best = (quote: string | null) =>
    choose(
      delimiters
        .filter(delimiter => delimiter !== quote && delimiter !== comment)
        .map(delimiter => tryOut(head, { delimiter, quote, comment }, start)),
    );
  const trial =
    given.quote === null ? eitherQuote(best) : best(given.quote === NONE ? null : signOf('quote', given.quote));
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
function eitherQuote(best: (quote: string) => Trial): Trial {
  const double = best('"');
  if (double.records.some(({ quoted }) => quoted.includes(true))) return double;
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
  const rows = records.length > 1 ? records.slice(1) : records;
  const width = usualWidth(rows);
  // A header may have no name for the names of rows.
  const first = records[0]?.fields.length ?? 0;
  const alike = rows.filter(({ fields }) => fields.length === width).length;
  const firstAlike = first === width || (first > 1 && first === width - 1);
  const cells = rows.flatMap(({ fields }) => fields);
  const numbers = cells.filter(
    cell => isNumber(cell, { decimal: '.', thousands: null }) || isNumber(cell, { decimal: ',', thousands: null }),
  );
  return {
    ...signs,
    records,
    width,
    share: rows.length === 0 ? 0 : (alike / rows.length) * (firstAlike ? 1 : MOST_OF_THEM),
    numbers: numbers.length / Math.max(1, cells.length),
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
    if (space?.numbers === 1 && comma.numbers < 1) return space;
    return believed.find(({ delimiter, numbers }) => '\t;|'.includes(delimiter) && numbers >= comma.numbers) ?? comma;
  }
  if (believed.length > 0) return believed[0]!;
  const likely = trials.filter(
    ({ delimiter, width, share }) => '\t;|,'.includes(delimiter) && width > 1 && share >= MOST_OF_THEM,
  );
  return likely.sort((a, b) => b.share - a.share)[0] ?? of(',') ?? trials[0]!;
}

function isBelieved({ delimiter, width, share, numbers, records }: Trial): boolean {
  if (width < 2 || share < NEARLY_ALL) return false;
  if (delimiter === ' ') return numbers > 0;
  return delimiter !== ':' || !records.every(({ fields }) => /\b\d{1,2}:\d{2}\b/.test(fields.join(':')));
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
  const hints = columnHints(records, delimiter === ';');
  const decimals = new Set(hints.flatMap(column => [...column.decimals]));
  const found: Decimal = decimals.has(',') && !decimals.has('.') && delimiter !== ',' ? ',' : '.';
  const decimal = given.decimal === null ? found : signOf('decimal', given.decimal);
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

/** Of columns whose cells are all numbers, empty ones aside, and all allow the same decimal sign. */
function columnHints(records: readonly TextRecord[], commaExpected: boolean): ColumnHints[] {
  const rows = records.length > 1 ? records.slice(1) : records;
  return (rows[0]?.fields ?? []).flatMap((_, field) => {
    const cells = rows.map(({ fields }) => fields[field] ?? '').filter(cell => cell !== '');
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
  for (const [at, [option, sign]] of signs.entries()) {
    const other = signs.slice(0, at).find(([, earlier]) => earlier === sign);
    // A decimal comma is found between the quotes of a text with commas.
    if (
      other === undefined ||
      (other[0] === 'delimiter' && quote !== null && (option === 'decimal' || option === 'thousands'))
    )
      continue;
    throw new UserError(`${other[0]} and ${option} are both '${sign}'; give each a sign of its own`);
  }
}
