/**
 * How well a network tells classes apart: the confusion matrix, and what follows from it. Precision of a class is the share of
 * the rows taken for it that are of it, recall the share of its rows that are taken for it, F1 their harmonic mean,
 * 2 · hits / (rows + predictions). Balanced accuracy and macro F1 are the means of recall and F1 over the classes that have
 * rows (sklearn.metrics.balanced_accuracy_score, f1_score). Rows of classes that the network does not know are one more
 * class, which is never predicted: they count as wrong.
 */

import type { ClassReport, Confusion } from '../events/events.ts';

export interface ClassEvaluation {
  accuracy: number;
  balancedAccuracy: number;
  macroF1: number;
  classes: ClassReport[];
  /** Those that occur, in the order of the classes. */
  confusion: Confusion[];
}

export class ClassEvaluator {
  readonly #names: readonly string[];
  /** By actual · classes + predicted: a matrix of many classes is nearly empty. */
  readonly #counts = new Map<number, number>();

  constructor(names: readonly string[]) {
    this.#names = names;
  }

  /** `actual` may be as much as the number of classes, for one that the network does not know. */
  add(actual: number, predicted: number): void {
    const cell = actual * this.#names.length + predicted;
    this.#counts.set(cell, (this.#counts.get(cell) ?? 0) + 1);
  }

  result(): ClassEvaluation {
    const classes = this.#names.length;
    const confusion = [...this.#counts]
      .sort(([a], [b]) => a - b)
      .map(([cell, rows]) => ({ actual: Math.floor(cell / classes), predicted: cell % classes, rows }));
    const [rows, predictions, hits] = [0, 1, 2].map(() => new Float64Array(classes + 1)) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    for (const { actual, predicted, rows: count } of confusion) {
      rows[actual]! += count;
      predictions[predicted]! += count;
      if (actual === predicted) hits[actual]! += count;
    }
    const reports = [...this.#names, null].map((name, index): ClassReport => {
      const [own, taken, hit] = [rows[index]!, predictions[index]!, hits[index]!];
      const f1 = own === 0 ? null : (2 * hit) / (own + taken);
      return { name, rows: own, predictions: taken, precision: ratio(hit, taken), recall: ratio(hit, own), f1 };
    });
    const present = reports.filter(report => report.rows > 0);
    return {
      accuracy: hits.reduce((a, b) => a + b) / rows.reduce((a, b) => a + b),
      balancedAccuracy: mean(present.map(({ recall }) => recall!)),
      macroF1: mean(present.map(({ f1 }) => f1!)),
      classes: reports.filter(({ name, rows }) => name !== null || rows > 0),
      confusion,
    };
  }
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}
