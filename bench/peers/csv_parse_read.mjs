/** csv-parse over a stream of the file; `on_record` takes each row, so none waits in a stream. Speaks as columns.mjs does. */

import { createReadStream, readFileSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { parse } from 'csv-parse';
import { main } from './columns.mjs';

const { version } = JSON.parse(
  readFileSync(new URL('../node_modules/csv-parse/package.json', import.meta.url), 'utf8'),
);

await main(version, async (path, columns) => {
  const parser = parse({
    delimiter: ',',
    record_delimiter: '\n',
    from_line: 2,
    on_record(row) {
      columns.append(row);
      return null;
    },
  });
  parser.resume();
  await pipeline(createReadStream(path, { highWaterMark: 2 ** 20 }), parser);
});
