/** Measures how much folding batch norm changes predictions: row by row, with both networks on the same inputs. */

import type { Engine } from '../kernels/engine.ts';
import type { SavedModel } from '../saved/model.ts';
import type { ModelRows } from './model-rows.ts';
import { readOutputs } from './predict.ts';
import { Predictor } from './predictor.ts';

export interface FoldDifference {
  rows: number;
  /**
   * Max difference of probabilities, or of numbers in the units of the target; infinite if only one of two numbers is
   * finite.
   */
  greatest: number;
  /** Rows with another predicted class; null for regression. */
  classesChanged: number | null;
}

export class FoldComparison {
  /** The network before folding; its input takes the rows. */
  readonly before: Predictor;
  readonly #after: Predictor;
  readonly #model: SavedModel;
  #rows = 0;
  #max = 0;
  #changed = 0;

  constructor(model: SavedModel, folded: SavedModel, engine: Engine) {
    this.#model = model;
    this.before = new Predictor(model, engine);
    this.#after = new Predictor(folded, engine);
  }

  /** Compares the first rows of `before`'s input. */
  add(rows: number): void {
    const { input, outputs } = this.before;
    const { target, network } = this.#model;
    this.#after.input.set(input.subarray(0, rows * network.widths[0]!));
    const [before, after] = [this.before.run(rows), this.#after.run(rows)];
    for (let n = 0; n < rows; n++) {
      const [one, other] = [before, after].map(out => readOutputs(out, n * outputs, target));
      if (one!.value !== other!.value && target.classes !== null) this.#changed++;
      const [a, b] = [one!, other!].map(({ value, probabilities }) => probabilities ?? [value ?? Number.NaN]);
      for (let m = 0; m < a!.length; m++) this.#max = Math.max(this.#max, difference(a![m]!, b![m]!));
    }
    this.#rows += rows;
  }

  result(): FoldDifference {
    const classesChanged = this.#model.target.classes === null ? null : this.#changed;
    return { rows: this.#rows, greatest: this.#max, classesChanged };
  }
}

/** The difference of two numbers; 0 if both are NaN. */
function difference(a: number, b: number): number {
  if (Number.isNaN(a) && Number.isNaN(b)) return 0;
  return Number.isNaN(a - b) ? Number.POSITIVE_INFINITY : Math.abs(a - b);
}

/** The difference on the rows of a table. Throws UserError for rows that cannot be read. */
export async function differenceOnRows(comparison: FoldComparison, rows: ModelRows): Promise<FoldDifference> {
  const { input, capacity } = comparison.before;
  for await (const block of rows.blocks()) {
    for (let begin = 0; begin < block.rows.length; begin += capacity) {
      const part = block.rows.subarray(begin, begin + capacity);
      block.encode(part, input, rows.unseen);
      comparison.add(part.length);
    }
  }
  return comparison.result();
}
