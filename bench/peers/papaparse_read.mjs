/** Papa Parse over a stream of the file, in chunks, its fast mode where nothing is quoted. Speaks as columns.mjs does. */

import { createReadStream, readFileSync } from 'node:fs';
import Papa from 'papaparse';
import { main } from './columns.mjs';

const { version } = JSON.parse(
  readFileSync(new URL('../node_modules/papaparse/package.json', import.meta.url), 'utf8'),
);

await main(
  version,
  (path, columns) =>
    new Promise((resolve, reject) => {
      let header = true;
      Papa.parse(createReadStream(path, { encoding: 'utf8', highWaterMark: 2 ** 20 }), {
        delimiter: ',',
        newline: '\n',
        skipEmptyLines: true,
        chunk({ data }) {
          for (let row = header ? 1 : 0; row < data.length; row++) columns.append(data[row]);
          header = false;
        },
        complete: resolve,
        error: reject,
      });
    }),
);
