/** Measures what folding changes on the validation rows of training, which are read and split again. */

import { existsSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { UserError } from '../base/errors.ts';
import { STANDARD_INPUT } from '../base/files/standard-input.ts';
import { list } from '../base/text/format.ts';
import type { Dataset } from '../data/batches/dataset.ts';
import { StoredRows, type StoredRowsData } from '../data/batches/stored-rows.ts';
import { openDataset, type StoredDataset } from '../data/batches/windows.ts';
import { type LoadedData, loadData } from '../data/load.ts';
import { heap } from '../kernels/reference/heap-memory.ts';
import type { SavedModel } from '../saved/model.ts';
import type { FoldComparison, FoldDifference } from './fold-difference.ts';

/** The difference, or why these rows are not available. */
export async function differenceOnValidation(
  comparison: FoldComparison,
  { data: trained, inputs, config, network }: SavedModel,
  threads: number,
): Promise<FoldDifference | string> {
  const { paths, validationPath, validationRows } = trained;
  if (validationRows === 0) return 'no row validated in training';
  if (paths.includes(STANDARD_INPUT)) return 'the table of training was the standard input';
  const files = [...paths, ...(validationPath === null ? [] : [validationPath])];
  const gone = files.find(path => !existsSync(path));
  if (gone !== undefined) return `${gone}, a file of training, does not exist`;
  try {
    const data = await loadData(paths, config, 'float32', heap, { threads, warn: () => {}, digests: true });
    try {
      if (!isSame(data, trained, inputs))
        return `${files.length > 1 ? 'one of ' : ''}${list(files)} is not what it was in training`;
      compare(comparison, data.validation!, network.widths[0]!);
      return comparison.result();
    } finally {
      data.close();
    }
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

/**
 * Whether the files, the number of rows and their encoding are those of training. Older models have no digests of their
 * files.
 */
function isSame(
  { description, inputs, digests }: LoadedData,
  trained: SavedModel['data'],
  known: SavedModel['inputs'],
): boolean {
  const found = [...digests!.table, digests!.validation];
  if (trained.digests !== undefined && !isDeepStrictEqual(found, [...trained.digests, trained.validationDigest]))
    return false;
  const rows = description.trainRows === trained.trainRows && description.validationRows === trained.validationRows;
  // Compared as JSON, because `known` was read from a file.
  return rows && isDeepStrictEqual(JSON.parse(JSON.stringify(inputs)), known);
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
