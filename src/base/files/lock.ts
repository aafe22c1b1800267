/**
 * One process at a time in a folder. Locks are files `lock-1`, `lock-2`, ...: the highest number is the current lock, and it
 * is held while the process that it names is alive. A newcomer creates the next number once the current lock is no longer
 * held; only one process can create a file. A process that was slow finds a higher number than its own, and gives way. So the
 * file of the highest number is never removed, and a killed process leaves nothing to clean up.
 *
 * Only processes of this machine and, on Linux, of this PID namespace (a container has its own) are known to be alive or not.
 * Any other process holds its lock until someone removes the file.
 */

import { closeSync, existsSync, openSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../errors.ts';
import { printable } from '../text/format.ts';
import { writeAllSync } from './disk.ts';
import { fields, integer, Malformed, orNull, string } from './json.ts';
import { replaceFileSync } from './output-file.ts';
import { openTemporary, type TemporaryFile, tryUnlink } from './temporary.ts';

/** Every user may read which process holds it. */
const MODE = 0o644;
const NAME = /^lock-(\d{1,15})$/;

/** The state of an ended process whose parent has not yet read its exit code. */
const ZOMBIE = 'Z';

/** A process. A field is null if the system does not report it. */
interface Owner {
  readonly pid: number;
  /** Distinguishes it from a later process with that id. */
  readonly started: string | null;
  readonly host: string;
  /** The PID namespace of its id. */
  readonly namespace: string | null;
}

export interface Lock {
  release(): void;
}

export function isLock(name: string): boolean {
  return NAME.test(name);
}

/** Throws UserError where another process holds the lock, and the system's error where none can be created. */
export function lockFolder(folder: string): Lock {
  for (;;) {
    const last = highest(folder);
    if (last > 0) checkReleased(folder, pathOf(folder, last));
    const path = pathOf(folder, last + 1);
    if (!createWhole(path, JSON.stringify(thisProcess()))) {
      checkListed(folder, path);
      continue;
    }
    if (highest(folder) > last + 1) {
      tryUnlink(path);
      continue;
    }
    for (const name of readdirSync(folder)) if (numberOf(name) <= last) tryUnlink(join(folder, name));
    const release = () => replaceFileSync(path, fd => writeAllSync(fd, Buffer.from(JSON.stringify(null)), 0));
    return { release };
  }
}

function pathOf(folder: string, number: number): string {
  return join(folder, `lock-${number}`);
}

function numberOf(name: string): number {
  return Number(NAME.exec(name)?.[1] ?? Number.POSITIVE_INFINITY);
}

function highest(folder: string): number {
  return Math.max(0, ...readdirSync(folder).filter(isLock).map(numberOf));
}

/** Throws UserError if the file exists but the folder's listing lacks it: retrying would never end. */
function checkListed(folder: string, path: string): void {
  if (!existsSync(path) || highest(folder) >= numberOf(basename(path))) return;
  throw new UserError(`${folder}: ${path} is there, and is not among its files; give another directory`);
}

/** Throws UserError if the lock is held. A lock that was removed meanwhile is not held. */
function checkReleased(folder: string, path: string): void {
  let owner: Owner | null;
  try {
    owner = orNull(JSON.parse(readFileSync(path, 'utf8')), ownerFrom);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    if (!(error instanceof SyntaxError || error instanceof Malformed)) throw error;
    throw new UserError(`${folder}: cannot tell whether another process uses it; remove ${path} if none does`);
  }
  if (owner === null) return;
  const { pid, started, host, namespace } = owner;
  const here = thisProcess();
  if (host !== here.host || namespace !== here.namespace) {
    const where = host === here.host ? 'in another container' : `on ${printable(host)}`;
    throw new UserError(`${folder}: process ${pid} ${where} uses it; if that has ended, remove ${path}`);
  }
  if (!isAlive(owner)) return;
  // Without a start time, a later process may have this id.
  const unless = started === null ? `; if it is not bntrain, leave it and remove ${path}` : '';
  throw new UserError(`${folder}: process ${pid} uses it; wait until that has ended, or end it${unless}`);
}

function ownerFrom(json: unknown): Owner {
  const { pid, started, host, namespace } = fields(json);
  return {
    pid: integer(pid, 2 ** 31 - 1, 1),
    started: orNull(started, string),
    host: string(host),
    namespace: orNull(namespace, string),
  };
}

function thisProcess(): Owner {
  const { pid } = process;
  return { pid, started: startOf(pid), host: hostname(), namespace: ownNamespace() };
}

/** PID namespace of this process; null except on Linux. */
function ownNamespace(): string | null {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return null;
  }
}

function isAlive({ pid, started }: Owner): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM means that the process is alive and belongs to another user.
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return started === null || startOf(pid) === started;
}

/** When a process started, in ticks since boot, with the id of that boot; null except on Linux. */
function startOf(pid: number): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
    const status = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The second field is the program's name in parentheses, which may hold anything; after it come the state, the third field,
    // and the start time, the 22nd (proc_pid_stat(5)).
    const fields = status.slice(status.lastIndexOf(')') + 2).split(' ');
    return fields[0] === ZOMBIE ? null : `${boot}/${fields[19]}`;
  } catch {
    return null;
  }
}

/** Errors where a file cannot have two names. */
const NO_LINKS: readonly (string | undefined)[] = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'];

/** False if a file of that name exists. On file systems with hard links, the file never exists without its content. */
function createWhole(path: string, content: string): boolean {
  const file = openTemporary(dirname(path), MODE);
  try {
    writeAllSync(file.fd, Buffer.from(content), 0);
    return tryLink(file, path) ?? create(path, content);
  } finally {
    file.close();
  }
}

/** Null if the file system has no hard links. */
function tryLink(file: TemporaryFile, path: string): boolean | null {
  try {
    file.linkAs(path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // The process that holds the folder removes temporary files, this one too.
    if (code === 'EEXIST' || code === 'ENOENT') return false;
    if (NO_LINKS.includes(code)) return null;
    throw error;
  }
}

/** Fallback without links. A process that sees the file before its content treats the lock as held. */
function create(path: string, content: string): boolean {
  let fd: number;
  try {
    fd = openSync(path, 'wx', MODE);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  try {
    writeAllSync(fd, Buffer.from(content), 0);
    return true;
  } catch (error) {
    tryUnlink(path);
    throw error;
  } finally {
    closeSync(fd);
  }
}
