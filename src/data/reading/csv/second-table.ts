/**
 * A second table below the first: after empty lines, or after a line with another number of fields, records begin that are
 * like each other and unlike the rows above. Looked for where there is a reason, so a plain table does not wait for it.
 */

import type { Block } from '../../tables/blocks/block.ts';
import { ColumnLooks, isNumberLike, isValue } from './column-looks.ts';
import { isLineEnd, lastLines } from './lines.ts';
import { beginsNote } from './note-words.ts';
import { isEmpty, type TableShape } from './notes.ts';
import type { Separators } from './record-end.ts';
import { firstRecords, lineEnd, readRecords, type TextRecord } from './records.ts';
import type { SecondTable } from './scanner/pool.ts';

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;

/** Records that tell a table: a header and two rows, or three rows. */
const FEWEST_RECORDS = 3;
/** Lines above the second table, such as a title. */
const MAX_TITLES = 3;
const FEW_RECORDS = 8;
const FEW_LINES = 12;
/** Empty lines of a chunk behind which a table is looked for. */
const MAX_GAPS = 64;

/**
 * The second table in a chunk of whole records; null where there is none. `faultLine` is that of a record that cannot be a
 * row, `block` what was made of the others.
 */
export function findSecondTable(
  bytes: Uint8Array,
  faultLine: number | null,
  block: Pick<Block, 'blankLines' | 'missing' | 'rows'>,
  separators: Separators,
  shape: TableShape,
): SecondTable | null {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (faultLine !== null) {
    const offset = offsetOf(text, faultLine);
    const records = recordsFrom(text, offset, faultLine, separators);
    const found = tableAmong(records, shape.columns, endsInGap(text.subarray(0, offset), separators));
    if (found !== null) return found;
  }
  const hasGaps = block.blankLines > 0 || (block.rows > 0 && block.missing.every(missing => missing > 0));
  return hasGaps ? behindGap(text, separators, shape) : null;
}

/**
 * A table that the records begin with, behind lines of one cell at most. `columns` are those of the table above, and `apart`
 * says that empty lines are between the two.
 */
export function tableAmong(records: readonly TextRecord[], columns: number, apart: boolean): SecondTable | null {
  const at = records.findIndex(record => widthOf(record) > 1 && !beginsNote(record.fields[0]!));
  if (at < 0 || at > MAX_TITLES) return null;
  const [first, ...others] = records.slice(at, at + FEWEST_RECORDS) as [TextRecord, ...TextRecord[]];
  const width = widthOf(first);
  if (others.length < FEWEST_RECORDS - 1 || others.some(record => widthOf(record) !== width)) return null;
  const counts = first.fields.some((_, column) => others.every(({ fields }) => isNumberLike(fields[column] ?? '')));
  const hasHeader = counts && first.fields.every(cell => !isValue(cell));
  const isOther = width !== columns && (apart || at > 0) && (counts || width > 2);
  return hasHeader || isOther ? { line: first.line, columns: width } : null;
}

/** Whether the records from `end` on, behind the last row of a table, are a table of their own. */
export function isTableBelow(records: readonly TextRecord[], end: number, columns: number): boolean {
  const [last, first] = [records[end - 1], records[end]];
  if (last === undefined || first === undefined) return false;
  const below = records.slice(end).filter(record => !isEmpty(record));
  return tableAmong(below, columns, first.line > last.nextLine || below[0] !== first) !== null;
}

/** A header of other columns and a row, behind an empty line. */
function behindGap(text: Buffer, separators: Separators, { missing, columns }: TableShape): SecondTable | null {
  let gaps = 0;
  for (const { begin, end, line } of gapsIn(text, separators)) {
    if (++gaps > MAX_GAPS) return null;
    const found = headerAt(text, end, line, separators, missing);
    if (found === null) continue;
    const { header, row } = found;
    const before = text.subarray(0, begin);
    const rows = recordsFrom(before, lastLines(before, FEW_LINES), 1, separators);
    const looks = new ColumnLooks(
      rows.filter(({ fields }) => fields.length === columns),
      missing,
    );
    if (isOtherHeader(header, row, looks)) return { line: header.line, columns: widthOf(header) };
  }
  return null;
}

/** The first record with several cells, behind a few others, if it holds words alone, and the one below. */
function headerAt(
  text: Buffer,
  offset: number,
  line: number,
  separators: Separators,
  missing: ReadonlySet<string>,
): { header: TextRecord; row: TextRecord } | null {
  const isPresent = (cell: string) => cell.trim() !== '' && !missing.has(cell);
  let header: TextRecord | null = null;
  let titles = 0;
  for (const record of readRecords({ bytes: text, complete: true }, separators, { offset, line })) {
    if (header !== null) return widthOf(record) === widthOf(header) ? { header, row: record } : null;
    const cells = record.fields.filter(isPresent);
    if (cells.some(isValue)) return null;
    if (cells.length > 1) header = record;
    else if (++titles > MAX_TITLES) return null;
  }
  return null;
}

/** Whether some name stands over a number, and where the rows above hold numbers. */
function isOtherHeader(header: TextRecord, row: TextRecord, looks: ColumnLooks): boolean {
  return looks
    .present(header)
    .some(([column, cell]) => looks.fits(column, cell) === false && isNumberLike(row.fields[column] ?? ''));
}

/** Lines without a value, or several, inside a text, with the line behind them. */
function* gapsIn(text: Buffer, separators: Separators): Generator<{ begin: number; end: number; line: number }> {
  let begin = -1;
  for (let [at, line] = [0, 1]; at < text.length; line++) {
    const { end, next } = lineEnd(text, at);
    const first = text[at]!;
    const mayBeEmpty = at === end || first <= SPACE || first === separators.delimiter;
    if (mayBeEmpty && isEmptyLine(text.subarray(at, end), separators)) {
      if (begin < 0) begin = at;
    } else if (begin >= 0) {
      if (begin > 0) yield { begin, end: at, line };
      begin = -1;
    }
    at = next;
  }
}

/** A few records from an offset on. */
function recordsFrom(text: Buffer, offset: number, line: number, separators: Separators): TextRecord[] {
  return firstRecords({ bytes: text, complete: true }, separators, FEW_LINES + FEW_RECORDS, { offset, line });
}

/** The offset at which a line, from 1, begins. */
function offsetOf(text: Buffer, line: number): number {
  let offset = 0;
  for (let at = 1; at < line && offset < text.length; at++) offset = lineEnd(text, offset).next;
  return offset;
}

/** Whether the last line has no value. */
function endsInGap(text: Buffer, separators: Separators): boolean {
  let end = text.length;
  if (end > 0 && text[end - 1] === LF) end--;
  if (end > 0 && text[end - 1] === CR) end--;
  let begin = end;
  while (begin > 0 && !isLineEnd(text[begin - 1])) begin--;
  return isEmptyLine(text.subarray(begin, end), separators);
}

function isEmptyLine(line: Uint8Array, { delimiter }: Separators): boolean {
  return line.every(byte => byte <= SPACE || byte === delimiter);
}

/** Fields up to the last that is not empty; 0 where one before it is empty. */
function widthOf({ fields }: TextRecord): number {
  const width = fields.findLastIndex(cell => cell.trim() !== '') + 1;
  return fields.slice(0, width).every(cell => cell.trim() !== '') ? width : 0;
}
