/** Standard input among files: its path, and its name in messages. */

import { fstatSync } from 'node:fs';

/** The path that stands for standard input. */
export const STANDARD_INPUT = '-';

/** A path as shown to people: "standard input" instead of `-`. */
export function displayPath(path: string): string {
  return path === STANDARD_INPUT ? 'standard input' : path;
}

/** Whether a shell has connected the standard input: `cat table.csv | bntrain`. A directory counts, to be refused by name. */
export function isPiped(): boolean {
  try {
    const stats = fstatSync(0);
    return stats.isFIFO() || stats.isFile() || stats.isDirectory();
  } catch {
    return false;
  }
}
