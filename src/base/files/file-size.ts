import { statSync } from 'node:fs';

/** Bytes of a file; null for pipes, directories, and whatever cannot be looked at. */
export function fileSize(path: string): number | null {
  try {
    const stats = statSync(path);
    return stats.isFile() ? stats.size : null;
  } catch {
    return null;
  }
}
