/** The level of guessing on the rows of a run, and how much better a network has to be so that it is not luck. */

import type { LoadedData } from '../data/load.ts';
import type { StartEvent } from '../events/events.ts';
import { guessClasses, guessNumbers } from '../network/loss/guess.ts';
import type { Task } from '../network/tasks.ts';

/** The loss and score of guessing, to compare those of a run with. */
export interface Level {
  task: Task;
  guessLoss: number;
  /** The number of rows that the losses are means of. */
  rows: number;
}

/** One chance in this many counts as luck. */
const ODDS = 20;

export function guessOf(data: LoadedData): StartEvent['guess'] {
  const { description, train, validation, parts, outputs, targetDeviation } = data;
  const evaluated = validation ?? train;
  if (description.task === 'classification') return guessClasses(train, evaluated, outputs);
  const guess = guessNumbers(train, evaluated);
  // The rows of all parts are guessed by their own mean, whose R² is 0 but for rounding.
  const score = parts !== null && Math.abs(guess.score) < 1e-12 ? 0 : guess.score;
  return { ...guess, score, rmse: guess.rmse! * targetDeviation };
}

/** The loss over the training rows of the best constant prediction. */
export function nullLossOf({ description, train, outputs }: LoadedData): number {
  return (description.task === 'classification' ? guessClasses(train, train, outputs) : guessNumbers(train, train))
    .loss;
}

export function levelOf(data: LoadedData): Level {
  const { train, validation, description } = data;
  return { task: description.task, guessLoss: guessOf(data).loss, rows: (validation ?? train).rows };
}

/**
 * Whether the lowest of `epochs` losses is better than guessing, beyond luck. Take two predictions that do not know the
 * rows. If the worse one is true, their likelihood ratio has a mean of 1 or less, so by Markov's inequality it reaches
 * 20 in at most one of 20 cases, and any of n epochs reaches 20 n in at most one of 20 cases. The logarithm of the
 * ratio is rows times the difference of cross-entropies; for numbers with normal errors, it is half of the rows times
 * the logarithm of the ratio of losses.
 */
export function isBetterThanGuessing(loss: number, epochs: number, { task, guessLoss, rows }: Level): boolean {
  const gain = task === 'classification' ? guessLoss - loss : Math.log(guessLoss / loss) / 2;
  return rows * gain >= Math.log(ODDS * Math.max(epochs, 1));
}
