/**
 * Patterns with * for any characters and ? for one. All other characters stand for themselves; case matters.
 *
 * On a mismatch, the matcher goes back to the last star only and extends it by one character. So the time is at most
 * the product of both lengths for any pattern (Krauss 2008, "Matching Wildcards").
 */

/** Whether the text contains a star or question mark. */
export function isGlob(text: string): boolean {
  return /[*?]/.test(text);
}

/** Returns a function that tests whether a whole text matches. */
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
