/** What is fitted on the training rows of a split: the inputs, the scale of the target, the weights of the classes. */

import { UserError } from '../../base/errors.ts';
import type { Warn } from '../../base/warn.ts';
import type { FloatWidth, Memory } from '../../kernels/memory.ts';
import type { Prepared } from '../choosing/prepare.ts';
import type { Subset } from '../choosing/validation-file.ts';
import { bindTable } from '../encoding/bind.ts';
import type { Input } from '../encoding/inputs.ts';
import { fitInputs } from '../encoding/kinds/fit.ts';
import { Labeller } from '../encoding/labels.ts';
import type { DataOptions } from '../reading/options.ts';
import type { Side } from './subsets.ts';

/** A split with what is fitted on its training rows. */
export interface FittedSplit {
  readonly prepared: Prepared;
  readonly training: Subset;
  readonly validation: Subset;
  readonly labeller: Labeller;
  readonly inputs: readonly Input[];
  readonly features: number;
}

/** Fits on all rows, which leaves none to validate with. What there is to warn of is said of the split already. */
export function fitOnAll(prepared: Prepared, options: DataOptions): FittedSplit {
  const none = new Int32Array(0);
  const split = { train: prepared.rows, validation: none };
  const validation = { table: prepared.table, values: prepared.target.values, rows: none };
  return fitSplit({ ...prepared, split }, validation, options, () => {});
}

export function fitSplit(prepared: Prepared, validation: Subset, options: DataOptions, warn: Warn): FittedSplit {
  const { table, target, split, used } = prepared;
  const training: Subset = { table, values: target.values, rows: split.train };
  const labeller = new Labeller(prepared, training, validation, options, warn);
  const inputs = fitInputs(table, used, split.train, options, warn);
  const { features } = bindTable(inputs, table);
  // A date that is the same in all training rows becomes nothing.
  if (features === 0) throw new UserError(`${table.paths[0]}: no column is left to predict the target from`);
  return { prepared, training, validation, labeller, inputs, features };
}

/** The training rows and the validation rows. */
export function sidesOf(fitted: FittedSplit, memory: Memory, width: FloatWidth): Side[] {
  const { training, validation, labeller, inputs, features } = fitted;
  return [training, validation].map(side => ({
    ...side,
    inputs,
    features,
    labels: labeller.label(side, memory, width),
  }));
}
