/** Rows of a dataset in any of its forms, one piece at a time. */

import type { Vector } from '../../kernels/kernels.ts';
import type { OpenDataset } from './windows.ts';

/** Fills x with the rows [begin, end) of the dataset. */
export function readRows(dataset: OpenDataset, begin: number, end: number, x: Vector, features: number): void {
  if (!('x' in dataset)) dataset.source.read(begin, end, x, 0);
  else if (dataset.index === undefined) x.set(dataset.x.subarray(begin * features, end * features));
  else {
    for (let n = begin; n < end; n++) {
      const at = dataset.index[n]! * features;
      x.set(dataset.x.subarray(at, at + features), (n - begin) * features);
    }
  }
}

/** The targets of these rows. */
export function targetsOf(dataset: OpenDataset, begin: number, end: number): number[] {
  const { targets } = dataset;
  if (!('x' in dataset) || dataset.index === undefined) return Array.from(targets.subarray(begin, end));
  return Array.from(dataset.index.subarray(begin, end), row => targets[row]!);
}
