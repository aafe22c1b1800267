/** How numbers are written, inferred from columns that hold only numbers. */

import { MISSING_WORDS, type ReadOptions } from '../../tables/blocks/reader.ts';
import { type Decimal, hintOf } from '../../tables/cells/cell-numbers.ts';
import { characterOf, NONE } from './delimiters.ts';
import type { TextRecord } from './records.ts';

/** The decimal sign and what parts thousands; null is nothing. A comma that parts fields is no decimal sign. */
export function findNumberFormat(
  rows: readonly TextRecord[],
  delimiter: string,
  given: Pick<ReadOptions, 'decimal' | 'thousands' | 'na'>,
): { decimal: string; thousands: string | null } {
  const missing = new Set(['', ...(given.na ?? MISSING_WORDS)]);
  const hints = columnHints(rows, missing, delimiter === ';');
  const decimals = new Set(hints.flatMap(column => [...column.decimals]));
  const comma = given.thousands !== ',' && delimiter !== ',' && decimals.has(',') && !decimals.has('.');
  const found = given.thousands === '.' || comma ? ',' : '.';
  const decimal = given.decimal === null ? found : characterOf('decimal', given.decimal);
  if (given.thousands !== null) {
    return { decimal, thousands: given.thousands === NONE ? null : characterOf('thousands', given.thousands) };
  }
  const column = hints.find(({ decimals, thousands }) => thousands !== null && decimals.has(decimal as Decimal));
  return { decimal, thousands: column?.thousands ?? null };
}

interface ColumnHints {
  decimals: Set<Decimal>;
  thousands: string | null;
}

/** Of columns whose cells are all numbers, missing ones aside, and all allow the same decimal sign. */
function columnHints(rows: readonly TextRecord[], missing: ReadonlySet<string>, commaExpected: boolean): ColumnHints[] {
  return (rows[0]?.fields ?? []).flatMap((_, field) => {
    const cells = rows.map(({ fields }) => fields[field] ?? '').filter(cell => !missing.has(cell));
    const hints = cells.map(cell => hintOf(cell, commaExpected));
    if (hints.includes(null)) return [];
    const decimals = new Set(hints.flatMap(hint => hint!.decimal ?? []));
    if (decimals.size !== 1) return [];
    return [{ decimals, thousands: hints.find(hint => hint!.thousands !== null)?.thousands ?? null }];
  });
}
