/**
 * A chart of the terminal in a block of code. Browsers may take Braille from another font than other characters, of another width.
 * So the empty cells of the plot are Braille as well: then all lines of it are equally wide.
 */

const BLANK = '\u2800';

export function alignedChart(chart: string): string {
  return chart.replaceAll(/(?<=[┤│]).*$/gm, cells => cells.replaceAll(' ', BLANK));
}
