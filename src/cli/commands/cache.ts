/** `cache`: lists or removes the tables that are kept for the next run. */

import { basename, resolve } from 'node:path';
import { UserError } from '../../base/errors.ts';
import { defaultCacheFolder } from '../../base/files/cache-folder.ts';
import { plural } from '../../base/text/format.ts';
import { Cache, type Entry } from '../../data/tables/store/cache.ts';
import type { CacheClearedEvent, CacheEntryEvent, CacheEvent } from '../../events/events.ts';
import { renderCache, renderCleared } from '../../report/cache.ts';
import { makeConfig } from '../../settings/config.ts';
import type { Invocation } from '../command.ts';
import { type Printer, printer } from '../printer.ts';

export function cache({ args: [action, name], flags, given }: Invocation): void {
  const { cacheDir } = makeConfig(given);
  const kept = new Cache(cacheDir === null ? defaultCacheFolder() : resolve(cacheDir));
  if (action === 'clear') clear(kept, name, printer(flags));
  else list(kept, name, printer(flags));
}

function list(kept: Cache, name: string | undefined, { record, text }: Printer): void {
  const entries = entriesNamed(kept, name);
  const described = entries.map(entry => describe(kept, entry));
  const sum: CacheEvent = { event: 'cache', folder: kept.folder, ...total(entries) };
  for (const event of [...described, sum]) record(event);
  text(style => renderCache(described, sum, style));
}

function clear(kept: Cache, name: string | undefined, { print }: Printer): void {
  const entries = entriesNamed(kept, name);
  const described = entries.map(entry => describe(kept, entry));
  const { removed, failed } = kept.remove(entries);
  const event: CacheClearedEvent = {
    event: 'cache-cleared',
    folder: kept.folder,
    ...total(removed),
    removed: removed.map(({ path }) => path),
    failed: failed.map(({ entry, error }) => ({ path: entry.path, why: (error as Error).message })),
  };
  print(event, (it, style) => renderCleared(it, described, style));
  if (failed.length === 0) return;
  const first = event.failed[0]!;
  throw new UserError(`cache: ${plural(failed.length, 'table')} could not be removed; the first: ${first.why}`);
}

/**
 * The tables of a file, by its path or the last part of it, or of a file in the cache; all tables if there is no name.
 * Throws UserError.
 */
function entriesNamed(kept: Cache, name: string | undefined): Entry[] {
  const entries = kept.list();
  if (name === undefined) return entries;
  const named = entries.filter(entry =>
    [entry.path, ...(kept.look(entry)?.paths ?? [])].some(path => path === name || basename(path) === name),
  );
  if (named.length > 0) return named;
  throw new UserError(`cache: there is no table of '${name}'; 'bntrain cache' lists the tables`);
}

function describe(kept: Cache, entry: Entry): CacheEntryEvent {
  const { paths = null, rows = null, columns = null } = kept.look(entry) ?? {};
  const lastUsed = new Date(entry.lastUsed).toISOString();
  return { event: 'cache-entry', path: entry.path, sources: paths, rows, columns, bytes: entry.bytes, lastUsed };
}

function total(entries: readonly { bytes: number }[]): { entries: number; bytes: number } {
  return { entries: entries.length, bytes: entries.reduce((sum, { bytes }) => sum + bytes, 0) };
}
