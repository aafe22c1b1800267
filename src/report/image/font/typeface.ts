/** IBM Plex Sans, in which figures are set: the build puts its files beside this one, with their licence. */

import { readFileSync } from 'node:fs';
import { type Font, parseFont } from './font.ts';

export type Weight = 400 | 600;

/** As names of families in SVG. */
export const FAMILIES = "'IBM Plex Sans',system-ui,sans-serif";

const files: Readonly<Record<Weight, string>> = { 400: 'IBMPlexSans-Regular.ttf', 600: 'IBMPlexSans-SemiBold.ttf' };

export const fontFiles: readonly Uint8Array[] = Object.values(files).map(name =>
  readFileSync(new URL(name, import.meta.url)),
);

const fonts: Readonly<Record<Weight, Font>> = { 400: parseFont(fontFiles[0]!), 600: parseFont(fontFiles[1]!) };

/** The width of a text in pixels. A character that the font lacks is taken for one of full width. */
export function widthOf(text: string, weight: Weight, size: number): number {
  const font = fonts[weight];
  let width = 0;
  for (const character of text) {
    const glyph = font.glyph(character.codePointAt(0)!);
    width += glyph === 0 ? 1 : font.advance(glyph);
  }
  return width * size;
}

/** The characters of a text that the font lacks, each once. */
export function missingIn(text: string): Set<number> {
  const all = new Set(Array.from(text, character => character.codePointAt(0)!));
  return new Set([...all].filter(codePoint => codePoint > 0x20 && fonts[400].glyph(codePoint) === 0));
}
