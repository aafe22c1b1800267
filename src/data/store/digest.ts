/**
 * What tells files' contents apart: the SHA-256 of the SHA-256 of each, so that it matters where one file ends and the next
 * begins. The next piece is read while this one is hashed.
 */

import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { UserError } from '../../errors.ts';

const PIECE_BYTES = 4 * 2 ** 20;

/** Hexadecimal. `progress` hears the bytes read so far, of all files. Rejects with UserError where one cannot be read. */
export async function contentDigest(paths: readonly string[], progress?: (bytes: number) => void): Promise<string> {
  const whole = createHash('sha256');
  let before = 0;
  for (const path of paths) {
    try {
      const file = await open(path, 'r');
      try {
        const { digest, bytes } = await fileDigest(file, bytes => progress?.(before + bytes));
        whole.update(digest);
        before += bytes;
      } finally {
        await file.close();
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
      throw new UserError(`${path}: cannot be read: ${(error as Error).message}`);
    }
  }
  return whole.digest('hex');
}

async function fileDigest(
  file: FileHandle,
  progress: (bytes: number) => void,
): Promise<{ digest: Buffer; bytes: number }> {
  const hash = createHash('sha256');
  const pieces = [Buffer.allocUnsafe(PIECE_BYTES), Buffer.allocUnsafe(PIECE_BYTES)] as const;
  const read = async (turn: number) => {
    const piece = pieces[turn % 2]!;
    return piece.subarray(0, (await file.read(piece, 0, PIECE_BYTES, null)).bytesRead);
  };
  let bytes = 0;
  let next = read(0);
  for (let turn = 1; ; turn++) {
    const piece = await next;
    if (piece.length === 0) return { digest: hash.digest(), bytes };
    next = read(turn);
    hash.update(piece);
    bytes += piece.length;
    progress(bytes);
  }
}
