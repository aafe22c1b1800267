/** Measures what folding changes on the validation rows of training, which are read and split again. */

import { readRows } from '../data/batches/read-rows.ts';
import type { OpenDataset } from '../data/batches/windows.ts';
import type { SavedModel } from '../saved/model.ts';
import type { FoldComparison, FoldDifference } from './fold-difference.ts';
import { heldOutRows, loadTrainingData } from './training-data.ts';

/** The difference, or the reason why these rows are not available. */
export async function differenceOnValidation(
  comparison: FoldComparison,
  model: SavedModel,
  threads: number,
): Promise<FoldDifference | string> {
  const data = await loadTrainingData(model, model.data.paths, threads);
  if (typeof data === 'string') return data;
  try {
    for (const { dataset } of heldOutRows(data)) compare(comparison, dataset, model.network.widths[0]!);
    return comparison.result();
  } finally {
    data.close();
  }
}

function compare(comparison: FoldComparison, dataset: OpenDataset, features: number): void {
  const { input, capacity } = comparison.before;
  for (let begin = 0; begin < dataset.rows; begin += capacity) {
    const end = Math.min(begin + capacity, dataset.rows);
    readRows(dataset, begin, end, input, features);
    comparison.add(end - begin);
  }
}
