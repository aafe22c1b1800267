/** Shows the cache as a table. */

import { byteSize, formatCount, plural, printable } from '../base/text/format.ts';
import type { CacheClearedEvent, CacheEntryEvent, CacheEvent } from '../events/events.ts';
import { type Style, signs } from './style.ts';
import { alignTable, type Cell } from './table.ts';
import { wrap } from './width.ts';

export function renderCache(entries: readonly CacheEntryEvent[], sum: CacheEvent, style: Style): string {
  const folder = printable(sum.folder);
  if (entries.length === 0) return wrap(`The cache is empty (${folder}).`, style.width);
  const closing = `${plural(sum.entries, 'table')}, ${byteSize(sum.bytes)}, in ${folder}. bntrain cache clear removes them.`;
  return [entryTable(entries, style), wrap(closing, style.width)].join('\n\n');
}

/** The removed tables, one in each line, and their total. */
export function renderCleared(
  { folder, entries, bytes, removed }: CacheClearedEvent,
  tables: readonly CacheEntryEvent[],
  style: Style,
): string {
  if (tables.length === 0) return wrap(`The cache was empty (${printable(folder)}).`, style.width);
  const gone = tables.filter(({ path }) => removed.includes(path));
  const total = wrap(
    `Removed ${plural(entries, 'table')}, ${byteSize(bytes)}, from ${printable(folder)}.`,
    style.width,
  );
  return gone.length === 0 ? total : [entryTable(gone, style), total].join('\n\n');
}

function entryTable(entries: readonly CacheEntryEvent[], style: Style): string {
  const heading = ['table', 'rows x columns', 'size', 'last used (UTC)'].map(text => ({
    text: text.replace('x', signs(style).times),
    paint: style.color.dim,
  }));
  return alignTable([heading, ...entries.map(entry => entryCells(entry, style))], style.width);
}

function entryCells({ sources, rows, columns, bytes, lastUsed }: CacheEntryEvent, style: Style): Cell[] {
  const shape = rows === null ? '-' : `${formatCount(rows)} ${signs(style).times} ${formatCount(columns!)}`;
  return [
    sources === null
      ? { text: '(damaged)', paint: style.color.red }
      : {
          text:
            printable(sources[0] ?? '') + (sources.length > 1 ? ` and ${formatCount(sources.length - 1)} more` : ''),
        },
    { text: shape },
    { text: byteSize(bytes) },
    { text: lastUsed.slice(0, 16).replace('T', ' ') },
  ];
}
