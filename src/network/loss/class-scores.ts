/**
 * Scores that weigh every class equally, whatever its number of rows. They follow from the diagonal and the margins of
 * the confusion matrix, so only these are kept: a matrix of many classes would be large.
 *
 * Balanced accuracy is the mean recall of the classes (sklearn.metrics.balanced_accuracy_score). Macro F1 is the mean
 * of F1 = 2 · hits / (rows + predictions) (sklearn.metrics.f1_score with average='macro' over the classes that have
 * rows). F1 is 0 for a class that is never predicted. Classes without rows are left out of both means.
 */

import { argmax } from '../../base/numbers/argmax.ts';
import type { Vector } from '../../kernels/kernels.ts';

export interface ClassScores {
  balancedAccuracy: number;
  macroF1: number;
}

export class ClassCounts {
  /** Per class: actual rows, predicted rows, true positives. */
  readonly #rows: Float64Array;
  readonly #predictions: Float64Array;
  readonly #hits: Float64Array;

  constructor(classes: number) {
    this.#rows = new Float64Array(classes);
    this.#predictions = new Float64Array(classes);
    this.#hits = new Float64Array(classes);
  }

  /** All counts, in one array (3 · classes). */
  get state(): Float64Array {
    const parts = [this.#rows, this.#predictions, this.#hits];
    const state = new Float64Array(parts.length * this.#rows.length);
    for (const [part, counts] of parts.entries()) state.set(counts, part * counts.length);
    return state;
  }

  /** Continues from a state. */
  restore(state: Float64Array): void {
    const classes = this.#rows.length;
    [this.#rows, this.#predictions, this.#hits].forEach((counts, part) => {
      counts.set(state.subarray(part * classes, (part + 1) * classes));
    });
  }

  /** Adds the counts of another state. */
  addState(state: Float64Array): void {
    const classes = this.#rows.length;
    [this.#rows, this.#predictions, this.#hits].forEach((counts, part) => {
      for (let label = 0; label < classes; label++) counts[label]! += state[part * classes + label]!;
    });
  }

  reset(): void {
    this.#rows.fill(0);
    this.#predictions.fill(0);
    this.#hits.fill(0);
  }

  /** Counts a batch: logits (N, classes) against labels (N). A row's prediction is the argmax of its logits. */
  add(logits: Vector, labels: Int32Array, N: number): void {
    const classes = this.#rows.length;
    for (let n = 0; n < N; n++) {
      const row = n * classes;
      const best = argmax(logits, row, classes);
      const label = labels[n]!;
      this.#rows[label]!++;
      this.#predictions[best]!++;
      if (best === label) this.#hits[label]!++;
    }
  }

  /** The scores; NaN before anything was counted. */
  scores(): ClassScores {
    return classScores(this.#rows, this.#predictions, this.#hits);
  }
}

/** The scores from actual rows, predicted rows and true positives of each class. */
export function classScores(rows: Float64Array, predictions: Float64Array, hits: Float64Array): ClassScores {
  let [present, recalls, f1s] = [0, 0, 0];
  for (let label = 0; label < rows.length; label++) {
    if (rows[label] === 0) continue;
    present++;
    recalls += hits[label]! / rows[label]!;
    f1s += f1Of(rows[label]!, predictions[label]!, hits[label]!);
  }
  return { balancedAccuracy: recalls / present, macroF1: f1s / present };
}

/** The harmonic mean of precision and recall. */
export function f1Of(rows: number, predictions: number, hits: number): number {
  return (2 * hits) / (rows + predictions);
}
