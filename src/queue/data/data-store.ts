/** Tables by the SHA-256 of their bytes: in a directory of this machine, among those fetched before, or on the server. */

import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../base/errors.ts';
import { unreadable } from '../../base/files/files.ts';
import { makeFolder } from '../../base/files/folder.ts';
import { namesIn, removeOldTemporaries, tryUnlink } from '../../base/files/temporary.ts';
import type { DataStore } from '../job-queue.ts';
import type { BlobServer } from './blob-server.ts';
import { Digests } from './digests.ts';

/** Fetched tables beyond this total are removed, the oldest first; larger ones are not fetched. */
const MAX_BYTES = 10 * 2 ** 30;

export interface Places {
  /** Directories with tables. */
  readonly folders: readonly string[];
  /** The folder of the cache, for tables that were fetched. */
  readonly cacheFolder: string;
  readonly blobs: BlobServer | null;
}

export class DataFiles implements DataStore {
  readonly #folders: readonly string[];
  readonly #blobs: BlobServer | null;
  readonly #fetched: string;
  readonly #digests: Digests;

  /** Throws UserError if the directories cannot be read. */
  constructor({ folders, cacheFolder, blobs }: Places) {
    this.#folders = folders;
    this.#blobs = blobs;
    this.#fetched = join(cacheFolder, 'tables');
    this.#digests = new Digests(this.#fetched);
    folders.forEach(filesIn);
  }

  async find(digest: string, bytes: number): Promise<string | null> {
    return (await this.#findOwn(digest, bytes)) ?? (await this.#fetch(digest, bytes));
  }

  async #findOwn(digest: string, bytes: number): Promise<string | null> {
    for (const path of this.#folders.flatMap(filesIn)) if (await this.#isTable(path, digest, bytes)) return path;
    return null;
  }

  /** Only files of the same size are read. A pipe or a device might have no end. */
  async #isTable(path: string, digest: string, bytes: number): Promise<boolean> {
    try {
      const stat = statSync(path);
      return stat.isFile() && stat.size === bytes && (await this.#digests.of(path)) === digest;
    } catch {
      // It is gone, or not for this user.
      return false;
    }
  }

  async #fetch(digest: string, bytes: number): Promise<string | null> {
    const path = join(this.#fetched, digest);
    if (await this.#isTable(path, digest, bytes)) return path;
    if (bytes > MAX_BYTES || this.#blobs === null || !(await this.#blobs.has(digest))) return null;
    makeFolder(this.#fetched, 0o700);
    removeOldTemporaries(this.#fetched);
    this.#makeSpace(bytes);
    return (await this.#blobs.get(digest, bytes, path)) ? path : null;
  }

  #makeSpace(bytes: number): void {
    const files = namesIn(this.#fetched)
      .filter(name => /^[0-9a-f]{64}$/.test(name))
      .map(name => ({
        path: join(this.#fetched, name),
        stat: statSync(join(this.#fetched, name), { throwIfNoEntry: false }),
      }))
      .sort((a, b) => (a.stat?.mtimeMs ?? 0) - (b.stat?.mtimeMs ?? 0));
    let total = files.reduce((sum, { stat }) => sum + (stat?.size ?? 0), bytes);
    for (const { path, stat } of files) {
      if (total <= MAX_BYTES) return;
      if (tryUnlink(path)) total -= stat?.size ?? 0;
    }
  }
}

/** Files of a directory and of those in it that can be read. Throws UserError. */
function filesIn(directory: string): string[] {
  try {
    return readdirSync(directory, { withFileTypes: true }).flatMap(entry => {
      const path = join(directory, entry.name);
      return entry.isDirectory() ? filesBelow(path) : [path];
    });
  } catch (error) {
    throw new UserError(`⟪data⟫: ${unreadable(directory, error).message}; name a directory that has tables`);
  }
}

/** None of a directory that is for another user, such as lost+found. */
function filesBelow(directory: string): string[] {
  try {
    return filesIn(directory);
  } catch {
    return [];
  }
}
