/** One figure of a group for papers and slides, as SVG with colours of its own: the verdict, and what it is drawn from. */

import { UserError } from '../../base/errors.ts';
import type { Group, ReportData } from '../document/report-data.ts';
import { verdictOf } from '../document/verdict.ts';
import { clean } from '../document/words.ts';
import { armPaint, paint, withTheme } from '../figures/paints.ts';
import { placed } from '../figures/svg.ts';
import type { Rendering } from '../formats.ts';
import { whatWasRun } from '../html/head.ts';
import { html, type Markup, raw } from '../html/markup.ts';
import { FAMILIES, widthOf } from './font/typeface.ts';
import { GAP, type Panel, panelsOf } from './panels.ts';
import { drawLines, type Line, lineHeight, linesOf, type Piece, ROOM, type TextStyle } from './text.ts';

const HEADLINE_SIZES = [22, 20, 18];
const MAX_LINES = 4;
const subtitle: TextStyle = { size: 14, weight: 400, paint: 'soft' };
const drawingTitle: TextStyle = { size: 13, weight: 600, paint: 'ink' };
const foot: TextStyle = { size: 11.5, weight: 400, paint: 'soft' };

/** Throws UserError for several experiments. */
export function renderFigure(
  { groups, title }: ReportData,
  { look, setting }: Pick<Rendering, 'look' | 'setting'>,
): string {
  const { width, theme } = look;
  const [group] = groups;
  if (groups.length !== 1 || group === undefined) {
    throw new UserError(
      `${setting}: a figure shows one experiment, and these are ${groups.length}; name the metrics of one, or write .html`,
    );
  }
  const margin = width < 500 ? 16 : 24;
  const column = new Column(margin, width - 2 * margin);
  const headline = title === null ? headlineOf(group) : [{ text: title }];
  column.text(headline, headlineStyle(headline, column.width));
  for (const panel of panelsOf(group, column.width)) column.panel(panel);
  column.space(6);
  const ran = `${whatWasRun(group)} · bntrain\u00a0${group.start.version}`;
  column.text([{ text: ran }], foot);
  const height = column.bottom + margin - 4;
  const named = headline.map(({ text }) => text).join('');
  const figure = html`<svg xmlns="http://www.w3.org/2000/svg" role="img" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${raw(FAMILIES)}">
<title>${shortened(named)}</title><desc>${shortened(ran)}</desc>
<rect width="${width}" height="${height}" fill="${paint('paper')}"/>
${column.parts}</svg>
`;
  return withTheme(figure.text, theme);
}

/** Parts below each other. */
class Column {
  readonly parts: Markup[] = [];
  readonly width: number;
  readonly #left: number;
  bottom: number;

  constructor(margin: number, width: number) {
    this.#left = margin;
    this.width = width;
    this.bottom = margin - 4;
  }

  space(height: number): void {
    this.bottom += height;
  }

  text(pieces: readonly Piece[], style: TextStyle): void {
    this.#lines([{ x: this.#left, lines: linesOf(pieces, style, this.width, MAX_LINES) }], style);
  }

  panel({ title, drawings }: Panel): void {
    this.space(10);
    if (title !== '') this.text([{ text: title }], subtitle);
    const width = Math.floor((this.width + GAP) / drawings.length) - GAP;
    const places = drawings.map((drawing, n) => ({ ...drawing, x: this.#left + n * (width + GAP) }));
    const titles = places.flatMap(({ x, title: own }) =>
      own === undefined ? [] : [{ x, lines: linesOf([{ text: own }], drawingTitle, width, 1) }],
    );
    if (titles.length > 0) this.space(12);
    this.#lines(titles, drawingTitle);
    for (const { x, svg } of places) this.parts.push(raw(`${placed(svg, x, this.bottom + 4)}\n`));
    this.space(4 + Math.max(...places.map(({ svg }) => Number(/ height="([\d.]+)"/.exec(svg)![1]))));
  }

  #lines(blocks: readonly { readonly x: number; readonly lines: readonly Line[] }[], style: TextStyle): void {
    for (const { x, lines } of blocks)
      this.parts.push(...drawLines(lines, style, x, this.bottom + lineHeight(style) - 4));
    this.space(Math.max(0, ...blocks.map(({ lines }) => lines.length)) * lineHeight(style));
  }
}

function headlineOf(group: Group): Piece[] {
  return verdictOf(group).headline.map(piece =>
    typeof piece === 'string' ? { text: piece } : { text: piece.text, paint: armPaint(group.arms, piece.arm) },
  );
}

/** The largest size at which it is one line; otherwise the smallest. */
function headlineStyle(pieces: readonly Piece[], width: number): TextStyle {
  const text = pieces
    .map(piece => piece.text)
    .join('')
    .slice(0, 200);
  const size = HEADLINE_SIZES.find(each => widthOf(text, 600, each) <= ROOM * width) ?? HEADLINE_SIZES.at(-1)!;
  return { size, weight: 600, paint: 'ink' };
}

function shortened(text: string): string {
  return clean(text.length > 300 ? `${text.slice(0, 300)}…` : text);
}
