/** Tables of Markdown: the first column to the left, the others to the right. */

import type { Cell } from '../table.ts';
import { inline, name } from './escape.ts';

/** The first row is the heading, whose cells may be names. */
export function markdownTable([heading = [], ...rows]: readonly (readonly Cell[])[]): string {
  const lines = [
    heading.map(({ text }) => (text === '' ? '' : name(text))),
    heading.map((_, column) => (column === 0 ? '---' : '--:')),
    ...rows.map(row => row.map(({ text }) => inline(text.trim()))),
  ];
  return lines.map(cells => `| ${cells.join(' | ')} |`).join('\n');
}
