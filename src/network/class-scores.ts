/**
 * Scores that count every class alike, however many rows it has. They follow from the confusion matrix's diagonal and its
 * margins, which are all that is kept: a matrix of many classes would be large.
 *
 * Balanced accuracy is the mean of the classes' recalls (sklearn.metrics.balanced_accuracy_score). Macro F1 is the mean of
 * their F1 = 2 · hits / (rows + predictions) (sklearn.metrics.f1_score with average='macro' over the classes that have
 * rows); of a class that is never predicted it is 0. Classes without rows are left out of both means.
 */

import type { Vector } from '../kernels/kernels.ts';

export interface ClassScores {
  balancedAccuracy: number;
  macroF1: number;
}

export class ClassCounts {
  /** By class: rows of it, rows taken for it, and rows of it taken for it. */
  readonly #rows: Float64Array;
  readonly #predictions: Float64Array;
  readonly #hits: Float64Array;

  constructor(classes: number) {
    this.#rows = new Float64Array(classes);
    this.#predictions = new Float64Array(classes);
    this.#hits = new Float64Array(classes);
  }

  /** All counts, in one piece (3 · classes). */
  get state(): Float64Array {
    const parts = [this.#rows, this.#predictions, this.#hits];
    const state = new Float64Array(parts.length * this.#rows.length);
    for (const [part, counts] of parts.entries()) state.set(counts, part * counts.length);
    return state;
  }

  /** Goes on from a state. */
  restore(state: Float64Array): void {
    const classes = this.#rows.length;
    [this.#rows, this.#predictions, this.#hits].forEach((counts, part) => {
      counts.set(state.subarray(part * classes, (part + 1) * classes));
    });
  }

  reset(): void {
    this.#rows.fill(0);
    this.#predictions.fill(0);
    this.#hits.fill(0);
  }

  /** Counts a batch: logits (N, classes) against labels (N). A row is taken for the first class of the greatest logit. */
  add(logits: Vector, labels: Int32Array, N: number): void {
    const classes = this.#rows.length;
    for (let n = 0; n < N; n++) {
      const row = n * classes;
      let best = 0;
      for (let m = 1; m < classes; m++) if (logits[row + m]! > logits[row + best]!) best = m;
      const label = labels[n]!;
      this.#rows[label]!++;
      this.#predictions[best]!++;
      if (best === label) this.#hits[label]!++;
    }
  }

  /** NaN before anything was counted. */
  scores(): ClassScores {
    let [present, recalls, f1s] = [0, 0, 0];
    this.#rows.forEach((rows, label) => {
      if (rows === 0) return;
      const hits = this.#hits[label]!;
      present++;
      recalls += hits / rows;
      f1s += (2 * hits) / (rows + this.#predictions[label]!);
    });
    return { balancedAccuracy: recalls / present, macroF1: f1s / present };
  }
}
