/** Keys that an object of JSON has twice: a parser keeps the last of them, and nobody would know. */

/** The first such key; null where there is none. `value` is what the text was parsed to. */
export function duplicateKey(text: string, value: unknown): string | null {
  // Mostly counting is enough: a text inside may look like a key, and then all of it is gone over.
  return (text.match(/"\s*:/g)?.length ?? 0) > countKeys(value) ? findDuplicate(text) : null;
}

/** Without recursion, because values may be nested deeper than the stack is. */
function countKeys(value: unknown): number {
  let keys = 0;
  const open = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next !== 'object' || next === null) continue;
    if (!Array.isArray(next)) keys += Object.keys(next).length;
    for (const part of Object.values(next)) if (typeof part === 'object') open.push(part);
  }
  return keys;
}

/** Texts, brackets and colons of valid JSON. */
const TOKEN = /"(?:[^"\\]|\\.)*"(\s*:)?|[[\]{}]/g;

function findDuplicate(text: string): string | null {
  const open: Set<string>[] = [];
  for (const [token, colon] of text.matchAll(TOKEN)) {
    if (token === '{' || token === '[') open.push(new Set());
    else if (token === '}' || token === ']') open.pop();
    else if (colon !== undefined) {
      const key: string = JSON.parse(token.slice(0, token.length - colon.length));
      const keys = open.at(-1)!;
      if (keys.has(key)) return key;
      keys.add(key);
    }
  }
  return null;
}
