/**
 * Where the table begins in a text, and how many rows its header has. The plain reading is that it begins at once, with
 * one line of names or none; it stands unless the lines at the top are clearly unlike the rows below: they have another
 * number of fields, or words where the columns hold values. The header is what stands right above the first row of values;
 * what is left above it is no part of the table.
 */

import type { ReadOptions } from '../../../tables/blocks/reader.ts';
import type { Head } from '../../input/text.ts';
import { type Body, bodyOf } from './body.ts';
import type { Line } from './line.ts';
import { type IsHeader, PLAIN, ShapeFinder, type TableShape } from './shape-finder.ts';

export type ShapeOptions = Pick<ReadOptions, 'skip' | 'header' | 'headerRows' | 'na'>;

/** Of settings by name, in a text with other rows below. */
const MAX_SETTINGS = 40;
const FEW_ROWS = 5;
/** The share of the records that are looked at again. */
const LATER = 0.25;

/** The shape of the table whose first records are those of the head. */
export function findShape(head: Head, records: readonly Line[], options: ShapeOptions, isHeader: IsHeader): TableShape {
  return given(shapeIn(head, records, options, isHeader), records, options);
}

function shapeIn(head: Head, records: readonly Line[], options: ShapeOptions, isHeader: IsHeader): TableShape {
  if (records.length < 2) return PLAIN;
  const body = valuedBody(records, options);
  const finder = new ShapeFinder(head, records, body, isHeader);
  const found = finder.aboveRules() ?? (body.valued.length > 0 ? finder.aboveValues() : finder.aboveWords());
  if (!finder.isTable(found)) return PLAIN;
  const above = records.slice(0, found.above);
  return holdTable(above, options) ? shapeIn(head, above, options, isHeader) : found;
}

/** The body by the second half of the records; by a later part where lines of other widths leave no values in that. */
function valuedBody(records: readonly Line[], { na }: ShapeOptions): Body {
  const body = bodyOf(records, na);
  const isMixed = records.some(({ fields }) => fields.length !== body.width);
  const later = body.valued.length === 0 && isMixed ? bodyOf(records, na, LATER) : body;
  return later.width > 1 && later.valued.length > 0 ? later : body;
}

/** Whether some of the records that follow each other are a table themselves: rows of values, not settings by name. */
function holdTable(records: readonly Line[], { na }: ShapeOptions): boolean {
  return stretches(records).some(rows => {
    const { width, valued, look } = bodyOf(rows, na);
    const full = rows.filter(({ fields }) => valued.some(column => look(fields[column] ?? '') === 'value'));
    return (
      full.length >= 3 &&
      width > 1 &&
      (valued.length > 1 || (valued.length === 1 && rows.length > (width > 2 ? FEW_ROWS : MAX_SETTINGS)))
    );
  });
}

/** Records of one width, without an empty line between them. */
function stretches(records: readonly Line[]): Line[][] {
  const all: Line[][] = [];
  for (const record of records) {
    const last = all.at(-1)?.at(-1);
    const follows = last !== undefined && last.fields.length === record.fields.length && last.nextLine === record.line;
    if (follows) all.at(-1)!.push(record);
    else all.push([record]);
  }
  return all;
}

/** The shape with what the settings say. */
function given(found: TableShape, records: readonly Line[], { skip, header, headerRows }: ShapeOptions): TableShape {
  const { above } = found;
  const rows = headerRows ?? (header === null ? null : Number(header));
  if (skip !== null) return { above: 0, headerRows: rows ?? (above === 0 ? found.headerRows : null) };
  if (rows === null) return found;
  const last = above + (found.headerRows ?? 1);
  if (headerRows === null) return { above, headerRows: header ? (found.headerRows ?? 1) : 0 };
  if (rows === 0) return { above, headerRows: 0 };
  // Fewer rows leave the rest to the table; more are taken from above.
  return { above: Math.max(0, Math.min(above, last - rows, records.length - 1)), headerRows: rows };
}
