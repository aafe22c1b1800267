/** A value for each point of a grid of settings, as a colour and a text. */

import { draw, Plot } from './library.ts';
import { type PaintName, paint } from './paints.ts';
import { asSvg } from './svg.ts';

export interface HeatCell {
  readonly column: string;
  readonly row: string;
  /** From 0, paper, to 1, the full colour; of a difference from -1, the other colour. Null without a value. */
  readonly shade: number | null;
  readonly text: string;
}

export interface HeatMap {
  readonly columns: readonly string[];
  /** From the top. */
  readonly rows: readonly string[];
  readonly cells: readonly HeatCell[];
  readonly color: PaintName;
  /** The colour of negative shades. */
  readonly negative?: PaintName;
  readonly columnTitle: string;
  readonly rowTitle: string;
  readonly label: string;
  readonly width: number;
}

/** Larger grids have no texts; in one column they have room. */
const [MAX_TEXTS, MAX_TEXTS_OF_ONE] = [15, 40];
/** About the width of a sign of a label, in pixels. */
const SIGN = 6.4;
/** Longer names are cut. */
const MAX_NAME = 16;

/** Whether the cells are few and wide enough for their texts. */
export function hasTexts(map: HeatMap): boolean {
  const { columns, rows, cells } = map;
  const isSmall =
    columns.length === 1 ? rows.length <= MAX_TEXTS_OF_ONE : Math.max(columns.length, rows.length) <= MAX_TEXTS;
  const longest = Math.max(0, ...cells.map(({ text }) => text.length));
  const { size } = layoutOf(map);
  return isSmall && longest * 0.56 * textSize(size) <= size;
}

/** In pixels: the width of a cell, and the margin left of them. */
function layoutOf({ columns, rows, width }: HeatMap): { readonly left: number; readonly size: number } {
  const signs = Math.max(...rows.map(row => shortened(row).length));
  const left = Math.max(50, Math.ceil(signs * SIGN) + 24);
  return { left, size: (width - left - 4) / columns.length };
}

function textSize(size: number): number {
  return size < 28 ? 9.5 : 11.5;
}

export function drawHeatMap(map: HeatMap): string {
  const { columns, rows, cells, color, negative = color, width } = map;
  const { left, size } = layoutOf(map);
  const margin = {
    left,
    bottom: columns.every(column => column === '') ? 8 : map.columnTitle === '' ? 26 : 44,
  };
  const cellHeight = Math.max(10, Math.min(columns.length === 1 ? 24 : 34, size));
  // A text on a full colour has that of the paper, so that it can be read in both themes.
  const ink = ({ shade }: HeatCell) => (shade !== null && Math.abs(shade) > 0.62 ? paint('paper') : paint('ink'));
  const tickWidth = Math.max(38, Math.max(...columns.map(column => shortened(column).length)) * SIGN + 6);
  const tickEvery = Math.ceil(columns.length / Math.max(1, Math.floor((width - margin.left) / tickWidth)));
  const rowEvery = Math.ceil(13 / cellHeight);
  const drawn = draw({
    width,
    height: Math.round(rows.length * cellHeight + margin.bottom + 4),
    marginLeft: margin.left,
    marginRight: 4,
    marginTop: 4,
    marginBottom: margin.bottom,
    x: { type: 'band', domain: [...columns], padding: 0.04, label: null, axis: null },
    y: { type: 'band', domain: [...rows], padding: 0.04, label: null, axis: null },
    opacity: { type: 'identity' },
    marks: [
      Plot.axisX(
        columns.filter((_, n) => n % tickEvery === 0),
        { tickSize: 0, label: null, tickFormat: shortened },
      ),
      Plot.axisY(
        rows.filter((_, n) => n % rowEvery === 0),
        { tickSize: 0, label: null, tickFormat: shortened },
      ),
      Plot.text([map.columnTitle], { frameAnchor: 'bottom', dy: 36, text: (text: string) => text }),
      Plot.text([map.rowTitle], {
        frameAnchor: 'left',
        textAnchor: 'middle',
        dx: 8 - margin.left,
        rotate: -90,
        text: (text: string) => text,
      }),
      Plot.cell([...cells], { x: 'column', y: 'row', fill: paint('line'), fillOpacity: 0.5 }),
      ...[negative, color].flatMap((fill, n) => {
        const own = cells.filter(({ shade }) => shade !== null && (n === 0 ? shade < 0 : shade > 0));
        const fillOpacity = ({ shade }: HeatCell) => Math.abs(shade!);
        return [
          Plot.cell(own, { x: 'column', y: 'row', fill: paint('paper') }),
          Plot.cell(own, { x: 'column', y: 'row', fill: paint(fill), fillOpacity }),
        ];
      }),
      ...(hasTexts(map)
        ? [Plot.text([...cells], { x: 'column', y: 'row', text: 'text', fill: ink, fontSize: textSize(size) })]
        : []),
    ],
  });
  return asSvg(drawn, map.label, 11);
}

function shortened(name: string): string {
  return name.length <= MAX_NAME ? name : `${name.slice(0, MAX_NAME - 1)}…`;
}
