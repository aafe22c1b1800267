/** Checks a stored result that comes from another machine: its form, the lengths of its columns, and that no number is out of place. */

import * as v from 'valibot';
import { malformed } from '../../base/files/json.ts';
import { checkJson } from '../../base/files/schema.ts';
import type { Columns } from './columns.ts';
import type { StoredResult } from './result-line.ts';

const hex = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'takes a SHA-256'));
const base64 = v.pipe(v.string(), v.regex(/^[A-Za-z0-9+/]*={0,2}$/, 'takes base64'));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const real = v.nullable(v.pipe(v.number(), v.finite()));
const byName = v.record(v.string(), v.unknown());

const column = v.union([
  v.strictObject({ key: v.string(), time: v.literal(true) }),
  v.strictObject({ key: v.string(), first: v.pipe(v.number(), v.finite()), step: v.pipe(v.number(), v.finite()) }),
  v.strictObject({ key: v.string(), float64: base64 }),
  v.strictObject({ key: v.string(), values: v.array(v.unknown()) }),
  v.strictObject({ key: v.string(), value: v.unknown() }),
]);

const schema = v.strictObject({
  format: v.literal('bntrain-result/1'),
  digest: hex,
  job: hex,
  summary: v.strictObject({
    seed: count,
    trainRows: count,
    validationRows: count,
    nullLoss: real,
    guessLoss: real,
    digests: v.record(v.string(), hex),
    runs: v.array(v.strictObject({ arm: v.string(), trainLoss: real, validationLoss: real, validationScore: real })),
  }),
  // The room of events describes them.
  results: v.array(v.looseObject({ event: v.literal('result') })),
  curves: v.strictObject({
    tables: v.array(v.strictObject({ rows: count, columns: v.array(column) })),
    order: v.array(count),
  }),
  seconds: v.strictObject({
    results: v.array(v.pipe(v.number(), v.finite(), v.minValue(0))),
    curves: v.array(base64),
  }),
  at: v.pipe(v.string(), v.isoTimestamp()),
  worker: v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,20}$/, "takes a worker's name")),
  cell: byName,
  experiment: v.string(),
});

/** Throws Malformed. */
export function checkStored(json: unknown): StoredResult {
  const stored = checkJson(schema, json) as unknown as StoredResult;
  const { summary, results, curves, seconds } = stored;
  if (summary.runs.length !== results.length || seconds.results.length !== results.length) {
    throw malformed("'summary': its lists differ in length");
  }
  checkColumns(curves, seconds.curves);
  return stored;
}

function checkColumns({ tables, order }: Columns, times: readonly string[]): void {
  const used = tables.map(() => 0);
  for (const table of order) {
    if (table >= tables.length) throw malformed("'curves.order': names a table that there is not");
    used[table]!++;
  }
  if (times.length !== tables.length) throw malformed("'seconds.curves': takes one for each table");
  for (const [n, { rows, columns }] of tables.entries()) {
    const refuse = (key: string) => malformed(`'curves.tables.${n}': the column '${key}' does not have ${rows} rows`);
    if (used[n] !== rows) throw malformed(`'curves.tables.${n}': has ${rows} rows, and ${used[n]} have a place`);
    const bytes = (text: string) => Buffer.byteLength(text, 'base64');
    for (const own of columns) {
      if ('float64' in own && bytes(own.float64) !== 8 * rows) throw refuse(own.key);
      if ('values' in own && own.values.length !== rows) throw refuse(own.key);
      if ('time' in own && bytes(times[n]!) !== 8 * rows) throw refuse(own.key);
    }
  }
}
