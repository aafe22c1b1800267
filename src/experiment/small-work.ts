/** Small trainings are over before a second thread has started. */

import { fileSize } from '../base/files/file-size.ts';
import type { Experiment } from './spec.ts';

/** Multiply-adds of a training that a thread does while another one starts. */
const SMALL = 1e9;
/** Of a row, at least; a file has no more rows than this allows. */
const BYTES_OF_ROW = 20;
/** Guessed; more of them come in longer rows. */
const FEATURES = 16;

/** Whether one thread can train all arms in the time that further threads take to start, as far as the files tell. */
export function isSmall({ paths, arms, config }: Experiment): boolean {
  const { layers, epochs, steps, batchSize } = config;
  const widths = [FEATURES, ...layers];
  const weights = layers.reduce((sum, width, n) => sum + width * widths[n]!, 0);
  const rows = bytesOf(paths) / BYTES_OF_ROW;
  const rowsInAll = steps === null ? rows * (epochs ?? Number.POSITIVE_INFINITY) : steps * (batchSize ?? rows);
  return 3 * weights * rowsInAll * arms.length <= SMALL;
}

/** Infinite for what is no file. */
function bytesOf(paths: readonly string[]): number {
  return paths.reduce((sum, path) => sum + (fileSize(path) ?? Number.POSITIVE_INFINITY), 0);
}
