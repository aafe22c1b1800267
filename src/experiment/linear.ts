/** A linear model on the inputs and rows of `train`: where it is as good, nobody needs a network. */

import { plural, significant } from '../base/text/format.ts';
import type { Dataset } from '../data/batches/dataset.ts';
import type { LoadedData } from '../data/load.ts';
import type { LinearEvent, ResultEvent, Scores } from '../events/events.ts';
import { type Engine, kernelsOf } from '../kernels/engine.ts';
import type { Kernels } from '../kernels/kernels.ts';
import type { LossTotals } from '../network/loss/totals.ts';
import { fitLinear } from '../training/linear.ts';
import { isBetterThanGuessing, type Level, levelOf } from './guess.ts';

/** Multiplications that a fit may take in any case: some tenths of a second. */
const LEAST_WORK = 1e9;
/** Share of the multiplications of training that a fit may take. */
const SHARE = 0.02;
/** Passes over the rows that a fit takes, roughly. */
const PASSES = 60;
/** A fit on fewer of more rows would say little. */
const FEWEST_ROWS = 1000;

/**
 * The rows to fit on, so that the time stays a small part of that of training; 0 if too few are left. `parameters` are the
 * learned numbers of the network, each of which takes three multiplications a row.
 */
export function rowsToFit(rows: number, inputsTimesOutputs: number, epochs: number, parameters: number): number {
  const work = Math.max(LEAST_WORK, SHARE * 3 * epochs * parameters * rows);
  const affordable = Math.floor(work / (2 * PASSES * inputsTimesOutputs));
  if (affordable >= rows) return rows;
  return affordable < FEWEST_ROWS ? 0 : affordable;
}

/** Null without validation rows, for rows in a file, and if there are too many inputs or no minimum was found. */
export function compareLinear(
  data: LoadedData,
  result: ResultEvent,
  looks: number,
  network: { readonly epochs: number; readonly parameters: number },
  engine: Engine,
): LinearEvent | null {
  const { train, validation, description, outputs, targetDeviation } = data;
  if (validation === null || !('x' in train) || !('x' in validation)) return null;
  const { features, task } = description;
  const rows = rowsToFit(train.rows, features * outputs, network.epochs, network.parameters);
  if (rows === 0) return null;
  const kernels = kernelsOf(engine);
  const fitted = fitLinear(someRows(train, rows, features, kernels), task, [features, outputs], kernels);
  if (fitted === null) return null;
  const totals = fitted.evaluate(validation);
  const { loss, score } = totals;
  const best = result.best?.validationLoss ?? Number.NaN;
  const better = whichIsBetter(loss, best, looks, levelOf(data));
  const scores = { loss, score, ...scoresOf(totals, targetDeviation) };
  const losses = `validation loss ${significant(best)} of the network, ${significant(loss)} of the linear model`;
  const sentence = sentences[better](plural(validation.rows, 'held-out row'), losses);
  return { event: 'linear', seed: result.seed, rows, ...scores, better, sentence };
}

/** Rows at equal distances. */
function someRows(train: Dataset, rows: number, features: number, kernels: Kernels): Dataset {
  if (rows === train.rows) return train;
  const { memory } = kernels;
  const positions = memory.int32(rows);
  for (let n = 0; n < rows; n++) positions[n] = Math.floor((n * train.rows) / rows);
  const x = memory.floats(rows * features, 'float32');
  const targets = train.targets instanceof Int32Array ? memory.int32(rows) : memory.floats(rows, 'float32');
  const weights = train.weights === null ? null : memory.floats(rows, 'float32');
  kernels.gather(x, train.x, positions, 0, rows, features);
  kernels.gatherTargets(targets, train.targets, positions, 0, rows);
  if (weights !== null) kernels.gatherTargets(weights, train.weights!, positions, 0, rows);
  return { x, targets, weights, rows };
}

function scoresOf({ rmse, classScores }: LossTotals, targetDeviation: number): Scores {
  return classScores ?? { rmse: rmse * targetDeviation };
}

/** Which of the two losses is better beyond luck, by the test that holds a loss against guessing. */
function whichIsBetter(linear: number, network: number, looks: number, level: Level): LinearEvent['better'] {
  const isBetter = (loss: number, epochs: number, than: number) =>
    loss < than && isBetterThanGuessing(loss, epochs, { ...level, guessLoss: than });
  if (!isBetter(linear, 1, level.guessLoss) && !isBetter(network, looks, level.guessLoss)) return 'guessing';
  if (isBetter(network, looks, linear)) return 'network';
  return isBetter(linear, 1, network) || Number.isNaN(network) ? 'linear' : 'neither';
}

const sentences: Readonly<Record<LinearEvent['better'], (rows: string, losses: string) => string>> = {
  network: (_, losses) => `The network is better than a linear model (${losses}).`,
  linear: (_, losses) =>
    `A linear model is better than the network (${losses}): the table needs no network, or one with other settings.`,
  neither: (rows, losses) =>
    `A linear model is as good as the network, within the luck of ${rows} (${losses}): it may be all that is needed.`,
  guessing: (rows, losses) =>
    `Neither the network nor a linear model is better than guessing, beyond the luck of ${rows} (${losses}).`,
};
