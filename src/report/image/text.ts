/** Lines of text that fit a width, as SVG. */

import { clean } from '../document/words.ts';
import { type PaintName, paint } from '../figures/paints.ts';
import { html, type Markup } from '../html/markup.ts';
import { type Weight, widthOf } from './font/typeface.ts';

export interface Piece {
  readonly text: string;
  /** The colour, if not that of the text around it. */
  readonly paint?: PaintName;
}

export interface TextStyle {
  readonly size: number;
  readonly weight: Weight;
  readonly paint: PaintName;
}

export type Line = readonly Piece[];

/** Where an SVG is shown in the font of a system, that may be wider. */
export const ROOM = 0.88;
/** More cannot be seen anyway. */
const MAX_CHARACTERS = 1000;

/** Breaks at spaces, and within words that are wider than a line. What is beyond `max` lines is left out, with "…". */
export function linesOf(pieces: readonly Piece[], { size, weight }: TextStyle, width: number, max: number): Line[] {
  const room = ROOM * width;
  const lines: Piece[][] = [[]];
  let [used, length] = [0, 0];
  for (const { text, ...rest } of pieces) {
    for (const word of clean(text)
      .slice(0, MAX_CHARACTERS - length)
      .match(/[^\S\u00a0]+|[\S\u00a0]+/g) ?? []) {
      length += word.length;
      for (const part of partsOf(/[^\S\u00a0]/.test(word) ? ' ' : word, part => widthOf(part, weight, size) <= room)) {
        const wide = widthOf(part, weight, size);
        if (used > 0 && used + wide > room && part !== ' ') {
          lines.push([]);
          used = 0;
        }
        if (used === 0 && part === ' ') continue;
        lines.at(-1)!.push({ text: part, ...rest });
        used += wide;
      }
    }
  }
  const isCut = lines.length > max || pieces.reduce((sum, { text }) => sum + text.length, 0) > MAX_CHARACTERS;
  const shown = lines.slice(0, max);
  if (isCut) shown.at(-1)!.push({ text: '…' });
  return shown.map(joined);
}

/** A word in the fewest parts that fit. */
function partsOf(word: string, fits: (part: string) => boolean): string[] {
  if (fits(word)) return [word];
  const parts: string[] = [''];
  for (const character of word) {
    if (!fits(parts.at(-1)! + character)) parts.push('');
    parts[parts.length - 1] += character;
  }
  return parts;
}

/** Neighbours of one colour become one piece. */
function joined(line: readonly Piece[]): Line {
  const result: Piece[] = [];
  for (const piece of line) {
    const last = result.at(-1);
    if (last !== undefined && last.paint === piece.paint)
      result[result.length - 1] = { ...last, text: last.text + piece.text };
    else result.push(piece);
  }
  return result;
}

/** The distance from line to line. */
export function lineHeight({ size }: TextStyle): number {
  return Math.round(size * 1.3);
}

/** The base of the first line is at `y`. */
export function drawLines(lines: readonly Line[], style: TextStyle, x: number, y: number): Markup[] {
  return lines.map((line, n) => {
    const spans = line.map(piece =>
      piece.paint === undefined ? piece.text : html`<tspan fill="${paint(piece.paint)}">${piece.text}</tspan>`,
    );
    return html`<text x="${x}" y="${y + n * lineHeight(style)}" font-size="${style.size}" font-weight="${style.weight}" fill="${paint(style.paint)}" xml:space="preserve">${spans}</text>
`;
  });
}
