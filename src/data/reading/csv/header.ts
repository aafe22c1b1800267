/**
 * Whether the first line of a table holds names, inferred from the lines below it. Names are unlike what they name: words
 * over numbers, or in a table of words such as are found nowhere below.
 */

import { UserError } from '../../../base/errors.ts';
import { plural } from '../../../base/text/format.ts';
import { MISSING_WORDS, type ReadOptions } from '../../tables/blocks/reader.ts';
import { isDate, isNumber, type NumberStyle } from '../../tables/cells/cell-numbers.ts';
import { columnName, uniqueNames } from '../building/names.ts';
import { commonWidth, type TextRecord } from './records.ts';
import { joinHeader, withoutMark } from './shape/header-rows.ts';
import type { Line } from './shape/line.ts';

export interface Header {
  /** The fields of the header's rows; none where there is none. */
  readonly rows: readonly (readonly string[])[];
  /** One a column. */
  readonly names: readonly string[];
  readonly present: boolean;
  /** Why there is a header, or none, for people. */
  readonly reason: string;
  readonly warnings: readonly string[];
}

export interface Finding {
  present: boolean;
  reason: string;
  /** Whether numbers tell, and not words alone. */
  sure: boolean;
  /** Rows of the header, if it is present. */
  rows?: number;
  /** Whether lines above the table begin like comments. */
  marked?: boolean;
}

const LIKE_THE_OTHERS = 'the first line is like the others';

/**
 * The names of the columns. `records` are those at the start, one at least, the header among them if it is present.
 *
 * Throws UserError, with the line, where rows have more or fewer fields than there are names.
 */
export function readHeader(
  path: string,
  records: readonly TextRecord[],
  finding: Finding,
  onError: ReadOptions['onError'] = 'stop',
): Header {
  const { present, reason, rows: count = 1 } = finding;
  if (!present) {
    const names = Array.from({ length: commonWidth(records) }, (_, at) => columnName(at));
    return { rows: [], names, present, reason, warnings: [] };
  }
  const header = records.slice(0, count).map(({ fields }) => fields);
  const rows = records.slice(count);
  const joined = joinHeader(finding.marked ? header.map(line => withoutMark(line, commonWidth(rows))) : header);
  const { fields, warnings } = fitted(path, joined.names, rows, onError);
  const unique = uniqueNames(fields);
  return { rows: header, names: unique.names, present, reason, warnings: [...warnings, ...unique.warnings] };
}

/** The header's fields, one for each field of the rows. */
function fitted(
  path: string,
  header: readonly string[],
  rows: readonly TextRecord[],
  onError: ReadOptions['onError'],
): Pick<Header, 'warnings'> & { fields: readonly string[] } {
  const names = header.length;
  const width = rows[0]?.fields.length ?? names;
  if (rows.every(({ fields }) => fields.length === names + 1) && rows.length > 0) {
    if (rows.every(({ fields }) => fields.at(-1) === '')) {
      const warnings = [`the rows end with a delimiter; the empty column behind it is called '${columnName(names)}'`];
      return { fields: [...header, ''], warnings };
    }
    const warnings = ["the header has one name less than the rows have fields; the first column is called 'row names'"];
    return { fields: ['row names', ...header], warnings };
  }
  const shorter = rows.every(({ fields }) => fields.length < names);
  const longest = Math.max(...rows.map(({ fields }) => fields.length));
  if (shorter && rows.length > 0 && header.slice(longest).every(name => name === '')) {
    return { fields: header.slice(0, longest), warnings: ['the header ends with delimiters, and the rows do not'] };
  }
  if (shorter && onError === 'fill') return { fields: header, warnings: [] };
  if (rows.length > 0 && (shorter || rows.every(({ fields }) => fields.length > names))) {
    throw new UserError(
      `${path}:${rows[0]!.line}: the header has ${plural(names, 'name')} and this row ${plural(width, 'field')}; ` +
        `give each column one name, or name what separates the fields with ⟪delimiter⟫${shorter ? '; ⟪onError=fill⟫ adds missing cells at the end of the rows' : ''}${names === 1 ? '; ⟪skip⟫ and ⟪comment⟫ skip lines above the header' : ''}`,
    );
  }
  return { fields: header, warnings: [] };
}

