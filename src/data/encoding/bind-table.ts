/** Inputs bound to a table. */

import { UserError } from '../../base/errors.ts';
import type { Table } from '../tables/table.ts';
import { bindInputs, type Encoding } from './encode.ts';
import type { Input } from './inputs.ts';

/** Throws UserError for a column that the table lacks. */
export function bindTable(inputs: readonly Input[], table: Table): Encoding {
  return bindInputs(
    inputs,
    table.columns,
    table.store.blocks,
    name => new UserError(`${table.paths[0]}: has no column '${name}', which the training file has`),
  );
}
