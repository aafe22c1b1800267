/** The events of `cache`. */

import { array, count, event, object, orNull, text } from './fields.ts';

export const cacheEntry = event('cache-entry', 'A table that is kept.', {
  path: text('the file in the cache'),
  sources: orNull(
    array(
      text(''),
      'the files that the table was read from, as they were named; null if the entry is damaged, like the next two',
    ),
  ),
  rows: orNull(count('rows of the table')),
  columns: orNull(count('columns of the table')),
  bytes: count('size of the file in the cache'),
  lastUsed: text('when the entry was written or last read, ISO 8601'),
});

const folder = text('the directory of the cache');

export const cache = event('cache', 'The whole cache.', {
  folder,
  entries: count('tables in the cache'),
  bytes: count('size of all entries together'),
});

export const cacheCleared = event('cache-cleared', 'Tables were removed from the cache.', {
  folder,
  entries: count('tables that were removed'),
  bytes: count('size of the removed entries together'),
  removed: array(text(''), 'the files of the cache that were removed'),
  failed: array(
    object({ path: text('the file in the cache'), why: text('the reason') }, ''),
    'the files that could not be removed, each with `path` and `why`',
  ),
});
