/** The folder of a checkpoint: what is where, and who has it. */

import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../base/errors.ts';
import { isLock, type Lock, lockFolder } from '../base/files/lock.ts';
import { isTemporary, tryUnlink } from '../base/files/temporary.ts';
import { whyNot } from '../base/files/why-not.ts';
import { list } from '../base/text/format.ts';
import { settingTo } from '../base/text/setting-names.ts';
import type { Arm } from '../events/events.ts';
import { readRun, type SavedRun, writeRun } from './run-file.ts';

const RUN = 'run.json';
const ARM = '.safetensors';

export interface CheckpointFolder {
  readonly path: string;
  /** Of an arm's file. */
  armPath(arm: Arm): string;
  /** Throws UserError. */
  writeRun(run: SavedRun): void;
  /** Removes the run file, unless an arm has already written a checkpoint. */
  forget(): void;
  release(): void;
}

/** A folder for a new run, made where there is none. Throws UserError, which begins with `setting`. */
export function newFolder(setting: string, path: string): CheckpointFolder {
  const refuse = (why: string) => new UserError(`${setting}: ${path}: ${why}`);
  if (path === '') throw new UserError(`${setting}: got '', takes the name of a directory`);
  try {
    mkdirSync(path, { recursive: true });
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

/** Other files might be replaced, such as models of an arm. */
function checkNew(path: string, refuse: (why: string) => UserError): void {
  if (existsSync(join(path, RUN))) {
    throw refuse(`holds a checkpoint; 'bntrain resume ${path}' goes on with it, and another directory begins anew`);
  }
  const others = namesIn(path, refuse).filter(name => !isLock(name) && !isTemporary(name));
  if (others.length > 0) throw refuse(`is not empty (${list(others)}); give a directory of its own`);
}

/** The folder of a run that is there. Throws UserError where there is none, and where another process has it. */
export function openFolder(path: string): { folder: CheckpointFolder; run: SavedRun } {
  const refuse = (why: string) => new UserError(`${path}: ${why}`);
  const check = () => {
    if (existsSync(path) && !statSync(path).isDirectory()) {
      throw refuse('is no directory; resume takes the one that ⟪checkpoint⟫ named');
    }
    if (!existsSync(join(path, RUN))) {
      throw refuse(`there is nothing to resume; a run with '${settingTo('checkpoint', path)}' begins one`);
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

/** Throws UserError: of what cannot be listed nobody knows what is in it. */
function namesIn(path: string, refuse: (why: string) => UserError): string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    throw refuse(`its files cannot be listed: ${(error as Error).message}`);
  }
}

function lockedFolder(path: string, refuse: (why: string) => UserError): CheckpointFolder {
  namesIn(path, refuse);
  const lock = takeLock(path, refuse);
  // Nobody else can be writing.
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
        // It ends with the process.
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
