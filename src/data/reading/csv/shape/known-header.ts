/**
 * The header of a table whose columns are known: of a further file, whose header is that of the first, or of rows for a
 * trained model, which go by the names of its inputs. The header is where these names stand, whatever is above it.
 */

import type { ReadOptions } from '../../../tables/blocks/reader.ts';
import { filled } from './body.ts';
import { joinHeader, withoutMark } from './header-rows.ts';
import type { Line } from './line.ts';
import type { TableShape } from './shape-finder.ts';
import { areUnits } from './units.ts';

const MAX_ROWS = 4;
const MAX_PLACES = 100;
/** Of the names that must stand in a header. */
const MAJORITY = 0.5;

/** Null where the names stand nowhere, or where the settings say where the table begins. */
export function findKnownHeader(
  records: readonly Line[],
  known: { readonly headerRows?: readonly (readonly string[])[]; readonly names?: readonly string[] },
  { skip, header, headerRows }: Pick<ReadOptions, 'skip' | 'header' | 'headerRows'>,
): TableShape | null {
  if (header === false || headerRows !== null) return null;
  const places = Array.from({ length: skip === null ? Math.min(MAX_PLACES, records.length) : 1 }, (_, at) => at);
  const { headerRows: rows = [], names } = known;
  if (rows.length > 0) {
    for (const at of places) {
      const same = rows.every((row, next) => isSame(row, records[at + next]?.fields ?? []));
      if (same) return { above: at, headerRows: rows.length };
    }
    return null;
  }
  if (names === undefined) return null;
  const best = bestMatch(records, places, new Set(names));
  return best === null ? null : { above: best.above, headerRows: best.headerRows + unitRows(records, best) };
}

/** The place where the most of the names stand, the first of several; fewer rows go before more. */
function bestMatch(
  records: readonly Line[],
  places: readonly number[],
  names: ReadonlySet<string>,
): { above: number; headerRows: number } | null {
  let best: { above: number; headerRows: number } | null = null;
  let most = Math.max(1, MAJORITY * names.size) - 0.5;
  for (const above of places) {
    for (let headerRows = 1; headerRows <= MAX_ROWS; headerRows++) {
      const rows = records.slice(above, above + headerRows).map(({ fields }) => fields);
      const given = new Set(joinHeader(above === 0 ? rows : rows.map(row => withoutMark(row, names.size))).names);
      const matches = [...names].filter(name => given.has(name)).length;
      if (matches <= most) continue;
      best = { above, headerRows };
      most = matches;
      if (most === names.size) return best;
    }
  }
  return best;
}

/** 1 where a row of units stands between the header and the first row. */
function unitRows(records: readonly Line[], { above, headerRows }: { above: number; headerRows: number }): number {
  const [units, row] = records.slice(above + headerRows, above + headerRows + 2);
  const isBetween = row !== undefined && filled(units!) > 1 && areUnits(units!.fields) && !areUnits(row.fields);
  return Number(isBetween);
}

function isSame(fields: readonly string[], others: readonly string[]): boolean {
  return fields.length === others.length && fields.every((field, at) => field === others[at]);
}
