/** What is wrong with a record that cannot be read: the report of assembly/records.ts in words. */

import { notANumber } from '../../../tables/cells/bad-cell.ts';

export interface Fault {
  /** Relative to the chunk, from 1. */
  line: number;
  /** What is wrong, without the place. */
  message: string;
  /** What can be done about it, where that is not plain. */
  advice?: string;
  /** It has another number of fields than there are columns. */
  fields?: number;
}

/** A fault as it is found: its kind, its line, and what else there is to say. */
export interface RawFault {
  kind: number;
  line: number;
  /** Fields of the record, the field (from 1) or the column (from 0), by kind. */
  detail: number;
  /** The cell, where it matters. */
  text: string;
}

/** As in assembly/records.ts. */
const FIELDS = 0;
const UNCLOSED = 1;
const AFTER_QUOTE = 2;

const FILL_ADVICE = '; ⟪onError=fill⟫ adds missing cells at the end of rows that are too short';

/** `names` are those of the columns; `header` says whether they stand in the file. */
export function describeFault({ kind, line, detail, text }: RawFault, names: readonly string[], header = true): Fault {
  if (kind === FIELDS) {
    const hint = detail > names.length ? '; a field with the delimiter inside must be in quotes' : '';
    const advice = detail < names.length ? { advice: FILL_ADVICE } : {};
    const fields = detail === 1 ? 'field' : 'fields';
    return {
      line,
      fields: detail,
      ...advice,
      message: `${detail} ${fields}, the ${header ? 'header' : 'first row'} has ${names.length}${hint}`,
    };
  }
  if (kind === UNCLOSED) return { line, message: 'a quote opens here and is never closed' };
  if (kind === AFTER_QUOTE) {
    const advice = 'a quote inside a quoted field is written twice';
    return { line, message: `field ${detail} has text after its closing quote; ${advice}` };
  }
  return { line, ...notANumber(names[detail]!, text) };
}