/** Whether there are two numbers or more, each one more than the one before. */
function countUp(cells: readonly string[]): boolean {
  return cells.length > 1 && cells.every((cell, at) => /^\d+$/.test(cell) && Number(cell) === Number(cells[0]) + at);
}

/** Whether there are two years or more, each after the one before. */
function areYears(cells: readonly string[]): boolean {
  const isYear = (cell: string) => /^\d{4}$/.test(cell) && cell >= '1700' && cell <= '2200';
  return cells.length > 1 && cells.every((cell, at) => isYear(cell) && cell > (cells[at - 1] ?? ''));
}

/** Whether the first of the records is a header, unless that is given. */
export function findHeader(
  records: readonly Line[],
  style: NumberStyle,
  { header, na }: Pick<ReadOptions, 'header' | 'na'>,
): Finding {
  if (header !== null) return { present: header, reason: 'as given', sure: true };
  const [first, ...others] = records as [Line, ...Line[]];
  // Files that were put together have their headers inside.
  const rows = others.filter(({ fields }) => !isSameLine(fields, first.fields));
  const missing = new Set(['', ...(na ?? MISSING_WORDS)]);
  const kindOf = (cell: string) => (isNumber(cell, style) ? 'number' : isDate(cell) ? 'date' : 'word');
  if (rows.length === 0 && others.length > 0) return { present: false, reason: LIKE_THE_OTHERS, sure: false };
  if (rows.length === 0) {
    const present = first.fields.every(cell => kindOf(cell) === 'word');
    return { present, reason: `the only line holds ${present ? 'words' : 'numbers'}`, sure: false };
  }
  // Names of rows have no name of their own.
  const shift = rows.every(({ fields }) => fields.length === first.fields.length + 1 && fields.at(-1) !== '') ? 1 : 0;
  const columns = first.fields.map((name, at) => {
    const cells = rows.map(({ fields }) => fields[at + shift] ?? '').filter(cell => !missing.has(cell));
    const kind = cells.length === 0 ? 'word' : kindOf(cells[0]!);
    return { name, cells, kind: cells.every(cell => kindOf(cell) === kind) ? kind : 'word' };
  });
  const counted = columns.filter(({ name, kind }) => kind !== 'word' && !missing.has(name));
  const alike = counted.filter(({ name, kind }) => kindOf(name) === kind);
  // Years and positions can be names; 5.1 cannot.
  const certainlyData = alike.some(({ name }) => !/^\d+$/.test(name.trim()));
  if (alike.length < counted.length && !certainlyData) {
    return { present: true, reason: 'the first line has words where the columns hold numbers', sure: true };
  }
  const names = counted.map(({ name }) => name.trim());
  const behindFirst = first.fields.slice(1).map(name => name.trim());
  const countsUp = areYears(behindFirst) ? areYears : [areYears, countUp].find(counts => counts(names));
  if (countsUp !== undefined && !rows.some(row => countsUp(row.fields.filter(cell => /^\d+\s*$/.test(cell))))) {
    return { present: true, reason: 'the first line counts up, as years do, and no other line does', sure: true };
  }
  if (counted.length > 0) return { present: false, reason: LIKE_THE_OTHERS, sure: true };
  const words = columns.filter(({ kind }) => kind === 'word');
  const present =
    words.length > 0 &&
    new Set(words.map(({ name }) => name)).size === words.length &&
    words.every(({ name, cells }) => name !== '' && !cells.includes(name));
  const reason = present ? 'the words of the first line are all different and occur nowhere below' : LIKE_THE_OTHERS;
  return { present, reason, sure: false };
}

function isSameLine(fields: readonly string[], others: readonly string[]): boolean {
  return fields.length === others.length && fields.every((field, at) => field === others[at]);
}

/** Whether the first of some records is a header, whatever the settings say. */
export function isHeaderFirst(style: NumberStyle, na: ReadOptions['na']): (records: readonly Line[]) => boolean {
  return records => records.length > 0 && findHeader(records, style, { header: null, na }).present;
}
