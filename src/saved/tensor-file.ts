/** Opens a safetensors file and reads parts of it. No more memory is allocated than the file holds. */

import { closeSync, fstatSync, openSync } from 'node:fs';
import { OutOfMemory, UserError } from '../base/errors.ts';
import { readAll } from '../base/files/disk.ts';
import { unreadable } from '../base/files/files.ts';
import { Malformed, malformed } from '../base/files/json.ts';
import { printable } from '../base/text/format.ts';

/** Bytes of a file. */
export interface FileBytes {
  readonly size: number;
  /** Throws Malformed. */
  read(position: number, length: number): Buffer;
}

/**
 * Returns the result of `parse`. If it throws Malformed, throws UserError: the file is not `expected`, and the message
 * says why.
 */
export function readTensorFile<T>(path: string, expected: string, parse: (bytes: FileBytes) => T): T {
  const fd = open(path);
  try {
    const stats = fstatSync(fd);
    if (!stats.isFile()) throw new UserError(`${path}: is no file, as ${expected} is`);
    return parse({ size: stats.size, read: (position, length) => read(fd, length, position) });
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    throw new UserError(`${path}: is not ${expected}, or is damaged: ${printable(error.what)}`);
  } finally {
    closeSync(fd);
  }
}

function open(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    throw unreadable(path, error);
  }
}

function read(fd: number, length: number, position: number): Buffer {
  // A sparse file may be larger than the disk.
  if (length > process.availableMemory()) throw new OutOfMemory(length);
  const bytes = Buffer.allocUnsafeSlow(length);
  if (!readAll(fd, bytes, position)) throw malformed('it was cut while it was read');
  return bytes;
}
