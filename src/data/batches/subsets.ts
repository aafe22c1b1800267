/** The encoded rows of training and validation: matrices in memory, or rows of a file. */

import type { Warn } from '../../base/warn.ts';
import type { Vector } from '../../kernels/kernels.ts';
import type { Subset } from '../choosing/validation-file.ts';
import { bindTable } from '../encoding/bind.ts';
import { type EncodeWorkers, encodeBlocks } from '../encoding/encode-threads.ts';
import type { Input } from '../encoding/inputs.ts';
import type { Labels } from '../encoding/labels.ts';
import type { UnseenValues } from '../encoding/unseen-values.ts';
import type { Cache } from '../tables/store/cache.ts';
import type { Dataset } from './dataset.ts';
import { describeStoredRows, storeInFile } from './stored-dataset.ts';
import type { StoredDataset } from './windows.ts';

interface Sets {
  sets: (Dataset | StoredDataset)[];
  close(): void;
}

/** Rows with the inputs and labels that they become. */
export interface Side extends Subset {
  readonly inputs: readonly Input[];
  readonly features: number;
  readonly labels: Labels;
}

/** Each table is gone over once, whatever sides have rows of it. Its blocks are let go unless it `keeps` them. */
export async function encodeSubsets(
  sides: readonly Side[],
  allocate: (size: number) => Vector,
  unseen: UnseenValues,
  workers: EncodeWorkers | null,
  keeps = false,
): Promise<Sets> {
  const sets = sides.map(({ labels, features }) => ({ ...labels, x: allocate(labels.rows * features) }));
  for (const table of new Set(sides.map(side => side.table))) {
    const parts = sides.flatMap((side, n) =>
      side.table === table ? [{ encoding: bindTable(side.inputs, table), rows: side.rows, x: sets[n]!.x }] : [],
    );
    await encodeBlocks(table, parts, unseen, workers, keeps);
    if (!keeps) table.store.close();
  }
  return { sets, close: () => {} };
}

export async function storeSubsets(
  sides: readonly Side[],
  cache: Cache,
  unseen: UnseenValues,
  warn: Warn,
): Promise<Sets> {
  const stored = new Map(sides.map(({ table }) => [table, table]));
  const close = () => {
    for (const { store } of stored.values()) store.close();
  };
  try {
    for (const table of stored.keys()) stored.set(table, await storeInFile(table, cache, warn));
    const sets = sides.map(({ table, rows, inputs, labels }) => ({
      ...labels,
      stored: describeStoredRows(stored.get(table)!, inputs, rows, unseen),
    }));
    return { sets, close };
  } catch (error) {
    close();
    throw error;
  }
}
