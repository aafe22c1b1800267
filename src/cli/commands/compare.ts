/** `compare`: the same network with and without batch norm. */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../base/errors.ts';
import { whyNot } from '../../base/files/why-not.ts';
import type { Arm } from '../../events/events.ts';
import type { SaveRequest } from '../../experiment/save.ts';
import type { Invocation } from '../command.ts';
import type { FlagValues } from '../flags.ts';
import { run, saveRequest } from '../run.ts';

export async function compare(invocation: Invocation): Promise<void> {
  const arms = ['baseline', 'batchnorm'] as const;
  await run('compare', arms, invocation, saveInDirectory(invocation.flags, arms));
}

/** A file an arm, in a directory that is made. */
function saveInDirectory(flags: FlagValues, arms: readonly Arm[]): SaveRequest | undefined {
  const { saveDir } = flags;
  const files = saveDir === undefined ? null : arms.map(arm => [arm, join(saveDir, `${arm}.safetensors`)] as const);
  const request = saveRequest('saveDir', files === null ? null : Object.fromEntries(files), flags);
  if (saveDir === undefined) return undefined;
  if (saveDir === '') throw new UserError("⟪saveDir⟫: got '', takes the name of a directory");
  try {
    mkdirSync(saveDir, { recursive: true });
  } catch (error) {
    throw new UserError(`⟪saveDir⟫: ${saveDir}: ${whyNot(error)}`);
  }
  return request;
}
