/** Tables that go to the server of a queue, so that workers without them can train. */

import { UserError } from '../../base/errors.ts';
import { byteSize } from '../../base/text/format.ts';
import type { Warn } from '../../base/warn.ts';
import type { BlobServer } from './blob-server.ts';

export interface Table {
  readonly path: string;
  readonly digest: string;
  readonly bytes: number;
}

/** Tables up to this size are sent unless the user says another one. */
export const DEFAULT_LIMIT = 64 * 2 ** 20;

/** Sends a table that the server lacks and that has at most `limit` bytes; warns of a larger one. Throws UserError on Redis. */
export async function sendTable(blobs: BlobServer | null, table: Table, limit: number, warn: Warn): Promise<void> {
  if (blobs === null) {
    throw new UserError(
      '⟪sendData⟫: Redis is no place for tables; start the workers with ⟪data⟫ and a directory that has them',
    );
  }
  const { path, digest, bytes } = table;
  if (await blobs.has(digest)) return;
  if (bytes <= limit) await blobs.put(digest, path);
  else if (limit > 0) {
    warn(
      `⟪sendData⟫: ${path} has ${byteSize(bytes)}, more than ${byteSize(limit)}, and is not sent; start the workers with ⟪data⟫, or allow more`,
      'queue',
    );
  }
}
