/** Complete reads and writes at a position of an open file. A system call may handle only a part of a request. */

import { readSync, write, writeSync } from 'node:fs';
import { promisify } from 'node:util';

/** Some systems refuse to read or write more than 2 GiB at once. */
const MAX_AT_ONCE = 2 ** 30;

const writeSome = promisify(write);

/** Writes bytes at a position of a file; rejects if not all of them fit. */
export type Write = (fd: number, bytes: Uint8Array, position: number) => Promise<void>;

export const writeAll: Write = async (fd, bytes, position) => {
  for (let done = 0; done < bytes.length; ) {
    const length = Math.min(bytes.length - done, MAX_AT_ONCE);
    done += (await writeSome(fd, bytes, done, length, position + done)).bytesWritten;
  }
};

/** Synchronous version, for threads that do nothing else. Throws the system's error. */
export function writeAllSync(fd: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length; ) {
    const length = Math.min(bytes.length - done, MAX_AT_ONCE);
    done += writeSync(fd, bytes, done, length, position + done);
  }
}

/** Fills `bytes` from a position of a file. False if the file ends before. */
export function readAll(fd: number, bytes: Uint8Array, position: number): boolean {
  for (let done = 0; done < bytes.length; ) {
    const length = Math.min(bytes.length - done, MAX_AT_ONCE);
    const read = readSync(fd, bytes, done, length, position + done);
    if (read === 0) return false;
    done += read;
  }
  return true;
}
