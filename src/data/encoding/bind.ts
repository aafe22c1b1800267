/** Inputs bound to the columns of a table: where the cells are, and where the numbers go. Plain data that can be sent to threads. */

import { UserError } from '../../base/errors.ts';
import type { Block } from '../tables/blocks/block.ts';
import type { Column } from '../tables/columns.ts';
import type { Dictionary } from '../tables/dictionary.ts';
import { swapsDays } from '../tables/gather.ts';
import type { Table } from '../tables/table.ts';
import { makeScaling, type Scaling } from './arithmetic/arithmetic.ts';
import {
  type CalendarEncoding,
  type OneHotEncoding,
  positionFinder,
  type Scale,
  type ScaleEncoding,
} from './encodings.ts';
import { encodingOf, type Input } from './inputs.ts';

/** What encoding needs to know of a table. */
export interface BoundInputs {
  /** Numbers that a row becomes. */
  readonly features: number;
  readonly numbers: readonly BoundNumber[];
  /** The same numbers, as the arithmetic takes them. */
  readonly scaling: Scaling;
  readonly texts: readonly BoundText[];
  readonly dates: readonly BoundDate[];
}

/** An input, the column that it is made from, and where it goes in a row. */
interface Bound {
  readonly name: string;
  readonly column: number;
  readonly offset: number;
  /** Where the indicator goes; -1 is none. */
  readonly indicator: number;
}

export type BoundNumber = Bound & Pick<ScaleEncoding, keyof Scale | 'filler'>;

export interface BoundText extends Bound {
  /** By block, and by the block's own code: which of the column's numbers is 1, or NO_POSITION, or UNSEEN. */
  readonly positions: readonly (Int32Array | null)[];
}

export interface BoundDate extends Bound, Pick<CalendarEncoding, 'parts'> {
  /** By block, whether day and month are to be swapped. */
  readonly swaps: readonly boolean[];
}

/** What binding needs of a column. */
export type BindableColumn = Pick<Column, 'index' | 'name'> & {
  readonly dictionary: Pick<Dictionary, 'categories' | 'codes'> | null;
};

/**
 * Binds inputs to columns, which they meet by name, and texts by what they say. `lacks` makes the error for a column that
 * is not there.
 */
export function bindInputs(
  inputs: readonly Input[],
  columns: readonly BindableColumn[],
  heads: readonly Pick<Block, 'dates'>[],
  lacks: (name: string) => UserError,
): BoundInputs {
  const byName = new Map(columns.map(column => [column.name, column]));
  const [numbers, texts, dates]: [BoundNumber[], BoundText[], BoundDate[]] = [[], [], []];
  let features = 0;
  for (const input of inputs) {
    const column = byName.get(input.name);
    if (column === undefined) throw lacks(input.name);
    const encoding = encodingOf(input);
    const [offset, { name, indicator, width }] = [features, encoding];
    const bound = { name, column: column.index, offset, indicator: indicator ? offset + width : -1 };
    features += width + (indicator ? 1 : 0);
    if (encoding.method === 'scale') numbers.push({ ...encoding, ...bound });
    else if (encoding.method === 'one-hot') texts.push({ ...bound, positions: positionsOf(encoding, column) });
    else {
      const swaps = heads.map(head => swapsDays(head, { index: column.index, dayFirst: encoding.dayFirst }));
      dates.push({ ...bound, parts: encoding.parts, swaps });
    }
  }
  return { features, numbers, scaling: makeScaling(features, numbers), texts, dates };
}

/** Throws UserError for a column that the table lacks. */
export function bindTable(inputs: readonly Input[], table: Table): BoundInputs {
  return bindInputs(
    inputs,
    table.columns,
    table.store.blocks,
    name => new UserError(`${table.paths[0]}: has no column '${name}', which the training file has`),
  );
}

function positionsOf(encoding: OneHotEncoding, { dictionary }: BindableColumn): (Int32Array | null)[] {
  const { categories, codes } = dictionary ?? { categories: [], codes: [] };
  const byCode = categories.map(positionFinder(encoding));
  return codes.map(own => own?.map(code => (code >= 0 ? byCode[code]! : encoding.others)) ?? null);
}
