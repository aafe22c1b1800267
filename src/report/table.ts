/**
 * Aligns text in columns: the first to the left, the others to the right unless a cell asks for the left. A table that is
 * too wide for the terminal gets smaller gaps, then texts that wrap between words; if that is not enough, each row becomes
 * a list of its cells, under the names in the heading.
 */

import { columnsOf, wrap } from './width.ts';

export interface Cell {
  text: string;
  /** Colours the text; padding is computed without colours. */
  paint?: (text: string) => string;
  /** Aligns the cell to the left. */
  left?: boolean;
}

type Row = readonly Cell[];

/** Texts do not wrap at fewer columns than this. */
const MIN_TEXT = 10;

/** The first row is the heading. */
export function alignTable(rows: readonly Row[], width: number, gap = 3): string {
  return tableRows(rows, width, gap)
    .filter(row => row !== null)
    .join('\n');
}

/**
 * The text of each row, of one line or more. The first is the heading, or null where the rows are lists. The title of a list
 * is the first cell, or the first `titles` cells.
 */
export function tableRows(rows: readonly Row[], width: number, gap = 3, titles = 1): (string | null)[] {
  const natural = columnWidths(rows, ({ text }) => columnsOf(text));
  for (let between = gap; between >= 1; between--) {
    if (sum(natural) + between * (natural.length - 1) <= width) return rows.map(row => aligned(row, natural, between));
  }
  const narrow = shrunk(rows, natural, width - (natural.length - 1));
  if (narrow !== null) return rows.map(row => aligned(row, narrow, 1));
  const [heading = [], ...others] = rows;
  return [null, ...others.map(row => listed(row, heading, width, titles))];
}

function columnWidths(rows: readonly Row[], widthOf: (cell: Cell, row: number, column: number) => number): number[] {
  const columns = Math.max(...rows.map(row => row.length));
  return Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row, n) => (row[column] === undefined ? 0 : widthOf(row[column], n, column)))),
  );
}

/** Widths of columns whose texts wrap, the widest first; null if words are too long for the width. */
function shrunk(rows: readonly Row[], natural: readonly number[], width: number): number[] | null {
  const min = columnWidths(rows, (cell, row, column) => {
    if (row === 0) return longestWord(cell.text);
    if (!isLeft(cell, column)) return columnsOf(cell.text);
    return Math.max(longestWord(cell.text), Math.min(columnsOf(cell.text), MIN_TEXT));
  });
  if (sum(min) > width) return null;
  const widths = [...natural];
  for (let excess = sum(widths) - width; excess > 0; excess--) {
    const wrapping = widths.map((columns, n) => (columns > min[n]! ? columns : 0));
    widths[wrapping.indexOf(Math.max(...wrapping))]!--;
  }
  return widths;
}

function aligned(row: Row, widths: readonly number[], gap: number): string {
  const cells = row.map(({ text }, column) => linesOf(text, widths[column]!));
  const height = Math.max(1, ...cells.map(lines => lines.length));
  const lines = Array.from({ length: height }, (_, line) =>
    row
      .map(({ paint = same, ...cell }, column) => {
        const text = cells[column]![line] ?? '';
        const padding = ' '.repeat(widths[column]! - columnsOf(text));
        return isLeft(cell, column) ? paint(text) + padding : padding + paint(text);
      })
      .join(' '.repeat(gap))
      .trimEnd(),
  );
  return lines.join('\n');
}

/** The first cells as a title, a single one with its name in front, and the others below it with their names. */
function listed(row: Row, heading: Row, width: number, titles: number): string {
  const [others, names] = [row.slice(titles), heading.slice(titles)];
  const name = titles === 1 && row.length > 1 ? titleOf(heading, 1) : '';
  const own = titleOf(row, titles);
  const text = name === '' || own === '' ? own || name : `${indentOf(own)}${name} ${own.trimStart()}`;
  const { paint = same } = row[titles - 1] ?? {};
  const indent = `${indentOf(text)}  `;
  const gutter = Math.max(0, ...names.map(name => columnsOf(name.text))) + 2;
  const room = width - indent.length - gutter;
  const below = others.some(cell => longestWord(cell.text) > room);
  const lines = others.flatMap(({ text, paint = same }, column) => {
    if (text === '') return [];
    const { text: name = '', paint: paintName = same } = names[column] ?? {};
    if (below)
      return [
        indent + paintName(name),
        ...wrap(text, width, `${indent}  `)
          .split('\n')
          .map(line => paint(line)),
      ];
    const [start = '', ...more] = linesOf(text, room);
    const hanging = indent + ' '.repeat(gutter);
    const padding = ' '.repeat(gutter - columnsOf(name));
    return [indent + paintName(name) + padding + paint(start), ...more.map(line => hanging + paint(line))];
  });
  return [...linesOf(text, width).map(line => paint(line)), ...lines].join('\n');
}

function titleOf(row: Row, cells: number): string {
  return row
    .slice(0, cells)
    .map(({ text }) => text)
    .join(' ');
}

/** Lines of at most `width` columns, all indented like the first. */
function linesOf(text: string, width: number): string[] {
  const indent = indentOf(text);
  return columnsOf(text) <= width ? [text] : wrap(text.trimStart(), width, indent).split('\n');
}

function longestWord(text: string): number {
  return indentOf(text).length + Math.max(...text.trimStart().split(' ').map(columnsOf));
}

function indentOf(text: string): string {
  return /^ */.exec(text)![0];
}

function isLeft({ left = false }: Cell, column: number): boolean {
  return column === 0 || left;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function same(text: string): string {
  return text;
}
