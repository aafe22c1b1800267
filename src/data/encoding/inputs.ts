/**
 * What a column becomes: one or more numbers that the network takes. Inputs are plain data. They are fitted on training rows
 * (kinds/), saved with a model, and applied to any rows by their encoding.
 *
 * - A numeric column becomes one number, standardized (mean 0, deviation 1), which may be squashed.
 * - A boolean column becomes one number, 1 for yes.
 * - A categorical column becomes one-hot categories: the most frequent ones, and one for all others if there are more.
 * - A date becomes the year and the month, scaled like numbers, and the day of the year, the weekday and the time of day as points on
 *   a circle, so that December is next to January. Parts that are equal in all training rows are left out.
 *
 * If training cells are missing, an indicator is 1 for missing cells. The column's other numbers then hold the median of a
 * number, and 0 for all else. In columns without missing training cells, a missing number is the mean.
 *
 * Exported modules contain this file, so it needs nothing from Node.
 */

import { otherSpellings } from '../tables/cells/booleans.ts';
import type { InputKind } from '../tables/columns.ts';
import { type DatePartEncoding, type Encoding, NO_POSITION, partWidth, type Scale, UNSEEN } from './encodings.ts';

interface Common {
  /** Of the column. */
  readonly name: string;
  /** Whether one more number is 1 where the cell is missing. */
  readonly indicator: boolean;
}

/** Mean and deviation are 0 and 1 where nothing is standardized. */
export interface NumericInput extends Common, Scale {
  readonly kind: 'numeric';
  /** Replaces missing cells. */
  readonly filler: number;
}

export interface BooleanInput extends Common {
  readonly kind: 'boolean';
  readonly no: string;
  readonly yes: string;
}

export interface CategoricalInput extends Common {
  readonly kind: 'categorical';
  readonly categories: readonly string[];
  /** Whether a number behind the categories is 1 for all other texts. */
  readonly other: boolean;
}

export interface DateInput extends Common {
  readonly kind: 'date';
  readonly dayFirst: boolean;
  readonly parts: readonly DatePartEncoding[];
}

export type Input = NumericInput | BooleanInput | CategoricalInput | DateInput;
export type InputOf<K extends InputKind> = Extract<Input, { kind: K }>;

const encodings: { readonly [K in InputKind]: (input: InputOf<K>) => Encoding } = {
  numeric: ({ kind, ...input }) => ({ method: 'scale', width: 1, ...input }),
  boolean: ({ name, indicator, no, yes }) => ({
    method: 'one-hot',
    name,
    width: 1,
    indicator,
    positions: spelled([no, yes]).map(([text, side]) => [text, side === 0 ? NO_POSITION : 0] as const),
    others: UNSEEN,
    takes: `'${no}' or '${yes}', in any spelling of booleans`,
  }),
  categorical: ({ name, indicator, categories, other }) => ({
    method: 'one-hot',
    name,
    width: categories.length + (other ? 1 : 0),
    indicator,
    positions: spelled(categories),
    others: other ? categories.length : UNSEEN,
    takes: 'text, without blanks at its ends',
  }),
  date: ({ name, indicator, dayFirst, parts }) => {
    const width = parts.reduce((sum, { part }) => sum + partWidth(part), 0);
    return { method: 'calendar', name, width, indicator, dayFirst, parts };
  },
};

/** The names, each with its index, and texts that mean the same. */
function spelled(names: readonly string[]): (readonly [text: string, index: number])[] {
  return [...names.map((name, index) => [name, index] as const), ...otherSpellings(names)];
}

/** How an input encodes the cells of its column. */
export function encodingOf(input: Input): Encoding {
  return (encodings[input.kind] as (input: Input) => Encoding)(input);
}

/** How many numbers an input becomes. */
export function inputWidth(input: Input): number {
  return encodingOf(input).width + (input.indicator ? 1 : 0);
}
