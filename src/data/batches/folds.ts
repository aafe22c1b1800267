/** What each network of an ensemble learns from and is validated with: rows of one dataset, of which there is no copy. */

import type { Vector } from '../../kernels/kernels.ts';
import type { Memory } from '../../kernels/memory.ts';
import { heap } from '../../kernels/reference/heap-memory.ts';
import type { Parts } from '../choosing/parts.ts';
import type { Labels } from '../encoding/labels.ts';
import type { Dataset } from './dataset.ts';
import { readRows } from './read-rows.ts';
import type { StoredRowsData } from './stored-rows.ts';
import type { StoredDataset } from './windows.ts';

export interface Fold {
  readonly train: Dataset | StoredDataset;
  readonly validation: Dataset | StoredDataset;
}

/** The fold of each part, in order. `memory` is that of the dataset. */
export function foldsOf(dataset: Dataset | StoredDataset, parts: Parts, memory: Memory): Fold[] {
  const rowsWhere = (wanted: (part: number) => boolean) => rowsOf(dataset, positions(parts, wanted, memory), memory);
  return Array.from({ length: parts.count }, (_, part) => ({
    train: rowsWhere(each => each !== part),
    validation: rowsWhere(each => each === part),
  }));
}

/** A copy of the rows of the first fold, for checks; null if it would take more than `maxBytes`. */
export function copyOfFirstFold(
  dataset: Dataset,
  parts: Parts,
  maxBytes: number,
): { train: Dataset; validation: Dataset } | null {
  const { x, targets, rows } = dataset;
  if (x.byteLength > maxBytes) return null;
  const features = x.length / rows;
  const copy = (wanted: (part: number) => boolean): Dataset => {
    const index = positions(parts, wanted, heap);
    const own = heap.floats(index.length * features, x instanceof Float32Array ? 'float32' : 'float64');
    readRows({ ...dataset, index }, 0, index.length, own, features);
    return {
      x: own,
      targets: copyRows(targets.slice(0, index.length), targets, index),
      weights: null,
      rows: index.length,
    };
  };
  return { train: copy(part => part !== 0), validation: copy(part => part === 0) };
}

function positions({ of }: Parts, wanted: (part: number) => boolean, memory: Memory): Int32Array {
  let count = 0;
  for (const part of of) if (wanted(part)) count++;
  const found = memory.int32(count);
  for (let row = 0, at = 0; at < count; row++) if (wanted(of[row]!)) found[at++] = row;
  return found;
}

function rowsOf(dataset: Dataset | StoredDataset, index: Int32Array, memory: Memory): Dataset | StoredDataset {
  if ('x' in dataset) return { ...dataset, index, rows: index.length };
  const stored = dataset.stored as StoredRowsData;
  // Shared, so that each thread need not have its own.
  const rows = new Int32Array(new SharedArrayBuffer(4 * index.length));
  copyRows(rows, stored.rows, index);
  return { ...labelsOf(dataset, index, memory), stored: { ...stored, rows } };
}

function labelsOf({ targets, weights }: Labels, index: Int32Array, memory: Memory): Labels {
  const rows = index.length;
  const floats = (values: Vector) => {
    const width = values instanceof Float32Array ? 'float32' : 'float64';
    return copyRows(memory.floats(rows, width), values, index);
  };
  const own = targets instanceof Int32Array ? copyRows(memory.int32(rows), targets, index) : floats(targets);
  return { targets: own, weights: weights && floats(weights), rows };
}

function copyRows<T extends Labels['targets']>(out: T, values: Labels['targets'], index: Int32Array): T {
  for (let n = 0; n < index.length; n++) out[n] = values[index[n]!]!;
  return out;
}
