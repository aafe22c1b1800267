/** The tables of the parts `read` and `streams`, each written once in a run. */

import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { formatCount } from '../src/base/text/format.ts';
import { floatNames, writeFloats } from './floats.ts';
import { mixedKinds, mixedNames, writeMixed } from './mixed.ts';
import { writeSyntheticTable } from './synthetic.ts';
import { temporaryFolder } from './temporary.ts';

export interface ReadTable {
  /** "floats, 1,000,000 x 30, 274 MB" */
  title: string;
  path: string;
  target: string;
  rows: number;
  /** Columns that are not numbers. */
  kinds: Readonly<Record<string, string>>;
}

const sources = {
  floats: { rows: 1_000_000, columns: floatNames.length, target: 'y', kinds: {}, write: writeFloats },
  integers: { rows: 60_000, columns: 785, target: 'label', kinds: {}, write: writeSyntheticTable },
  mixed: { rows: 500_000, columns: mixedNames.length, target: 'price', kinds: mixedKinds, write: writeMixed },
};

export type TableName = keyof typeof sources;

export function readTable(name: TableName, scale: number): ReadTable {
  const { columns, target, kinds, write, rows: all } = sources[name];
  const rows = Math.ceil(scale * all);
  const path = join(temporaryFolder(), `${name}.csv`);
  if (!existsSync(path)) write(path, rows);
  const megabytes = formatCount(Math.round(statSync(path).size / 1e6));
  return { title: `${name}, ${formatCount(rows)} x ${columns}, ${megabytes} MB`, path, target, rows, kinds };
}
