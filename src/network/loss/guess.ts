/**
 * The level of guessing: the scores of a prediction that uses no input. For classes, the probabilities are the class
 * shares of the training rows, and the prediction is the largest class; for numbers, it is the mean of the training
 * rows. A network that is not better has learned nothing from its inputs.
 */

import { argmax } from '../../base/numbers/argmax.ts';
import { RunningVariance } from '../../base/numbers/running-variance.ts';
import type { Targets, Vector } from '../../kernels/kernels.ts';
import { classScores } from './class-scores.ts';

export interface Guess {
  /** The loss, as of a network: mean cross-entropy or mean squared error, weighted if the rows are. */
  loss: number;
  /** Accuracy or R². */
  score: number;
  /** Root of the mean squared error, in the units of the given targets. */
  rmse?: number;
  balancedAccuracy?: number;
  macroF1?: number;
}

export interface GuessedRows {
  targets: Targets;
  /** Weights of the rows; null if all are equal. */
  weights: Vector | null;
  rows: number;
}

/**
 * The loss and scores, on the evaluated rows, of guessing by the training rows. The loss is infinite if an evaluated
 * row has a class that no training row has.
 */
export function guessClasses(train: GuessedRows, evaluated: GuessedRows, classes: number): Guess {
  return guessByCounts(countRows(train, classes), countRows(evaluated, classes));
}

/** Rows of each class (classes): the sum of their weights, and their number. */
export interface CountedRows {
  weights: Float64Array;
  counts: Float64Array;
}

/** The level of guessing from counts. Weights are in the loss, and the largest class is the one with the most rows. */
export function guessByCounts(train: CountedRows, { weights, counts }: CountedRows): Guess {
  const [trained, evaluated, rows] = [train.weights, weights, counts].map(sum) as [number, number, number];
  const classes = counts.length;
  let loss = 0;
  for (let label = 0; label < classes; label++) {
    if (weights[label]! > 0) loss -= (weights[label]! / evaluated) * Math.log(train.weights[label]! / trained);
  }
  const guessed = argmax(train.counts, 0, classes);
  const [predictions, hits] = [new Float64Array(classes), new Float64Array(classes)];
  predictions[guessed] = rows;
  hits[guessed] = counts[guessed]!;
  return { loss, score: counts[guessed]! / rows, ...classScores(counts, predictions, hits) };
}

export function guessNumbers(train: GuessedRows, evaluated: GuessedRows): Guess {
  let [weight, total] = [0, 0];
  for (let n = 0; n < train.rows; n++) {
    const own = train.weights?.[n] ?? 1;
    weight += own;
    total += own * train.targets[n]!;
  }
  const mean = weight > 0 ? total / weight : 0;
  let [squares, weighted, weights] = [0, 0, 0];
  const variance = new RunningVariance();
  for (let n = 0; n < evaluated.rows; n++) {
    const square = (evaluated.targets[n]! - mean) ** 2;
    const weight = evaluated.weights?.[n] ?? 1;
    squares += square;
    weighted += weight * square;
    weights += weight;
    variance.add(evaluated.targets[n]!);
  }
  const loss = weights > 0 ? weighted / weights : weighted;
  const score = variance.squares > 0 ? 1 - squares / variance.squares : Number.NaN;
  return { loss, score, rmse: Math.sqrt(squares / evaluated.rows) };
}

function countRows({ targets, weights, rows }: GuessedRows, classes: number): CountedRows {
  const counted = { weights: new Float64Array(classes), counts: new Float64Array(classes) };
  for (let n = 0; n < rows; n++) {
    const label = targets[n]!;
    counted.weights[label]! += weights?.[n] ?? 1;
    counted.counts[label]!++;
  }
  return counted;
}

function sum(values: Float64Array): number {
  return values.reduce((a, b) => a + b, 0);
}
