/**
 * Temporary files in a folder that other processes use too. They are removed when the process ends. Their names start
 * with the process id, for people. A crash can leave a file behind; removeOldTemporaries removes it a day later.
 */

import { randomBytes } from 'node:crypto';
import { closeSync, linkSync, openSync, readdirSync, renameSync, statSync, unlinkSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { makeFolder } from './folder.ts';

const NAME = /^bntrain-\d+-[0-9a-f]{16}\.tmp$/;
const DAY_IN_MILLISECONDS = 24 * 60 * 60 * 1000;

/** Files to remove when the process ends. */
const left = new Set<string>();
let listening = false;

/** Signals that end a process without its `exit` event. They are handled while there are files to remove. */
const ENDING: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

export interface TemporaryFile {
  readonly fd: number;
  /** Removes the name, so that the file is gone once it is closed. */
  unlink(): void;
  /** Renames the file to a lasting name in the same file system; an existing file is replaced. */
  keepAs(path: string): void;
  /** Adds a lasting name, unless a file of that name exists. */
  linkAs(path: string): void;
  /** Closes the file, and removes it unless it was kept. */
  close(): void;
}

/**
 * Creates a file that only its owner can read, unless `mode` says otherwise, and its folder if it does not exist.
 * Throws the system's error.
 */
export function openTemporary(folder: string, mode = 0o600): TemporaryFile {
  makeFolder(folder, 0o700);
  const path = join(folder, `bntrain-${process.pid}-${randomBytes(8).toString('hex')}.tmp`);
  // Remember it before it exists, so that an end of the process in between does not leave it behind.
  remember(path);
  const fd = openRemembered(path, mode);
  const unlink = () => {
    // Some systems cannot remove an open file; closing it tries again.
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

/** Whether a file name is that of a temporary file. */
export function isTemporary(name: string): boolean {
  return NAME.test(name);
}

/** Removes the files that crashed processes left, once they are a day old. */
export function removeOldTemporaries(folder: string, now = Date.now()): void {
  for (const name of namesIn(folder)) {
    const path = join(folder, name);
    const age = now - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? now);
    if (isTemporary(name) && age > DAY_IN_MILLISECONDS) tryUnlink(path);
  }
}

/** Names of the files in a folder; empty if it cannot be read. */
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
  left.add(path);
  if (listening) return;
  listening = true;
  process.once('exit', removeLeft);
  for (const signal of ENDING) process.on(signal, endBy);
}

function forget(path: string): void {
  left.delete(path);
  // A signal that came meanwhile is handled when the event loop polls next; without a handler then it would be lost. The
  // first callback may run in this turn of the loop, the second runs after the next poll.
  if (left.size === 0) setImmediate(() => setImmediate(stopListening).unref()).unref();
}

function stopListening(): void {
  if (left.size > 0) return;
  listening = false;
  process.off('exit', removeLeft);
  for (const signal of ENDING) process.off(signal, endBy);
}

/** Ends the process with the exit code that shells use for the signal, unless other handlers listen to the signal. */
function endBy(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) === 1) process.exit(128 + constants.signals[signal]);
}

function removeLeft(): void {
  for (const path of left) tryUnlink(path);
}
