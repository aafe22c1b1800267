/**
 * The cache: tables that were read before, each in a block file named by what decides its contents. Processes need not
 * know of each other: a file gets its name once it is whole, and names of files that are open can be taken away. A file
 * that cannot be opened counts as absent.
 */

import { createHash } from 'node:crypto';
import { closeSync, fstatSync, futimesSync, openSync, statSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { isOwn } from '../../../base/files/own.ts';
import { namesIn, removeOldTemporaries, tryUnlink } from '../../../base/files/temporary.ts';
import type { ForcedKinds } from '../blocks/reader.ts';
import { type BlockFile, FORMAT_VERSION, readBlockFile } from './block-file.ts';
import { FileStore } from './file-store.ts';
import type { BlockStore } from './store.ts';
import type { TableFacts } from './table-facts.ts';

/** Entries beyond this total are removed, those first that were not used for longest. */
const MAX_BYTES = 10 * 2 ** 30;

const NAME = /^[0-9a-f]{64}\.blocks$/;

export interface Entry {
  readonly path: string;
  readonly bytes: number;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly lastUsed: number;
}

/** What an entry holds. */
export interface EntryTable {
  readonly paths: readonly string[];
  readonly rows: number;
  readonly columns: number;
}

/**
 * The name under which a table is kept: of the contents of its files (digest.ts), and of everything else that decides how
 * they are read. The order of the options' fields does not matter.
 */
export function cacheKey(digest: string, options: object, forced: ForcedKinds): string {
  const sorted = Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1));
  const kinds = [...forced].sort(([a], [b]) => a - b);
  return createHash('sha256')
    .update(JSON.stringify([FORMAT_VERSION, digest, sorted, kinds]))
    .digest('hex');
}

export class Cache {
  readonly folder: string;
  readonly #most: number;

  constructor(folder: string, most = MAX_BYTES) {
    this.folder = folder;
    this.#most = most;
  }

  pathOf(key: string): string {
    return join(this.folder, `${key}.blocks`);
  }

  /** The table kept under a key; null where there is none. One that is damaged, or of another key, is removed. */
  open(key: string): { facts: TableFacts; store: BlockStore } | null {
    const path = this.pathOf(key);
    const opened = openEntry(path);
    if (opened === null) return null;
    const { fd, file } = opened;
    if (file?.key !== key) {
      closeSync(fd);
      tryUnlink(path);
      return null;
    }
    touch(fd);
    const owner = { close: () => closeSync(fd), damaged: () => tryUnlink(path) };
    return { facts: file.facts, store: new FileStore(fd, file.blocks, owner) };
  }

  /** All entries, the last used first. */
  list(): Entry[] {
    const entries: Entry[] = [];
    for (const name of namesIn(this.folder).filter(name => NAME.test(name))) {
      const path = join(this.folder, name);
      const stat = statSync(path, { throwIfNoEntry: false });
      if (stat?.isFile()) entries.push({ path, bytes: stat.size, lastUsed: stat.mtimeMs });
    }
    return entries.sort((a, b) => b.lastUsed - a.lastUsed || (a.path < b.path ? -1 : 1));
  }

  /** What is in an entry; null where it is damaged, or gone. */
  look({ path }: Entry): EntryTable | null {
    const opened = openEntry(path);
    if (opened === null) return null;
    closeSync(opened.fd);
    if (opened.file === null) return null;
    const { facts, blocks } = opened.file;
    const rows = blocks.reduce((sum, { head }) => sum + head.rows, 0);
    return { paths: facts.paths, rows, columns: facts.names.length };
  }

  /** Removes entries: which were removed, and which could not be, with the system's error. */
  remove(entries: readonly Entry[]): { removed: Entry[]; failed: { entry: Entry; error: unknown }[] } {
    removeOldTemporaries(this.folder);
    const removed: Entry[] = [];
    const failed: { entry: Entry; error: unknown }[] = [];
    for (const entry of entries) {
      try {
        unlinkSync(entry.path);
        removed.push(entry);
      } catch (error) {
        failed.push({ entry, error });
      }
    }
    return { removed, failed };
  }

  /** Removes what is too much and too old. The entry of `key`, which was just made, stays however large it is. */
  trim(key: string): void {
    removeOldTemporaries(this.folder);
    const newest = this.pathOf(key);
    let total = 0;
    const entries = this.list().sort((a, b) => Number(b.path === newest) - Number(a.path === newest));
    for (const { path, bytes } of entries) {
      total += bytes;
      if (total > this.#most && path !== newest) tryUnlink(path);
    }
  }
}

function openEntry(path: string): { fd: number; file: BlockFile | null } | null {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch {
    return null;
  }
  try {
    // Another user could have written anything, checksums included.
    if (!isOwn(fstatSync(fd))) {
      closeSync(fd);
      return null;
    }
    return { fd, file: readBlockFile(fd) };
  } catch (error) {
    closeSync(fd);
    // The system cannot read it.
    if ((error as NodeJS.ErrnoException).syscall !== undefined) return null;
    throw error;
  }
}

function touch(fd: number): void {
  try {
    futimesSync(fd, Date.now() / 1000, Date.now() / 1000);
  } catch {
    // In a cache that cannot be written to, entries do not grow younger.
  }
}
