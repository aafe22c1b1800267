/**
 * One process at a time in a folder. Locks are files `lock-1`, `lock-2`, ...: the one of the greatest number counts, and is
 * in force while the process that it names is alive. Whoever comes makes the next one, if that of the greatest number is no
 * longer in force; a file can be made by one process only. A process that was slow finds a greater number than its own, and
 * gives way. So the file of the greatest number is never removed, and nothing has to be done when a process is killed.
 *
 * Whether a process is alive can be told of those of this machine and, on Linux, of this PID namespace (a container has its
 * own). The lock of any other is in force until somebody removes it.
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

/** Anybody may see who has it. */
const MODE = 0o644;
const NAME = /^lock-(\d{1,15})$/;

/** The state of a process that has ended, and that nobody has asked about yet. */
const ZOMBIE = 'Z';

/** A process. Whatever the system does not say is null. */
interface Owner {
  readonly pid: number;
  /** What tells it from a later one of that id. */
  readonly started: string | null;
  readonly host: string;
  /** In which its id holds. */
  readonly namespace: string | null;
}

export interface Lock {
  release(): void;
}

export function isLock(name: string): boolean {
  return NAME.test(name);
}

/** Throws UserError where another process has it, and the system's error where none can be made. */
export function lockFolder(folder: string): Lock {
  for (;;) {
    const last = greatest(folder);
    if (last > 0) checkOver(folder, pathOf(folder, last));
    const path = pathOf(folder, last + 1);
    if (!makeFile(path, JSON.stringify(thisProcess()))) {
      checkSeen(folder, path);
      continue;
    }
    if (greatest(folder) > last + 1) {
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

function greatest(folder: string): number {
  return Math.max(0, ...readdirSync(folder).filter(isLock).map(numberOf));
}

/** Throws UserError for a file that is there and not listed, nor any after it: there would be no end of trying. */
function checkSeen(folder: string, path: string): void {
  if (!existsSync(path) || greatest(folder) >= numberOf(basename(path))) return;
  throw new UserError(`${folder}: ${path} is there, and is not among its files; give another directory`);
}

/** Throws UserError where the lock is in force. One that was removed meanwhile is not. */
function checkOver(folder: string, path: string): void {
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
  // Without its start it may be any later process of that id.
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

/** Null but on Linux. */
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
    // Somebody else's process is alive too.
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return started === null || startOf(pid) === started;
}

/** When a process started, in ticks since the system did, and which start of the system that was; null but on Linux. */
function startOf(pid: number): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
    const status = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The second field is the program's name in parentheses, which may hold anything; behind it are the state, the third,
    // and as the 22nd the time (proc_pid_stat(5)).
    const fields = status.slice(status.lastIndexOf(')') + 2).split(' ');
    return fields[0] === ZOMBIE ? null : `${boot}/${fields[19]}`;
  } catch {
    return null;
  }
}

/** Where a file cannot have two names. */
const NO_LINKS: readonly (string | undefined)[] = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'];

/** False where there is a file of that name. It is never there without its text, where files can be linked. */
function makeFile(path: string, content: string): boolean {
  const file = openTemporary(dirname(path), MODE);
  try {
    writeAllSync(file.fd, Buffer.from(content), 0);
    return linked(file, path) ?? made(path, content);
  } finally {
    file.close();
  }
}

/** Null where files cannot be linked. */
function linked(file: TemporaryFile, path: string): boolean | null {
  try {
    file.linkAs(path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Whoever has the folder removes temporary files, this one too.
    if (code === 'EEXIST' || code === 'ENOENT') return false;
    if (NO_LINKS.includes(code)) return null;
    throw error;
  }
}

/** The same without links. Whoever comes before its text does cannot tell whose it is, and does not take it. */
function made(path: string, content: string): boolean {
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
