/** Predictions for the rows of a table, in their order, in memory that does not grow with it. */

import { argmax } from '../base/numbers/argmax.ts';
import type { Vector } from '../kernels/kernels.ts';
import { softmax } from '../network/loss/softmax.ts';
import type { SavedTarget } from '../saved/model.ts';
import type { ModelRows } from './model-rows.ts';
import type { Predictor } from './predictor.ts';

export interface Prediction {
  /** Texts of the copied columns. */
  readonly kept: readonly string[];
  /** Index of the class, or the number in its own units; null where the network gives no finite one. */
  readonly value: number | null;
  /** Of the classes; null for regression, and where the value is null. */
  readonly probabilities: Float64Array | null;
}

/** One array a block. Throws UserError for rows that cannot be read. */
export async function* predictRows(
  rows: ModelRows,
  predictor: Predictor,
  target: SavedTarget,
): AsyncGenerator<Prediction[]> {
  const { capacity, input, outputs } = predictor;
  const columns = [...rows.keptNames.keys()];
  for await (const block of rows.blocks()) {
    const predictions: Prediction[] = [];
    for (let begin = 0; begin < block.rows.length; begin += capacity) {
      const part = block.rows.subarray(begin, begin + capacity);
      block.encode(part, input, rows.unseen);
      const out = predictor.run(part.length);
      part.forEach((row, n) => {
        const kept = columns.map(column => block.kept(row, column));
        predictions.push({ kept, ...readOutputs(out, n * outputs, target) });
      });
    }
    yield predictions;
  }
}

/** The prediction in a row's outputs, which begin at `at`. */
export function readOutputs(
  out: Vector,
  at: number,
  { classes, mean, deviation }: SavedTarget,
): Pick<Prediction, 'value' | 'probabilities'> {
  if (classes === null) {
    const value = out[at]! * deviation + mean;
    return { value: Number.isFinite(value) ? value : null, probabilities: null };
  }
  const probabilities = softmax(out, at, classes.length);
  if (!probabilities.every(Number.isFinite)) return { value: null, probabilities: null };
  return { value: argmax(out, at, classes.length), probabilities };
}
