/** The folder of a checkpoint: its files, and the lock that keeps other processes out. */

import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../base/errors.ts';
import { makeFolder } from '../base/files/folder.ts';
import { isLock, type Lock, lockFolder } from '../base/files/lock.ts';
import { isTemporary, tryUnlink } from '../base/files/temporary.ts';
import { whyNot } from '../base/files/why-not.ts';
import { list } from '../base/text/format.ts';
import type { Arm } from '../events/events.ts';
import { type SavedRun, writeRun } from './run-file.ts';

export const RUN = 'run.json';
const ARM = '.safetensors';

export interface CheckpointFolder {
  readonly path: string;
  /** The path of an arm's file. */
  armPath(arm: Arm): string;
  /** Throws UserError. */
  writeRun(run: SavedRun): void;
  /** Removes the run file, unless an arm has already written a checkpoint. */
  forget(): void;
  release(): void;
}

/** A folder for a new run, created if it does not exist. Throws UserError, which begins with `setting`. */
export function newFolder(setting: string, path: string): CheckpointFolder {
  const refuse = (why: string) => new UserError(`${setting}: ${path}: ${why}`);
  if (path === '') throw new UserError(`${setting}: got '', takes the name of a directory`);
  try {
    makeFolder(path);
  } catch (error) {
    throw refuse(whyNot(error));
  }
  checkNew(path, refuse);
  const folder = lockedFolder(path, refuse);
  try {
    checkNew(path, refuse);
    return folder;
  } catch (error) {
    folder.release();
    throw error;
  }
}

/** Other files could be overwritten, such as models named after an arm. */
function checkNew(path: string, refuse: (why: string) => UserError): void {
  if (existsSync(join(path, RUN))) {
    throw refuse(`holds a checkpoint; continue it with 'bntrain resume ${path}', or give another directory`);
  }
  const others = namesIn(path, refuse).filter(name => !isLock(name) && !isTemporary(name));
  if (others.length > 0) throw refuse(`is not empty (${list(others)}); give a directory of its own`);
}

/** Throws UserError if the folder cannot be listed. */
function namesIn(path: string, refuse: (why: string) => UserError): string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    throw refuse(`its files cannot be listed: ${(error as Error).message}`);
  }
}

/** A folder that this process has locked. Throws UserError. */
export function lockedFolder(path: string, refuse: (why: string) => UserError): CheckpointFolder {
  namesIn(path, refuse);
  const lock = takeLock(path, refuse);
  // Left by a process that was killed: none is writing now.
  for (const name of namesIn(path, refuse)) if (isTemporary(name)) tryUnlink(join(path, name));
  const armPath = (arm: Arm) => join(path, `${arm}${ARM}`);
  return {
    path,
    armPath,
    writeRun(run) {
      try {
        writeRun(join(path, RUN), run);
      } catch (error) {
        throw refuse(`cannot be written: it ${whyNot(error)}`);
      }
    },
    forget() {
      if (!existsSync(path) || readdirSync(path).some(name => name.endsWith(ARM))) return;
      rmSync(join(path, RUN), { force: true });
    },
    release() {
      try {
        lock.release();
      } catch {
        // The lock ends with the process.
      }
    },
  };
}

function takeLock(path: string, refuse: (why: string) => UserError): Lock {
  try {
    return lockFolder(path);
  } catch (error) {
    throw error instanceof UserError ? error : refuse(`cannot be written: it ${whyNot(error)}`);
  }
}
