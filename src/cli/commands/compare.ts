/** `compare`: the same network with and without batch norm. */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../base/errors.ts';
import { whyNot } from '../../base/files/why-not.ts';
import { type Arm, comparedArms } from '../../experiment/arms.ts';
import type { SaveRequest } from '../../experiment/save.ts';
import type { Invocation } from '../command.ts';
import type { FlagValues } from '../flags.ts';
import { run, saveRequest } from '../run.ts';

export async function compare(invocation: Invocation): Promise<void> {
  await run('compare', comparedArms, invocation, saveInDirectory(invocation.flags, comparedArms));
}

/** A file an arm, in a directory that is made. */
function saveInDirectory(flags: FlagValues, arms: readonly Arm[]): SaveRequest | undefined {
  const { saveDir } = flags;
  const files =
    saveDir === undefined ? null : arms.map(({ name }) => [name, join(saveDir, `${name}.safetensors`)] as const);
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
