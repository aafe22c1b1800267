/** Digests of files that were read before, by path, size and time of change: a large file is read once. */

import { createReadStream, readFileSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { streamDigest } from '../../base/files/digest.ts';
import { makeFolder } from '../../base/files/folder.ts';
import { replaceFileSync } from '../../base/files/output-file.ts';

interface Known {
  readonly bytes: number;
  readonly changed: number;
  readonly digest: string;
}

/** The oldest are forgotten. */
const MAX_FILES = 10_000;

export class Digests {
  readonly #folder: string;
  #known: Map<string, Known> | undefined;

  /** Keeps them in a file of this folder. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** SHA-256 of a file. Throws the system's error. */
  async of(path: string): Promise<string> {
    this.#known ??= read(this.#file);
    const { size: bytes, mtimeMs: changed } = statSync(path);
    const known = this.#known.get(path);
    if (known?.bytes === bytes && known.changed === changed) return known.digest;
    const digest = await streamDigest(createReadStream(path));
    this.#known.delete(path);
    this.#known.set(path, { bytes, changed, digest });
    this.#write();
    return digest;
  }

  get #file(): string {
    return join(this.#folder, 'digests.json');
  }

  /** What cannot be kept is computed again. */
  #write(): void {
    const newest = [...this.#known!].slice(-MAX_FILES);
    try {
      makeFolder(this.#folder, 0o700);
      replaceFileSync(this.#file, fd => writeSync(fd, JSON.stringify(newest)));
    } catch {}
  }
}

function read(path: string): Map<string, Known> {
  try {
    return new Map(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return new Map();
  }
}
