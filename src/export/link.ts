/**
 * Compiled modules of ours, put one behind the other as one text without imports. Their top-level names must all be
 * different; where two are the same, the text is no program, and its tests say so.
 */

import { readFileSync } from 'node:fs';

const IMPORT = /^import [^;]*? from '([^']+)';\n/gm;

/** The module at `entry` behind all modules that it imports, directly or not, each once and before those that need it. */
export function linkedText(entry: URL): string {
  const parts = new Map<string, string>();
  visit(entry, parts);
  return [...parts.values()].join('\n');
}

function visit(url: URL, parts: Map<string, string>): void {
  if (parts.has(url.href)) return;
  const text = readFileSync(url, 'utf8');
  // Takes its place at once, so that a circle ends; it is put behind its imports below.
  parts.set(url.href, '');
  for (const [, path] of text.matchAll(IMPORT)) {
    if (!path!.startsWith('.')) throw new Error(`${url.href} imports ${path}, which cannot be linked`);
    visit(new URL(path!, url), parts);
  }
  parts.delete(url.href);
  const own = text.replaceAll(IMPORT, '').replaceAll(/^export (?=(?:const|function|class) )/gm, '');
  parts.set(url.href, `${own.replace(/^\/\/# sourceMappingURL=.*/m, '').trim()}\n`);
}
