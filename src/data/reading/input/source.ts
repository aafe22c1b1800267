/**
 * The bytes of one input, unpacked. They can be read from the start any number of times. Names of files say nothing about
 * their compression or format; the bytes do.
 */

import { createReadStream, fstatSync, open } from 'node:fs';
import { isatty } from 'node:tty';
import { promisify } from 'node:util';
import { UserError } from '../../../base/errors.ts';
import { streamDigest } from '../../../base/files/digest.ts';
import type { InputFile } from '../../../base/files/files.ts';
import { STANDARD_INPUT } from '../../../base/files/standard-input.ts';
import { gunzip } from './gzip.ts';
import { isGzip, MAGIC_BYTES, refuseForeign } from './magic.ts';
import { isPipe, Pipe } from './pipe.ts';
import { type Stored, StoredFile } from './stored.ts';
import { type Incoming, TempCopy, type TempCopyOptions } from './temp-copy.ts';

const openFile = promisify(open);

export interface SourceOptions extends TempCopyOptions {
  /** In the place of the process's. */
  standardInput?: Incoming & { isTTY?: boolean };
}

export interface RandomAccess {
  /** Bytes. */
  readonly size: number;
  /** Bytes [begin, end), fewer where the input ends before; a copy. Throws UserError. */
  slice(begin: number, end: number): Promise<Uint8Array>;
}

export interface Source {
  readonly path: string;
  readonly compression: 'gzip' | null;
  /** Bytes as they are stored; null while it is unknown, as of a pipe that has not ended. */
  readonly size: number | null;
  /** Bytes as they are stored that the latest reading went over so far. */
  position(): number;
  /** The first bytes, unpacked; fewer if the input is shorter. Throws UserError. */
  head(bytes: number): Promise<Uint8Array>;
  /** All bytes, unpacked, from the start. A piece is valid until the next is asked for. Throws UserError. */
  read(): AsyncGenerator<Uint8Array>;
  /** Any bytes in any order. A pipe is taken in to its end; null when the input is compressed. */
  randomAccess(): Promise<RandomAccess | null>;
  /** SHA-256 of all bytes as they are stored, hexadecimal. A pipe is taken in to its end. Throws UserError. */
  digest(): Promise<string>;
  /** Lets go of files and temporary copies. */
  close(): Promise<void>;
}

/** Throws UserError for what cannot be opened, is of a foreign format, or would have to be typed in. */
export async function openSource(file: InputFile, options: SourceOptions = {}): Promise<Source> {
  const { path } = file;
  const stored =
    file.kind === 'file' ? new StoredFile(file) : new TempCopy(path, await streamOf(path, options), options);
  try {
    const compression = isGzip(await stored.slice(0, MAGIC_BYTES)) ? 'gzip' : null;
    const read = () => (compression === 'gzip' ? gunzip(path, stored.read()) : stored.read());
    const head = (bytes: number) => firstBytes(read(), bytes);
    refuseForeign(path, await head(MAGIC_BYTES));
    return {
      path,
      compression,
      get size() {
        return stored.size;
      },
      position: () => stored.position,
      head,
      read,
      randomAccess: async () => (compression === null ? await accessTo(stored) : null),
      digest: () => streamDigest(stored.read()),
      close: () => stored.close(),
    };
  } catch (error) {
    await stored.close();
    throw error;
  } finally {
    if (stored instanceof StoredFile) await stored.close();
  }
}

async function streamOf(path: string, { standardInput }: SourceOptions): Promise<Incoming> {
  if (path !== STANDARD_INPUT) return isPipe(path) ? new Pipe(await openFile(path, 'r')) : createReadStream(path);
  if (standardInput?.isTTY ?? isatty(0)) {
    throw new UserError("-: '-' waits for a pipe, and the standard input is a terminal; try bntrain - < table.csv");
  }
  if (standardInput !== undefined) return standardInput;
  if (isDirectory(0)) {
    throw new UserError('-: the standard input is a directory; give its path to read the files in it');
  }
  // Every import of node:process makes this stream, and while the pipe is being read that fails: it has to be there before.
  const { stdin } = process;
  return isPipe(0) ? new Pipe(0) : stdin;
}

function isDirectory(fd: number): boolean {
  try {
    return fstatSync(fd).isDirectory();
  } catch {
    return false;
  }
}

async function accessTo(stored: Stored): Promise<RandomAccess> {
  const size = stored instanceof TempCopy ? await stored.drain() : stored.size!;
  return { size, slice: (begin, end) => stored.slice(begin, end) };
}

async function firstBytes(pieces: AsyncIterable<Uint8Array>, bytes: number): Promise<Uint8Array> {
  const kept: Uint8Array[] = [];
  let missing = bytes;
  for await (const piece of pieces) {
    kept.push(new Uint8Array(piece.subarray(0, missing)));
    missing -= kept.at(-1)!.length;
    if (missing === 0) break;
  }
  return Buffer.concat(kept);
}
