/**
 * The cells of a chart. In Unicode a cell is a Braille pattern of 2 x 4 dots, in ASCII it is one character. Lines lie on top of
 * bands, and rules below both.
 */

const BRAILLE = 0x2800;
/** The bit of each dot in a Braille pattern, by row and column. */
const DOTS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;
const ASCII_LINES = '#';
const ASCII_BANDS = '=';

/** How a curve is drawn. */
export interface Pen {
  readonly paint: (text: string) => string;
  readonly stroke: { readonly ascii: string; readonly asciiBand: string };
}

/** Which dots of a band are drawn, if colours distinguish the bands. */
const CHECKED = (x: number, y: number) => (x + y) % 2 === 0;
/** The same without colours: lines that rise, lines that fall, and so on, so that bands that overlap are both seen. */
const hatches: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 4 === 0,
  (x, y) => (x - y + 4096) % 4 === 0,
  (_, y) => y % 3 === 0,
  x => x % 4 === 0,
];

export interface CanvasOptions {
  readonly unicode: boolean;
  /** Whether colours distinguish curves. */
  readonly isColored: boolean;
}

export class Canvas {
  readonly unicode: boolean;
  readonly dotsWide: number;
  readonly dotsHigh: number;
  readonly #columns: number;
  readonly #pens: readonly Pen[];
  readonly #lines: readonly Uint8Array[];
  readonly #bands: readonly Uint8Array[];
  readonly #rules: Uint8Array;
  readonly #isColored: boolean;

  constructor(pens: readonly Pen[], columns: number, rows: number, { unicode, isColored }: CanvasOptions) {
    const layers = () => pens.map(() => new Uint8Array(columns * rows));
    this.#pens = pens;
    this.#lines = layers();
    this.#bands = layers();
    this.#rules = new Uint8Array(columns * rows);
    this.#columns = columns;
    this.unicode = unicode;
    this.#isColored = isColored;
    this.dotsWide = unicode ? columns * 2 : columns;
    this.dotsHigh = unicode ? rows * 4 : rows;
  }

  drawDot(curve: number, x: number, y: number): void {
    this.#set(this.#lines[curve]!, x, y);
  }

  /** A column of a band, between two dots. */
  drawBand(curve: number, x: number, top: number, bottom: number): void {
    const hatch = this.#isColored ? CHECKED : hatches[curve % hatches.length]!;
    for (let y = top; y <= bottom; y++) if (!this.unicode || hatch(x, y)) this.#set(this.#bands[curve]!, x, y);
  }

  drawRule(y: number): void {
    for (let x = 0; x < this.dotsWide; x += 2) this.#set(this.#rules, x, y);
  }

  #set(cells: Uint8Array, x: number, y: number): void {
    if (this.unicode) cells[(y >> 2) * this.#columns + (x >> 1)]! |= DOTS[y & 3]![x & 1]!;
    else cells[y * this.#columns + x] = 1;
  }

  row(row: number, dim: (text: string) => string): string {
    let text = '';
    for (let column = 0; column < this.#columns; column++) text += this.#cell(row * this.#columns + column, dim);
    return text;
  }

  /** Where curves share a cell, it has the colour of the last line and the dots of all lines. */
  #cell(at: number, dim: (text: string) => string): string {
    const lines = presentAt(this.#lines, at);
    if (lines.length > 0) {
      const { paint, stroke } = this.#pens[lines.at(-1)!]!;
      return paint(this.#sign(this.#lines, at, lines.length > 1 ? ASCII_LINES : stroke.ascii));
    }
    const bands = presentAt(this.#bands, at);
    if (bands.length > 0) {
      const { paint, stroke } = this.#pens[bands[0]!]!;
      return bands.length > 1
        ? dim(this.#sign(this.#bands, at, ASCII_BANDS))
        : dim(paint(this.#sign(this.#bands, at, stroke.asciiBand)));
    }
    return this.#rules[at] === 0 ? ' ' : dim(this.#sign([this.#rules], at, '-'));
  }

  #sign(layers: readonly Uint8Array[], at: number, ascii: string): string {
    return this.unicode ? String.fromCharCode(BRAILLE | layers.reduce((dots, cells) => dots | cells[at]!, 0)) : ascii;
  }
}

/** The layers that have a dot in this cell. */
function presentAt(layers: readonly Uint8Array[], at: number): number[] {
  return layers.flatMap((cells, layer) => (cells[at] === 0 ? [] : [layer]));
}
