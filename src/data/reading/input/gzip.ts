/** Gzip, of one member or several (RFC 1952), in a stream. */

import { once } from 'node:events';
import { createGunzip, type Gunzip } from 'node:zlib';
import { UserError } from '../../../base/errors.ts';

const PIECE_BYTES = 2 ** 18;

/**
 * What the pieces unpack to. Each of them is done with when the next is asked for.
 *
 * Throws UserError when the data end too early or are damaged.
 */
export async function* gunzip(path: string, pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const unpacker = createGunzip({ chunkSize: PIECE_BYTES });
  const feeding = feed(unpacker, pieces);
  try {
    for await (const piece of unpacker) yield piece;
  } catch (error) {
    throw explained(path, error as NodeJS.ErrnoException);
  } finally {
    unpacker.destroy();
    await feeding;
  }
}

async function feed(unpacker: Gunzip, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  const closed = once(unpacker, 'close').catch(() => {});
  try {
    for await (const piece of pieces) {
      const taken = new Promise(resolve => unpacker.write(piece, resolve));
      await Promise.race([taken, closed]);
      if (unpacker.destroyed) return;
    }
    unpacker.end();
  } catch (error) {
    unpacker.destroy(error as Error);
  }
}

function explained(path: string, error: NodeJS.ErrnoException): Error {
  if (error.code === 'Z_BUF_ERROR') {
    return new UserError(`${path}: the gzip data end too early; the file is cut short`);
  }
  if (error.code?.startsWith('Z_')) return new UserError(`${path}: the gzip data are damaged (${error.message})`);
  return error;
}
