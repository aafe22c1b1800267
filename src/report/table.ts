/** Aligns text in columns: the first to the left, the others to the right unless a cell asks for the left. */

import { columnsOf } from './width.ts';

export interface Cell {
  text: string;
  /** Colours the text; padding is computed without colours. */
  paint?: (text: string) => string;
  /** Aligns the cell to the left. */
  left?: boolean;
}

export function alignTable(rows: readonly (readonly Cell[])[], gap = 3): string {
  const columns = Math.max(...rows.map(row => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map(row => columnsOf(row[column]?.text ?? ''))),
  );
  const lines = rows.map(row =>
    row
      .map(({ text, paint = same, left = false }, column) => {
        const padding = ' '.repeat(widths[column]! - columnsOf(text));
        return column === 0 || left ? paint(text) + padding : padding + paint(text);
      })
      .join(' '.repeat(gap))
      .trimEnd(),
  );
  return lines.join('\n');
}

function same(text: string): string {
  return text;
}
