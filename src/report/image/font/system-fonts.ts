/** Fonts of the machine for characters that the shipped font lacks. */

import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type Font, parseFont } from './font.ts';

const folders: Readonly<Record<string, readonly string[]>> = {
  darwin: ['/System/Library/Fonts', '/Library/Fonts', join(homedir(), 'Library/Fonts')],
  win32: [
    join(process.env.WINDIR ?? 'C:\\Windows', 'Fonts'),
    join(process.env.LOCALAPPDATA ?? homedir(), 'Microsoft\\Windows\\Fonts'),
  ],
};
const otherFolders = [
  '/usr/share/fonts',
  '/usr/local/share/fonts',
  join(homedir(), '.local/share/fonts'),
  join(homedir(), '.fonts'),
];

const [MAX_FILES, MAX_BYTES] = [2000, 2 ** 25];

/** Font files that have as many of the characters as can be found, in the order of their names; takes those from `codePoints`. */
export function systemFontsFor(codePoints: Set<number>): Uint8Array[] {
  const found: Uint8Array[] = [];
  for (const path of fontPaths()) {
    if (codePoints.size === 0) break;
    const [bytes, font] = readFont(path) ?? [];
    if (bytes === undefined || font === undefined) continue;
    const has = [...codePoints].filter(codePoint => font.glyph(codePoint) !== 0);
    if (has.length === 0) continue;
    for (const codePoint of has) codePoints.delete(codePoint);
    found.push(bytes);
  }
  return found;
}

function fontPaths(): string[] {
  return (folders[process.platform] ?? otherFolders)
    .flatMap(folder => entriesIn(folder).map(entry => join(entry.parentPath, entry.name)))
    .filter(path => /\.(ttf|otf|ttc)$/i.test(path))
    .sort()
    .slice(0, MAX_FILES);
}

function entriesIn(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true });
  } catch {
    return [];
  }
}

/** Null for a file that cannot be read, is too large, or is no font. */
function readFont(path: string): readonly [Uint8Array, Font] | null {
  try {
    if (statSync(path).size > MAX_BYTES) return null;
    const bytes = readFileSync(path);
    return [bytes, parseFont(bytes)];
  } catch {
    return null;
  }
}
