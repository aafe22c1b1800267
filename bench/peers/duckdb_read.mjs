/**
 * DuckDB, told every column's type, its chunks copied into the columns as they come and in their order. Speaks as
 * columns.mjs does; without THREADS it takes all processors.
 */

import { DuckDBInstance, version } from '@duckdb/node-api';
import { main } from './columns.mjs';

const quoted = text => `'${text.replaceAll("'", "''")}'`;
const identifier = text => `"${text.replaceAll('"', '""')}"`;
const types = { number: 'FLOAT', text: 'VARCHAR', date: 'DATE' };

/** Missing numbers and dates come as NaN, so that whole vectors can be copied. */
function expressionOf(name, kind) {
  if (kind === 'text') return identifier(name);
  const number = kind === 'date' ? `epoch(${identifier(name)}) / 86400` : identifier(name);
  return `coalesce((${number})::FLOAT, 'nan'::FLOAT)`;
}

function queryOf(path, { names, kinds, onlyNumbers }) {
  const columns = names.map((name, index) => `${quoted(name)}: ${quoted(types[kinds[index]])}`).join(', ');
  // A table of numbers without missing ones needs no expressions.
  const selected = onlyNumbers ? '*' : names.map((name, index) => expressionOf(name, kinds[index])).join(', ');
  const options = `header = true, auto_detect = false, delim = ',', quote = '"', escape = '"', nullstr = ['', 'NA']`;
  return `SELECT ${selected} FROM read_csv(${quoted(path)}, ${options}, columns = {${columns}})`;
}

await main(version().slice(1), async (path, columns, threads) => {
  const settings = threads === undefined ? {} : { threads };
  const instance = await DuckDBInstance.create(':memory:', settings);
  const connection = await instance.connect();
  const result = await connection.stream(queryOf(path, columns));
  for (let chunk = await result.fetchChunk(); chunk?.rowCount > 0; chunk = await result.fetchChunk()) {
    const { rows } = columns;
    columns.reserve(rows + chunk.rowCount);
    for (let column = 0; column < columns.names.length; column++) {
      const vector = chunk.getColumnVector(column);
      if (columns.kinds[column] === 'text') copyTexts(vector, columns, column);
      else columns.values[column].set(vector.items, rows);
    }
    columns.rows += chunk.rowCount;
  }
  connection.closeSync();
  instance.closeSync();
});

function copyTexts(vector, columns, column) {
  const values = columns.values[column];
  for (let row = 0; row < vector.itemCount; row++) {
    const text = vector.getItem(row);
    values[columns.rows + row] = text === null ? Number.NaN : columns.codeOf(text, column);
  }
}
