/**
 * Digests of content: the SHA-256 of each file, as from `sha256sum`. The digest of several files is the SHA-256 of
 * their digests, so it changes if content moves from one file to the next.
 */

import { createHash } from 'node:crypto';

/** SHA-256 of bytes that come piece by piece, hexadecimal. */
export async function streamDigest(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
}

/** Digest of files from the digest of each, in order, hexadecimal. */
export function contentDigest(digests: readonly string[]): string {
  const whole = createHash('sha256');
  for (const digest of digests) whole.update(digest, 'hex');
  return whole.digest('hex');
}
