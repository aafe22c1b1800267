/** Warnings of lines that are no rows, of short rows that were filled, and of stray quotes, for training and prediction. */

import { plural, quoted } from '../../base/text/format.ts';
import type { Warning } from '../../base/warn.ts';
import type { Block, LinesBelow, NotedRows } from './blocks/block.ts';
import { formatLocation } from './blocks/location.ts';

/** What a block says of rows and lines that need a word. */
export type Noted = Pick<Block, 'location' | 'below' | 'filled' | 'strayQuotes'>;

/** The warnings of one file, of all its blocks. */
export function warningsOfNoted(path: string, blocks: readonly Noted[]): Warning[] {
  const unit = blocks[0]?.location.unit ?? 'line';
  const noted = (key: 'filled' | 'strayQuotes', code: Warning['code'], describe: (rows: NotedRows) => string) => {
    const rows = together(blocks.flatMap(block => block[key] ?? []));
    return rows === null ? [] : [{ message: `${formatLocation(path, unit, rows.first)}: ${describe(rows)}`, code }];
  };
  return [
    ...blocks.flatMap(({ below }): Warning[] =>
      below === undefined ? [] : [{ message: `${path}: ${describeBelow(below)}`, code: 'lines-below' }],
    ),
    ...noted('filled', 'filled-rows', describeFilled),
    ...noted('strayQuotes', 'stray-quotes', describeStrayQuotes),
  ];
}

/** Whether a block says something. */
export function isNoted({ below, filled, strayQuotes }: Noted): boolean {
  return [below, filled, strayQuotes].some(part => part !== undefined);
}

/** What it says, without its cells. */
export function notedOf({ location, below, filled, strayQuotes }: Block): Noted {
  return {
    location,
    ...(below === undefined ? {} : { below }),
    ...(filled === undefined ? {} : { filled }),
    ...(strayQuotes === undefined ? {} : { strayQuotes }),
  };
}

function together(parts: readonly NotedRows[]): NotedRows | null {
  return parts.length === 0 ? null : { ...parts[0]!, rows: parts.reduce((sum, { rows }) => sum + rows, 0) };
}

/** "lines 63-64 are below the table and are passed over: '1 Revised figures.'; ..." */
function describeBelow({ first, last, lines, text }: LinesBelow): string {
  const which = first === last ? `line ${first} is` : `lines ${first}-${last} are`;
  const one = lines === 1;
  const what = text === '' ? `${one ? 'it has' : 'they have'} no values` : `${quoted(text)}`;
  return (
    `${which} below the table and ${one ? 'is' : 'are'} passed over: ${what}; ` +
    `⟪notes=false⟫ reads ${one ? 'it as a row' : 'them as rows'}`
  );
}

function describeFilled({ rows, fields }: NotedRows): string {
  const short = rows === 1 ? 'this row is' : `this row and ${plural(rows - 1, 'other')} are`;
  return `${plural(fields ?? 0, 'field')}; ${short} too short, and ⟪onError=fill⟫ added missing cells at the end`;
}

function describeStrayQuotes({ rows }: NotedRows): string {
  const others = rows === 1 ? '' : ` (and in ${plural(rows - 1, 'other row')})`;
  return (
    `a quote inside a field is closed in another field${others}, so a delimiter may be part of a text; ` +
    'a field with a quote or the delimiter inside must be in quotes'
  );
}
