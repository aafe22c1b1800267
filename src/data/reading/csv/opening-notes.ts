/**
 * Notes below a table that is short enough to be in the first records of a text: they are left out before the dialect, the
 * header and the ways of writing numbers are looked for. Nothing is known of the table then, so only what is plain is left out.
 */

import { MISSING_WORDS } from '../../tables/blocks/reader.ts';
import { isValue } from './column-looks.ts';
import { beginsNote } from './note-words.ts';
import { rowsEnd } from './notes.ts';
import type { TextRecord } from './records.ts';
import { isTableBelow } from './second-table.ts';

/** The share of the cells of a column that are to be alike: a header, and lines above it, may be among them. */
const MOST = 0.6;

/** The records of a whole text without the notes at its end. */
export function withoutNotesBelow<R extends TextRecord>(
  records: readonly R[],
  { na, notes }: { readonly na: readonly string[] | null; readonly notes: boolean },
): readonly R[] {
  if (!notes || records.length < 3) return records;
  const columns = widthOfMostCells(records);
  const begin = Math.max(1, rowsBegin(records, columns));
  const shape = { columns, missing: new Set(na ?? MISSING_WORDS) };
  const end = begin + rowsEnd(records.slice(begin), shape, false, MOST);
  if (isTableBelow(records, end, columns) || records.slice(end).some(holdsValues)) return records;
  return records.slice(0, end);
}

/** The second record that looks like a row: the first may be a header. */
function rowsBegin(records: readonly TextRecord[], columns: number): number {
  const rows = records.filter(record => record.fields.length === columns && (columns === 1 || filled(record) > 1));
  return records.indexOf(rows[rows.length > 2 ? 1 : 0]!);
}

/** The number of fields of the records that have most of the cells. */
function widthOfMostCells(records: readonly TextRecord[]): number {
  const cells = new Map<number, number>();
  for (const { fields } of records) cells.set(fields.length, (cells.get(fields.length) ?? 0) + fields.length);
  const most = Math.max(...cells.values());
  return [...cells].find(([, count]) => count === most)?.[0] ?? 0;
}

function filled({ fields }: TextRecord): number {
  return fields.filter(cell => cell.trim() !== '').length;
}

/** Whether a record has several values, whatever delimits them: it may be a row of a table with another delimiter. */
function holdsValues({ fields }: TextRecord): boolean {
  return !beginsNote(fields[0]!) && fields.flatMap(field => field.split(/[,;\t|]/)).filter(isValue).length > 1;
}
