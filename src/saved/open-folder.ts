/** Opens the folder of a checkpoint to resume its run. */

import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../base/errors.ts';
import { settingTo } from '../base/text/setting-names.ts';
import { type CheckpointFolder, lockedFolder, RUN } from './checkpoint-folder.ts';
import { readRun } from './read-run.ts';
import type { SavedRun } from './run-file.ts';

/** Throws UserError if the folder holds no run, or if another process has locked it. */
export function openFolder(path: string): { folder: CheckpointFolder; run: SavedRun } {
  const refuse = (why: string) => new UserError(`${path}: ${why}`);
  const check = () => {
    if (existsSync(path) && !statSync(path).isDirectory()) {
      throw refuse('is not a directory; resume takes the directory that was given to ⟪checkpoint⟫');
    }
    if (!existsSync(join(path, RUN))) {
      throw refuse(`there is nothing to resume; start a run with '${settingTo('checkpoint', path)}'`);
    }
  };
  check();
  const folder = lockedFolder(path, refuse);
  try {
    check();
    return { folder, run: readRun(join(path, RUN)) };
  } catch (error) {
    folder.release();
    if (error instanceof UserError) throw error;
    throw refuse(`${RUN} cannot be read: ${(error as Error).message}`);
  }
}
