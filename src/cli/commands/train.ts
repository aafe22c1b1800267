/** `train`: one network. */

import { armOf } from '../../experiment/arms.ts';
import { makeConfig } from '../../settings/config.ts';
import type { Invocation } from '../command.ts';
import { run, saveRequest } from '../run.ts';

export async function train(invocation: Invocation): Promise<void> {
  const { batchNorm, save } = invocation.flags;
  // --batch-norm and --no-batch-norm are short for two of the norms.
  const given = { ...invocation.given, ...(batchNorm === undefined ? {} : { norm: batchNorm ? 'batch' : 'none' }) };
  const arm = armOf(makeConfig(given).norm);
  const files = save === undefined ? null : { [arm.name]: save };
  await run('train', [arm], { ...invocation, given }, saveRequest('save', files, invocation.flags));
}
