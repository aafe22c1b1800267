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

/** Tables up to this size are sent without being asked for. */
export const DEFAULT_LIMIT = 64 * 2 ** 20;

/**
 * Sends the tables that the server lacks. `limit` is what the user allows; null for the default. Workers must have the others, of
 * which it warns. Throws UserError.
 */
export async function sendTables(
  tables: readonly Table[],
  blobs: BlobServer | null,
  limit: number | null,
  warn: Warn,
): Promise<void> {
  if (blobs === null) {
    if (limit === null) return;
    throw new UserError(
      '⟪sendData⟫: Redis is no place for tables; start the workers with ⟪data⟫ and a directory that has them',
    );
  }
  const most = limit ?? DEFAULT_LIMIT;
  for (const { path, digest, bytes } of tables) {
    if (await blobs.has(digest)) continue;
    if (bytes <= most) await blobs.put(digest, path);
    else if (most > 0) {
      warn(
        `⟪sendData⟫: ${path} has ${byteSize(bytes)}, more than ${byteSize(most)}, and is not sent; start the workers with ⟪data⟫, or allow more`,
        'queue',
      );
    }
  }
}
