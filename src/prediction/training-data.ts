/** The training and validation rows of a model, read, split and encoded again. */

import { existsSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { UserError } from '../base/errors.ts';
import { STANDARD_INPUT } from '../base/files/standard-input.ts';
import { list } from '../base/text/format.ts';
import { foldsOf } from '../data/batches/folds.ts';
import { StoredRows, type StoredRowsData } from '../data/batches/stored-rows.ts';
import { type OpenDataset, openDataset } from '../data/batches/windows.ts';
import { type LoadedData, loadData } from '../data/load.ts';
import { heap } from '../kernels/reference/heap-memory.ts';
import type { SavedModel } from '../saved/model.ts';

/**
 * The validation rows of training: of an ensemble all rows, in parts, each with the number of the network that it validates.
 */
export function heldOutRows({ train, validation, parts }: LoadedData): { dataset: OpenDataset; network: number }[] {
  const all = parts === null ? [validation!] : foldsOf(train, parts, heap).map(fold => fold.validation);
  const open = (stored: unknown) => new StoredRows(stored as StoredRowsData);
  return all.map((dataset, network) => ({ dataset: openDataset(dataset, open), network }));
}

/**
 * The data of the table in `paths`, which the caller closes; or why they are not available: no rows validated, or the
 * data are not the same.
 */
export async function loadTrainingData(
  { data: trained, inputs, config, refit, ensemble }: SavedModel,
  paths: readonly string[],
  threads: number,
): Promise<LoadedData | string> {
  const { validationPath, validationRows } = trained;
  if (refit !== undefined) return 'the network was trained again on all rows, so none is held out';
  if (validationRows === 0 && ensemble === undefined) return 'no row validated in training';
  if (paths.includes(STANDARD_INPUT)) return 'the table of training was the standard input';
  const files = [...paths, ...(validationPath === null ? [] : [validationPath])];
  const gone = files.find(path => !existsSync(path));
  if (gone !== undefined) return `${gone}, a file of training, does not exist`;
  try {
    const data = await loadData(paths, config, 'float32', heap, { threads, warn: () => {}, digests: 'needed' });
    if (isSame(data, trained, inputs)) return data;
    data.close();
    return `${files.length > 1 ? 'one of ' : ''}${list(files)} is not what it was in training`;
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
