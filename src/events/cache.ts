/** The events of `cache`. */

import { array, count, event, orNull, text } from './fields.ts';

export const cacheEntry = event('cache-entry', 'A table that is kept.', {
  path: text('the file in the cache'),
  sources: orNull(
    array(
      text(''),
      'the files that the table was read from, as they were named; null where the entry is damaged, like the next two',
    ),
  ),
  rows: orNull(count('its rows')),
  columns: orNull(count('its columns')),
  bytes: count('of the file in the cache'),
  lastUsed: text('when it was made or last read, ISO 8601'),
});

const folder = text('where the cache is');
const bytes = count('of all of them');

export const cache = event('cache', 'The whole cache.', { folder, entries: count('tables in it'), bytes });

export const cacheCleared = event('cache-cleared', 'The cache was cleared.', {
  folder,
  entries: count('tables that were removed'),
  bytes,
});
