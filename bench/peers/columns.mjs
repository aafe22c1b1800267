/**
 * What the peers that read tables in Node share: columns that grow, and the protocol.
 *
 * `program.mjs` says its version; `program.mjs FILE KINDS [THREADS]` reads the file and says how long that took. KINDS is
 * JSON, by name, of the columns that are not numbers: 'text' becomes codes of categories, 'date' days since 1970-01-01.
 */

import { closeSync, openSync, readSync } from 'node:fs';

const FIRST_ROWS = 2 ** 16;
const MOST_HEADER_BYTES = 2 ** 16;
const DAY_MS = 86_400_000;

/** Float32 columns, twice as long whenever they are full; `append` takes a row of texts. */
export class Columns {
  constructor(names, kinds) {
    this.names = names;
    this.kinds = names.map(name => kinds[name] ?? 'number');
    this.values = names.map(() => new Float32Array(FIRST_ROWS));
    /** By column; of texts. */
    this.categories = this.kinds.map(kind => (kind === 'text' ? new Map() : null));
    this.onlyNumbers = this.kinds.every(kind => kind === 'number');
    this.rows = 0;
  }

  append(row) {
    const { values, rows } = this;
    if (rows === values[0].length) this.reserve(rows + 1);
    if (this.onlyNumbers) {
      for (let column = 0; column < row.length; column++) values[column][rows] = numberOf(row[column]);
    } else {
      for (let column = 0; column < row.length; column++) values[column][rows] = this.cell(row[column], column);
    }
    this.rows++;
  }

  reserve(rows) {
    const { values } = this;
    if (rows <= values[0].length) return;
    for (let column = 0; column < values.length; column++) {
      const longer = new Float32Array(Math.max(rows, 2 * values[column].length));
      longer.set(values[column]);
      values[column] = longer;
    }
  }

  cell(text, column) {
    if (text === '') return Number.NaN;
    const kind = this.kinds[column];
    if (kind === 'number') return numberOf(text);
    return kind === 'date' ? Date.parse(text) / DAY_MS : this.codeOf(text, column);
  }

  codeOf(text, column) {
    const codes = this.categories[column];
    let code = codes.get(text);
    if (code === undefined) {
      code = codes.size;
      codes.set(text, code);
    }
    return code;
  }

  /** What shows that the same was read: the sum of all cells, in which a text counts by its length. */
  summary() {
    let [sum, missing] = [0, 0];
    this.values.forEach((values, column) => {
      const codes = this.categories[column];
      const lengths = codes && Array.from(codes.keys(), text => text.length);
      for (let row = 0; row < this.rows; row++) {
        const value = values[row];
        if (Number.isNaN(value)) missing++;
        else sum += lengths ? lengths[value] : value;
      }
    });
    return { rows: this.rows, checksum: sum, missing };
  }
}

function numberOf(text) {
  return text === '' || text === 'NA' ? Number.NaN : +text;
}

/** The names in the first line, none of which is quoted. */
export function headerOf(path) {
  const file = openSync(path, 'r');
  const buffer = Buffer.alloc(MOST_HEADER_BYTES);
  const text = buffer.toString('utf8', 0, readSync(file, buffer));
  closeSync(file);
  return text.slice(0, text.indexOf('\n')).split(',');
}

/** Says the version, or reads: `read(path, columns, threads)` fills the columns. */
export async function main(version, read) {
  const [path, kinds, threads] = process.argv.slice(2);
  if (path === undefined) return say({ version });
  const begin = performance.now();
  const columns = new Columns(headerOf(path), JSON.parse(kinds));
  await read(path, columns, threads);
  say({ seconds: (performance.now() - begin) / 1000, ...columns.summary() });
}

function say(message) {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
