/** What inputs are fitted by: facts about columns in the training rows, gathered in as few passes over the blocks as possible. */

import { Calendar } from '../../tables/cells/calendar.ts';
import type { InputColumn } from '../../tables/columns.ts';
import { visitRows } from '../../tables/rows.ts';
import type { Table } from '../../tables/table.ts';
import { type DateFacts, DateGatherer } from './date-facts.ts';
import { type Moments, MomentsGatherer } from './moments.ts';
import { type TextFacts, TextGatherer } from './text-facts.ts';

export interface Facts {
  readonly numbers: Moments;
  readonly texts: TextFacts;
  readonly dates: DateFacts;
}

/** Gathers the facts of each column, by its index. `factsOf` names what is wanted of a column. */
export function gatherFacts(
  table: Table,
  columns: readonly InputColumn[],
  factsOf: (column: InputColumn) => keyof Facts,
  rows: Int32Array,
): Map<number, Facts[keyof Facts]> {
  const wanted = (facts: keyof Facts) => columns.filter(column => factsOf(column) === facts);
  const numbers = wanted('numbers').map(({ index }) => index);
  const moments = numbers.length === 0 ? null : new MomentsGatherer(table.store, numbers, rows);
  const texts = wanted('texts').map(column => new TextGatherer(column));
  const calendar = new Calendar();
  const dates = wanted('dates').map(column => new DateGatherer(column, rows.length, calendar));
  visitRows(table.store, rows, (block, index, local) => {
    moments?.add(block, local);
    for (const gatherer of texts) gatherer.add(block, index, local);
    for (const gatherer of dates) gatherer.add(block, local);
  });
  const varying = dates.filter(({ varies }) => varies);
  if (varying.length > 0) {
    visitRows(table.store, rows, (block, _, local) => {
      for (const gatherer of varying) gatherer.addSquares(block, local);
    });
  }
  return new Map<number, Facts[keyof Facts]>([
    ...(moments?.finish() ?? []),
    ...texts.map(gatherer => [gatherer.index, gatherer.facts] as const),
    ...dates.map(gatherer => [gatherer.index, gatherer.facts()] as const),
  ]);
}
