/**
 * Scores of predicted classes: the confusion matrix and what follows from it. The precision of a class is true
 * positives / predicted rows, the recall is true positives / actual rows, and F1 is their harmonic mean;
 * network/loss/class-scores.ts has balanced accuracy and macro F1. Rows of unknown classes count as wrong: they are one
 * more class, which is never predicted.
 */

import type { ClassReport, Confusion, GuessReport } from '../events/events.ts';
import { classScores, f1Of } from '../network/loss/class-scores.ts';
import { guessByCounts } from '../network/loss/guess.ts';

export interface ClassEvaluation {
  accuracy: number;
  balancedAccuracy: number;
  macroF1: number;
  classes: ClassReport[];
  /** The pairs that occur, in the order of the classes. */
  confusion: Confusion[];
  /** The level of guessing by the shares of the classes in training, or if they are unknown in these rows. */
  guess: GuessReport;
}

export class ClassEvaluator {
  readonly #names: readonly string[];
  readonly #trained: readonly number[] | undefined;
  /** Rows by actual · classes + predicted. It is a map because a matrix of many classes is nearly empty. */
  readonly #counts = new Map<number, number>();

  /** `trained` has the training rows of each class; absent if they are unknown. */
  constructor(names: readonly string[], trained?: readonly number[]) {
    this.#names = names;
    this.#trained = trained;
  }

  /** `actual` is the number of classes for a class that the network does not know. */
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
      const [own, predicted, hit] = [rows[index]!, predictions[index]!, hits[index]!];
      const f1 = own === 0 ? null : f1Of(own, predicted, hit);
      return { name, rows: own, predictions: predicted, precision: ratio(hit, predicted), recall: ratio(hit, own), f1 };
    });
    return {
      accuracy: hits.reduce((a, b) => a + b) / rows.reduce((a, b) => a + b),
      ...classScores(rows, predictions, hits),
      classes: reports.filter(({ name, rows }) => name !== null || rows > 0),
      confusion,
      guess: guessOf(rows, this.#trained),
    };
  }
}

/** The level of guessing. Rows of unknown classes, which come last, count as wrong and are left out of the loss. */
function guessOf(rows: Float64Array, trained?: readonly number[]): GuessReport {
  const known = rows.slice();
  known[known.length - 1] = 0;
  const train = trained === undefined ? known : Float64Array.from([...trained, 0]);
  const { loss, score, balancedAccuracy, macroF1 } = guessByCounts(
    { weights: train, counts: train },
    { weights: known, counts: rows },
  );
  return { loss, accuracy: score, balancedAccuracy: balancedAccuracy!, macroF1: macroF1! };
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
