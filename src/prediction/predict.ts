/** Predicts the rows of a table in their order. Memory does not grow with the table. */

import { argmax } from '../base/numbers/argmax.ts';
import { Pauses } from '../base/threads/event-loop.ts';
import type { Vector } from '../kernels/kernels.ts';
import { softmax } from '../network/loss/softmax.ts';
import { cutTo } from '../network/prediction-range.ts';
import type { SavedTarget } from '../saved/model.ts';
import type { ModelRows } from './model-rows.ts';
import type { Predictor } from './predictor.ts';

export interface Prediction {
  /** Texts of the copied columns. */
  readonly kept: readonly string[];
  /** Index of the class, or the number in the units of the target; null if the network gives no finite number. */
  readonly value: number | null;
  /** Whether the row could not be read, and so has no value. */
  readonly unread?: true;
  /** Probability of each class; null for regression, and if the value is null. */
  readonly probabilities: Float64Array | null;
}

/** Yields one array for each block, with an element for each row, also for those that could not be read. Throws UserError for rows that cannot be read. */
export async function* predictRows(
  rows: ModelRows,
  predictor: Predictor,
  target: SavedTarget,
): AsyncGenerator<Prediction[]> {
  const { capacity, input, outputs } = predictor;
  const columns = [...rows.keptNames.keys()];
  const pauses = new Pauses();
  for await (const block of rows.blocks()) {
    const byRow = new Map<number, Prediction>();
    for (let begin = 0; begin < block.rows.length; begin += capacity) {
      await pauses.pause();
      const part = block.rows.subarray(begin, begin + capacity);
      block.encode(part, input, rows.unseen);
      const out = predictor.run(part.length);
      part.forEach((row, n) => {
        const kept = columns.map(column => block.kept(row, column));
        byRow.set(row, { kept, ...readOutputs(out, n * outputs, target) });
      });
    }
    const keptOf = (row: number) => columns.map(column => (row < 0 ? '' : block.kept(row, column)));
    yield Array.from(block.order, row => byRow.get(row) ?? unread(keptOf(row)));
  }
}

function unread(kept: readonly string[]): Prediction {
  return { kept, value: null, unread: true, probabilities: null };
}

/** The prediction from the outputs of a row, which begin at `at`. */
export function readOutputs(
  out: Vector,
  at: number,
  { classes, mean, deviation, range }: SavedTarget,
): Pick<Prediction, 'value' | 'probabilities'> {
  if (classes === null) {
    const value = cutTo(range, out[at]! * deviation + mean);
    return { value: Number.isFinite(value) ? value : null, probabilities: null };
  }
  const probabilities = softmax(out, at, classes.length);
  if (!probabilities.every(Number.isFinite)) return { value: null, probabilities: null };
  return { value: argmax(out, at, classes.length), probabilities };
}
