/** `cache`: the tables that were read before and are kept, and their removal. */

import { resolve } from 'node:path';
import { UserError } from '../base/errors.ts';
import { usualCacheFolder } from '../base/files/cache-folder.ts';
import { Cache } from '../data/tables/store/cache.ts';
import type { CacheEntryEvent, CacheEvent } from '../events/events.ts';
import { renderCache, renderCleared } from '../report/cache.ts';
import { detectStyle } from './terminal.ts';

interface Flags {
  json?: boolean;
  color: boolean;
  cacheDir?: string;
}

export function cache(action: 'list' | 'clear', flags: Flags): void {
  const kept = new Cache(cacheFolder(flags.cacheDir));
  const say = (event: object) => process.stdout.write(`${JSON.stringify(event)}\n`);
  const show = (text: string) => process.stdout.write(`${text}\n`);
  const style = detectStyle(process.stdout, flags);
  if (action === 'clear') {
    const removed = { event: 'cache-cleared', folder: kept.folder, ...total(kept.clear()) } as const;
    if (flags.json) say(removed);
    else show(renderCleared(removed, style));
    return;
  }
  const entries = kept.list();
  const described = entries.map((entry): CacheEntryEvent => {
    const { paths = null, rows = null, columns = null } = kept.look(entry) ?? {};
    const lastUsed = new Date(entry.lastUsed).toISOString();
    return { event: 'cache-entry', path: entry.path, sources: paths, rows, columns, bytes: entry.bytes, lastUsed };
  });
  const sum: CacheEvent = { event: 'cache', folder: kept.folder, ...total(entries) };
  if (flags.json) [...described, sum].forEach(say);
  else show(renderCache(described, sum, style));
}

/** The directory that --cache-dir names, or the usual one. */
export function cacheFolder(given: string | undefined): string {
  if (given === '') throw new UserError("--cache-dir: got '', takes a directory");
  return given === undefined ? usualCacheFolder() : resolve(given);
}

function total(entries: readonly { bytes: number }[]): { entries: number; bytes: number } {
  return { entries: entries.length, bytes: entries.reduce((sum, { bytes }) => sum + bytes, 0) };
}
