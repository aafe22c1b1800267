/**
 * Patterns with * for any characters and ? for one. Everything else stands for itself; upper and lower case differ.
 *
 * A mismatch goes back to the last star only and lets it take one character more, so the time is at most the product of
 * both lengths, whatever the pattern (Krauss 2008, "Matching Wildcards").
 */

/** Whether the text has a star or question mark at all. */
export function isGlob(text: string): boolean {
  return /[*?]/.test(text);
}

/** A test for whole texts. */
export function globMatcher(pattern: string): (text: string) => boolean {
  const wanted = [...pattern];
  return text => matches(wanted, [...text]);
}

function matches(pattern: readonly string[], text: readonly string[]): boolean {
  let p = 0;
  let star = -1;
  let taken = 0;
  for (let t = 0; t < text.length; ) {
    if (pattern[p] === '*') {
      star = p++;
      taken = t;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[t])) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++taken;
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}
