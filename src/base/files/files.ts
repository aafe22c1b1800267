/** Lists the files to read: a path is a file, or a directory that stands for its files. */

import { readdirSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { STANDARD_INPUT } from './standard-input.ts';

export interface InputFile {
  /** The path as the user wrote it, or inside the directory that the user named. */
  readonly path: string;
  /** Pipes and standard input are streams: they have no size and can be read only once. */
  readonly kind: 'file' | 'stream';
  /** Size; null for streams. */
  readonly bytes: number | null;
}

const refusals: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  ENOTDIR: 'no such file',
  ELOOP: 'no such file; its links lead in a circle',
  EISDIR: 'is a directory',
  EACCES: 'no permission to read it',
  EPERM: 'no permission to read it',
  EMFILE: 'too many files are open',
  EIO: 'cannot be read; the disk reports an error',
};

/** A UserError for a file that could not be opened or read. */
export function unreadable(path: string, error: unknown): UserError {
  const { code, message } = error as NodeJS.ErrnoException;
  return new UserError(`${path}: ${refusals[code ?? ''] ?? message}`);
}

/** Sorts `part-2` before `part-10`, in the same order in any locale. */
const natural = new Intl.Collator('en', { numeric: true });

/**
 * The files that the paths name, in order. A directory stands for its files of data (isData), in natural order of
 * their names; directories inside it are ignored.
 *
 * Throws UserError for a path that does not exist or may not be read, an empty directory, and `-` beside other paths.
 */
export function listFiles(paths: readonly string[]): InputFile[] {
  if (paths.length > 1 && paths.includes(STANDARD_INPUT)) {
    throw new UserError("-: the standard input stands alone; leave out the other files, or '-'");
  }
  return paths.flatMap(path => {
    if (path === STANDARD_INPUT) return [{ path, kind: 'stream', bytes: null }];
    const stats = statusOf(path);
    return stats.isDirectory() ? filesIn(path) : [inputFile(path, stats)];
  });
}

/** Size of all files as stored; null if some path is not a file, such as standard input. */
export function storedBytes(paths: readonly string[]): number | null {
  let sum = 0;
  for (const path of paths) {
    const stats = path === STANDARD_INPUT ? undefined : statSync(path, { throwIfNoEntry: false });
    if (!stats?.isFile()) return null;
    sum += stats.size;
  }
  return sum;
}

function filesIn(directory: string): InputFile[] {
  let names: string[];
  try {
    names = readdirSync(directory);
  } catch (error) {
    throw unreadable(directory, error);
  }
  const files = names
    .filter(isData)
    .sort((a, b) => natural.compare(a, b) || (a < b ? -1 : 1))
    .map(name => join(directory, name))
    .map(path => ({ path, stats: statusOf(path) }))
    .filter(({ stats }) => stats.isFile());
  if (files.length === 0) throw new UserError(`${directory}: is a directory without files; name another, or a file`);
  return files.map(({ path, stats }) => inputFile(path, stats));
}

/** Not what is hidden, what programs leave beside data (_SUCCESS, _metadata), or an editor's copy. */
function isData(name: string): boolean {
  return !/^[._#]|~$|\.(?:bak|orig|swp|tmp)$/i.test(name);
}

function statusOf(path: string): Stats {
  try {
    return statSync(path);
  } catch (error) {
    throw unreadable(path, error);
  }
}

function inputFile(path: string, stats: Stats): InputFile {
  return stats.isFile() ? { path, kind: 'file', bytes: stats.size } : { path, kind: 'stream', bytes: null };
}
