/** `compare`: the same network with and without batch norm. */

import { comparedArms } from '../../experiment/arms.ts';
import type { Invocation } from '../command.ts';
import { run, saveRequest } from '../run.ts';

export async function compare(invocation: Invocation): Promise<void> {
  const { saveDir } = invocation.flags;
  const request = saveRequest('saveDir', saveDir === undefined ? null : {}, invocation.flags);
  if (request === undefined) return run('compare', comparedArms, invocation, request);
  const { saveDirectory } = await import('../../experiment/save.js');
  const save = { ...request, paths: saveDirectory(saveDir!, comparedArms) };
  await run('compare', comparedArms, invocation, save);
}
