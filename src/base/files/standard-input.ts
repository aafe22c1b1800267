/** The standard input among files: how it is given, and how it is shown. */

/** The path that means the standard input. */
export const STANDARD_INPUT = '-';

/** A path, or "standard input". */
export function displayPath(path: string): string {
  return path === STANDARD_INPUT ? 'standard input' : path;
}
