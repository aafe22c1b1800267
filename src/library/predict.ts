/** `predict`: a saved network on new rows. */

import { UserError } from '../base/errors.ts';
import { plural } from '../base/text/format.ts';
import type { Warn } from '../base/warn.ts';
import type { PredictionEvent } from '../events/events.ts';
import { ModelRows } from '../prediction/model-rows.ts';
import { type Prediction, predictRows } from '../prediction/predict.ts';
import { Predictor } from '../prediction/predictor.ts';
import { type PredictionTable, predictionEvent } from '../report/predictions.ts';
import { readModel } from '../saved/read-model.ts';
import type { GivenSettings } from '../settings/config.ts';
import { checkOptions, type Files, listOf, type Warned, withProperties } from './messages.ts';
import { readingFrom } from './reading.ts';
import type { Settings } from './train.ts';

export interface PredictOptions {
  /** Columns of the table to copy to the predictions: names, positions, ranges, patterns. */
  readonly copy?: string;
  /** Whether to return the probability of each class too. */
  readonly probabilities?: boolean;
}

export interface Predictions extends Warned {
  readonly predictions: readonly PredictionEvent[];
}

/** Predicts the target of each row, in the order of the rows. Throws UserError. */
export async function predict(
  model: string,
  files: Files,
  settings: Settings = {},
  options: PredictOptions = {},
): Promise<Predictions> {
  return withProperties(async warn => {
    checkOptions(options, { copy: true, probabilities: true });
    const predictions: PredictionEvent[] = [];
    await usePredictions(model, listOf(files), settings, options, warn, async (blocks, table) => {
      for await (const block of blocks) {
        for (const each of block) predictions.push(predictionEvent(predictions.length + 1, each, table));
      }
    });
    return { predictions };
  });
}

/** Passes on the predictions block by block, so that memory does not grow with the table. Throws UserError. */
export async function usePredictions(
  path: string,
  files: readonly string[],
  given: GivenSettings,
  { copy, probabilities = false }: PredictOptions,
  warn: Warn,
  use: (blocks: AsyncIterable<readonly Prediction[]>, table: PredictionTable) => Promise<void>,
): Promise<void> {
  const model = readModel(path);
  const { classes } = model.target;
  if (probabilities && classes === null) {
    throw new UserError(`⟪probabilities⟫: ${path} predicts numbers, which have none; leave it out`);
  }
  const { options, engine } = readingFrom(given, warn);
  const predictor = new Predictor(model, engine);
  const rows = await ModelRows.open(model, files, { ...options, keep: copy ?? null, target: false });
  try {
    for (const { message, code } of rows.warnings()) warn(message, code);
    const blocks = withCount(predictRows(rows, predictor, model.target), warn);
    await use(blocks, { keptNames: rows.keptNames, classes, probabilities, scale: model.target });
    for (const { message, code } of rows.lastWarnings('could not be read and got no prediction')) warn(message, code);
  } finally {
    await rows.close();
  }
}

/** Warns at the end if rows have no prediction. */
async function* withCount(blocks: AsyncIterable<readonly Prediction[]>, warn: Warn) {
  let without = 0;
  for await (const block of blocks) {
    for (const { value, unread } of block) if (value === null && !unread) without++;
    yield block;
  }
  if (without > 0) {
    const have = plural(without, 'row has', 'rows have');
    warn(`${have} no prediction: the network's output is not finite`, 'no-prediction');
  }
}
