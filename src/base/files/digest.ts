/**
 * What tells contents apart: the SHA-256 of each file, which `sha256sum` gives too. Of several files it is the SHA-256 of
 * these, so that it matters where one ends and the next begins.
 */

import { createHash } from 'node:crypto';

/** Of bytes that come piece by piece. Hexadecimal. */
export async function streamDigest(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
}

/** Of files, from the digest of each, in their order. Hexadecimal. */
export function contentDigest(digests: readonly string[]): string {
  const whole = createHash('sha256');
  for (const digest of digests) whole.update(digest, 'hex');
  return whole.digest('hex');
}
