/** Inputs for tests: sources in memory with reads of any size, and files in a temporary folder. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { streamDigest } from '../../src/base/files/digest.ts';
import type { Source } from '../../src/data/reading/input/source.ts';

/** A source that is read in pieces of `pieceBytes`, each overwritten by the next. */
export function memorySource(content: string | Uint8Array, pieceBytes = 1000, path = 't.csv'): Source {
  const bytes = Buffer.from(content as string);
  let position = 0;
  async function* read() {
    for (position = 0; position < bytes.length; ) {
      const piece = new Uint8Array(bytes.subarray(position, position + pieceBytes));
      position += piece.length;
      yield piece;
      piece.fill(0xff);
    }
  }
  return {
    path,
    compression: null,
    size: bytes.length,
    position: () => position,
    head: async count => bytes.subarray(0, count),
    read,
    randomAccess: async () => null,
    digest: () => streamDigest(read()),
    close: async () => {},
  };
}

/** Creates a folder with these files, and removes it after the tests of the suite. */
export function folderFor(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'bntrain-test-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** All items of an iterable. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** The message of the UserError with which a promise is rejected. */
export async function refusal(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if ((error as Error).name === 'UserError') return (error as Error).message;
    throw error;
  }
  throw new Error('nothing was refused');
}
