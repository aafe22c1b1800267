/** Measures what folding changes on the validation rows of training, which are read and split again. */

import type { Dataset } from '../data/batches/dataset.ts';
import { StoredRows, type StoredRowsData } from '../data/batches/stored-rows.ts';
import { openDataset, type StoredDataset } from '../data/batches/windows.ts';
import type { SavedModel } from '../saved/model.ts';
import type { FoldComparison, FoldDifference } from './fold-difference.ts';
import { loadTrainingData } from './training-data.ts';

/** The difference, or the reason why these rows are not available. */
export async function differenceOnValidation(
  comparison: FoldComparison,
  model: SavedModel,
  threads: number,
): Promise<FoldDifference | string> {
  const data = await loadTrainingData(model, model.data.paths, threads);
  if (typeof data === 'string') return data;
  try {
    compare(comparison, data.validation!, model.network.widths[0]!);
    return comparison.result();
  } finally {
    data.close();
  }
}

function compare(comparison: FoldComparison, validation: Dataset | StoredDataset, features: number): void {
  const { input, capacity } = comparison.before;
  const dataset = openDataset(validation, stored => new StoredRows(stored as StoredRowsData));
  for (let begin = 0; begin < dataset.rows; begin += capacity) {
    const end = Math.min(begin + capacity, dataset.rows);
    if ('x' in dataset) input.set(dataset.x.subarray(begin * features, end * features));
    else dataset.source.read(begin, end, input, 0);
    comparison.add(end - begin);
  }
}
