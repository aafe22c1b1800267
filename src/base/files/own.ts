/** Files and folders that belong to this user and that no other user can change. */

import { lstatSync, type Stats } from 'node:fs';

const BY_OTHERS = 0o022;
/** Some systems let a user's own group write to new folders. */
const BY_ALL = 0o002;

/**
 * Whether it belongs to this user, and no other user can change it. Always true on Windows, which has other
 * permissions.
 */
export function isOwn({ uid, mode }: Stats, refused = BY_OTHERS): boolean {
  const user = process.getuid?.();
  return user === undefined || (uid === user && (mode & refused) === 0);
}

/** Whether a path is a folder of this user, not a link; also true if it does not exist yet. */
export function isOwnFolder(path: string): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats === undefined || (stats.isDirectory() && isOwn(stats, BY_ALL));
}
