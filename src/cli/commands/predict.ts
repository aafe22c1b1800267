/** `predict`: a saved network on new rows. */

import { UserError } from '../../base/errors.ts';
import { plural } from '../../base/text/format.ts';
import { uniqueNames } from '../../data/reading/building/names.ts';
import { ModelRows } from '../../prediction/model-rows.ts';
import { type Prediction, predictRows } from '../../prediction/predict.ts';
import { Predictor } from '../../prediction/predictor.ts';
import {
  csvLine,
  type PredictionTable,
  predictionEvent,
  predictionLine,
  predictionNames,
} from '../../report/predictions.ts';
import type { SavedModel } from '../../saved/model.ts';
import { readModel } from '../../saved/read-model.ts';
import type { Invocation } from '../command.ts';
import { openOutput, type Write } from '../output.ts';
import { warner } from '../printer.ts';
import { readingFrom } from '../reading.ts';

export async function predict({ args, flags, given }: Invocation): Promise<void> {
  const [path, ...files] = args as [string, ...string[]];
  const warn = warner(flags);
  const model = readModel(path);
  const { classes } = model.target;
  if (flags.probabilities && classes === null) {
    throw new UserError(`⟪probabilities⟫: ${path} predicts numbers, which have none; leave it out`);
  }
  const { options, engine } = readingFrom(given, warn);
  const output = openOutput(flags.output ?? null, [path, ...files]);
  const predictor = new Predictor(model, engine);
  const rows = await ModelRows.open(model, files, { ...options, keep: flags.copy ?? null, target: false });
  try {
    rows.warnings().forEach(warn);
    const table = { keptNames: rows.keptNames, classes, probabilities: flags.probabilities === true };
    await output(write => writePredictions(write, rows, predictor, model, table, flags.json === true, warn));
    rows.lastRemarks().forEach(warn);
  } finally {
    await rows.close();
  }
}

async function writePredictions(
  write: Write,
  rows: ModelRows,
  predictor: Predictor,
  { target }: SavedModel,
  table: PredictionTable,
  json: boolean,
  warn: (message: string) => void,
): Promise<void> {
  if (!json) {
    const { names, warnings } = uniqueNames(predictionNames(table));
    for (const remark of warnings) warn(remark);
    await write(csvLine(names));
  }
  let [count, without] = [0, 0];
  const lineOf = (prediction: Prediction) => {
    count++;
    if (prediction.value === null) without++;
    return json ? `${JSON.stringify(predictionEvent(count, prediction, table))}\n` : predictionLine(prediction, table);
  };
  for await (const predictions of predictRows(rows, predictor, target)) await write(predictions.map(lineOf).join(''));
  if (without > 0) warn(`${plural(without, 'row has', 'rows have')} no prediction: the network's output is not finite`);
}
