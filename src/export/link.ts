/**
 * Joins compiled modules of bntrain to one text without imports. Their top-level names must all differ; if two are
 * equal, the text is not a valid program, and its tests fail.
 */

import { readFileSync } from 'node:fs';

const IMPORT = /^import [^;]*? from '([^']+)';\n/gm;

/**
 * The text of the module at `entry`, after all modules that it imports, directly or not; each once and before those
 * that need it.
 */
export function linkedText(entry: URL): string {
  const parts = new Map<string, string>();
  visit(entry, parts);
  return [...parts.values()].join('\n');
}

function visit(url: URL, parts: Map<string, string>): void {
  if (parts.has(url.href)) return;
  const text = readFileSync(url, 'utf8');
  // Inserted at once, so that a cycle of imports ends; it is moved after its imports below.
  parts.set(url.href, '');
  for (const [, path] of text.matchAll(IMPORT)) {
    if (!path!.startsWith('.')) throw new Error(`${url.href} imports ${path}, which cannot be linked`);
    visit(new URL(path!, url), parts);
  }
  parts.delete(url.href);
  const own = text.replaceAll(IMPORT, '').replaceAll(/^export (?=(?:const|function|class) )/gm, '');
  parts.set(url.href, `${own.replace(/^\/\/# sourceMappingURL=.*/m, '').trim()}\n`);
}
