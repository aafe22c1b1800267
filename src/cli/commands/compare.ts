/** `compare`: the same network with and without batch norm. */

import { startEarly } from '../../experiment/arm-thread.ts';
import { comparedArms } from '../../experiment/arms.ts';
import type { Invocation } from '../command.ts';

export async function compare(invocation: Invocation): Promise<void> {
  if (invocation.given.seeds === undefined) startEarly();
  const { run, saveRequest } = await import('../run.js');
  const { saveDir } = invocation.flags;
  const request = saveRequest('saveDir', saveDir === undefined ? null : {}, invocation.flags);
  if (request === undefined) return run('compare', comparedArms, invocation, request);
  const { saveDirectory } = await import('../../experiment/save.js');
  const save = { ...request, paths: saveDirectory(saveDir!, comparedArms) };
  await run('compare', comparedArms, invocation, save);
}
