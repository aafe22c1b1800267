/** The level of guessing on a run's rows, and how much better a network has to be for it not to be luck. */

import type { LoadedData } from '../data/load.ts';
import type { StartEvent } from '../events/events.ts';
import { guessClasses, guessNumbers } from '../network/loss/guess.ts';
import type { Task } from '../network/tasks.ts';

/** What a run's losses are held against. */
export interface Level {
  task: Task;
  guessLoss: number;
  /** Rows that the losses are means of. */
  rows: number;
}

/** Luck that is not believed: one in so many. */
const ODDS = 20;

export function guessOf({ description, train, validation, outputs, targetDeviation }: LoadedData): StartEvent['guess'] {
  const evaluated = validation ?? train;
  if (description.task === 'classification') return guessClasses(train, evaluated, outputs);
  const guess = guessNumbers(train, evaluated);
  return { ...guess, rmse: guess.rmse! * targetDeviation };
}

export function levelOf(data: LoadedData): Level {
  const { train, validation, description } = data;
  return { task: description.task, guessLoss: guessOf(data).loss, rows: (validation ?? train).rows };
}

/**
 * Whether the lowest of `epochs` losses is better than guessing beyond luck. The likelihood ratio of two predictions that do not know
 * the rows has a mean of 1 or less where the worse one is true, so that by Markov's inequality it reaches 20 in one of 20 cases at
 * most; any of n epochs, if it has to reach 20 n. Its logarithm is rows times the difference of cross-entropies; for numbers, with
 * normal errors, half of the rows times the logarithm of the losses' ratio.
 */
export function isBetterThanGuessing(loss: number, epochs: number, { task, guessLoss, rows }: Level): boolean {
  const gain = task === 'classification' ? guessLoss - loss : Math.log(guessLoss / loss) / 2;
  return rows * gain >= Math.log(ODDS * Math.max(epochs, 1));
}
