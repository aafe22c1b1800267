/**
 * Files that do not outlive the process, in a folder that others use too. Names start with the process's id, which is
 * for people; a crash can leave a file, which removeOldTemporaries finds a day later.
 */

import { randomBytes } from 'node:crypto';
import { closeSync, linkSync, mkdirSync, openSync, readdirSync, renameSync, statSync, unlinkSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';

const NAME = /^bntrain-\d+-[0-9a-f]{16}\.tmp$/;
const DAY_IN_MILLISECONDS = 24 * 60 * 60 * 1000;

/** Files to remove when the process ends. */
const left = new Set<string>();

/** Signals that end a process without its `exit` event. They are handled while there is something to remove. */
const ENDING: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

export interface TemporaryFile {
  readonly fd: number;
  /** Takes its name away, so that it is gone once it is closed. */
  unlink(): void;
  /** Gives it a lasting name in the same file system; one of that name is replaced. */
  keepAs(path: string): void;
  /** Gives it a lasting name besides, unless there is a file of that name. */
  linkAs(path: string): void;
  /** Closes it, and removes it unless it was kept. */
  close(): void;
}

/**
 * Makes a file that only its owner can read, unless `mode` says otherwise, and the folder where there is none. Throws the
 * system's error.
 */
export function openTemporary(folder: string, mode = 0o600): TemporaryFile {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `bntrain-${process.pid}-${randomBytes(8).toString('hex')}.tmp`);
  // Before it is there, so that nothing ends the process in between and leaves it.
  remember(path);
  const fd = openRemembered(path, mode);
  const unlink = () => {
    // Some systems do not let go of a file that is open; it is tried again when it is closed.
    if (left.has(path) && tryUnlink(path)) forget(path);
  };
  return {
    fd,
    unlink,
    keepAs(lasting) {
      renameSync(path, lasting);
      forget(path);
    },
    linkAs: lasting => linkSync(path, lasting),
    close() {
      closeSync(fd);
      unlink();
    },
  };
}

function openRemembered(path: string, mode: number): number {
  try {
    return openSync(path, 'wx+', mode);
  } catch (error) {
    forget(path);
    throw error;
  }
}

/** Whether a file of that name is one. */
export function isTemporary(name: string): boolean {
  return NAME.test(name);
}

/** Removes what crashed processes left, once it is a day old. */
export function removeOldTemporaries(folder: string, now = Date.now()): void {
  for (const name of namesIn(folder)) {
    const path = join(folder, name);
    const age = now - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? now);
    if (isTemporary(name) && age > DAY_IN_MILLISECONDS) tryUnlink(path);
  }
}

/** Names of the files in a folder; none where it cannot be read. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

export function tryUnlink(path: string): boolean {
  try {
    unlinkSync(path);
    return true;
  } catch {
    return false;
  }
}

function remember(path: string): void {
  if (left.size === 0) {
    process.once('exit', removeLeft);
    for (const signal of ENDING) process.on(signal, endBy);
  }
  left.add(path);
}

function forget(path: string): void {
  left.delete(path);
  if (left.size > 0) return;
  process.off('exit', removeLeft);
  for (const signal of ENDING) process.off(signal, endBy);
}

/** Ends the process, unless others have their own idea of the signal. The exit code is the shells' for it. */
function endBy(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) === 1) process.exit(128 + constants.signals[signal]);
}

function removeLeft(): void {
  for (const path of left) tryUnlink(path);
}
