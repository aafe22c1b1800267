/** Standard input among files: its path, and its name in messages. */

/** The path that stands for standard input. */
export const STANDARD_INPUT = '-';

/** A path as shown to people: "standard input" instead of `-`. */
export function displayPath(path: string): string {
  return path === STANDARD_INPUT ? 'standard input' : path;
}
