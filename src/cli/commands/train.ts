/** `train`: one network. */

import type { Invocation } from '../command.ts';
import { run, saveRequest } from '../run.ts';

export async function train(invocation: Invocation): Promise<void> {
  const { batchNorm, save } = invocation.flags;
  const arm = batchNorm === false ? 'baseline' : 'batchnorm';
  const files = save === undefined ? null : { [arm]: save };
  await run('train', [arm], invocation, saveRequest('save', files, invocation.flags));
}
