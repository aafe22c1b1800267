/** `cache`: lists or removes the tables that are kept for the next run. */

import { resolve } from 'node:path';
import { defaultCacheFolder } from '../../base/files/cache-folder.ts';
import { Cache } from '../../data/tables/store/cache.ts';
import type { CacheClearedEvent, CacheEntryEvent, CacheEvent } from '../../events/events.ts';
import { renderCache, renderCleared } from '../../report/cache.ts';
import { makeConfig } from '../../settings/config.ts';
import type { Invocation } from '../command.ts';
import { printer } from '../printer.ts';

export function cache({ args: [action], flags, given }: Invocation): void {
  const { cacheDir } = makeConfig(given);
  const kept = new Cache(cacheDir === null ? defaultCacheFolder() : resolve(cacheDir));
  const { print, record, text } = printer(flags);
  if (action === 'clear') {
    print<CacheClearedEvent>({ event: 'cache-cleared', folder: kept.folder, ...total(kept.clear()) }, renderCleared);
    return;
  }
  const entries = kept.list();
  const described = entries.map((entry): CacheEntryEvent => {
    const { paths = null, rows = null, columns = null } = kept.look(entry) ?? {};
    const lastUsed = new Date(entry.lastUsed).toISOString();
    return { event: 'cache-entry', path: entry.path, sources: paths, rows, columns, bytes: entry.bytes, lastUsed };
  });
  const sum: CacheEvent = { event: 'cache', folder: kept.folder, ...total(entries) };
  for (const event of [...described, sum]) record(event);
  text(style => renderCache(described, sum, style));
}

function total(entries: readonly { bytes: number }[]): { entries: number; bytes: number } {
  return { entries: entries.length, bytes: entries.reduce((sum, { bytes }) => sum + bytes, 0) };
}
