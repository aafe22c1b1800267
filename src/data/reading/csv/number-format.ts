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
    const decimals = new Set<Decimal>();
    let thousands: string | null = null;
    for (const { fields } of rows) {
      const cell = fields[field] ?? '';
      if (missing.has(cell)) continue;
      const hint = hintOf(cell, commaExpected);
      if (hint === null) return [];
      if (hint.decimal !== null) decimals.add(hint.decimal);
      thousands ??= hint.thousands;
    }
    return decimals.size === 1 ? [{ decimals, thousands }] : [];
  });
}
