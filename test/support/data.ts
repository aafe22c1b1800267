/** Shortcuts from files to a table, and to the inputs of a network. */

import type { Dataset } from '../../src/data/batches/dataset.ts';
import { type LoadedData, loadData } from '../../src/data/load.ts';
import type { ReadContext } from '../../src/data/reading/read-table.ts';
import { readTable } from '../../src/data/reading/read-table.ts';
import type { Table } from '../../src/data/tables/table.ts';
import type { FloatWidth } from '../../src/kernels/memory.ts';
import { heap } from '../../src/kernels/reference/heap-memory.ts';
import { type Config, makeConfig } from '../../src/settings/config.ts';

/** Unchecked settings by key. */
export type Given = { readonly [K in keyof Config]?: unknown };

/** The context of reading where it differs from the default: threads, or the size from which files are cached. */
export type Circumstances = Partial<Omit<ReadContext, 'warn'>>;

/** The table, which stays open: tests are short. No table is cached unless `given` says so. */
export async function tableOf(
  path: string,
  given: Given = {},
  circumstances: Circumstances = {},
): Promise<{ table: Table; warnings: string[] }> {
  const warnings: string[] = [];
  const context = { threads: 1, ...circumstances, warn: (message: string) => warnings.push(message) };
  const table = await readTable([path], makeConfig({ cache: false, ...given }), context);
  return { table, warnings };
}

/** Rows in memory. */
export interface LoadedRows extends LoadedData {
  train: Dataset;
  validation: Dataset | null;
  warnings: string[];
}

/** Loads rows as the program does, by default in float64. */
export async function load(
  paths: string | readonly string[],
  given: Given = {},
  circumstances: Circumstances & { width?: FloatWidth } = {},
): Promise<LoadedRows> {
  const warnings: string[] = [];
  const { width = 'float64', ...changes } = circumstances;
  const context = { threads: 1, ...changes, warn: (message: string) => warnings.push(message) };
  const config = makeConfig({ cache: false, ...given });
  const data = await loadData(typeof paths === 'string' ? [paths] : paths, config, width, heap, context);
  const { train, validation } = data;
  if ('stored' in train || (validation !== null && 'stored' in validation)) throw new Error('the rows are in a file');
  return { ...data, train, validation, warnings };
}

/** The rows of a matrix (rows, features) as arrays. */
export function rowsOf(x: ArrayLike<number>, features: number): number[][] {
  return Array.from({ length: x.length / features }, (_, row) =>
    Array.from({ length: features }, (_, feature) => x[row * features + feature]!),
  );
}
