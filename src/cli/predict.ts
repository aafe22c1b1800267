/** `predict`: a saved network on new rows. */

import type { Command } from 'commander';
import { UserError } from '../base/errors.ts';
import { plural, printable } from '../base/text/format.ts';
import { uniqueNames } from '../data/reading/building/names.ts';
import { type ReadOptions, usualReadOptions } from '../data/tables/blocks/reader.ts';
import { availableThreads } from '../experiment/machine.ts';
import { chooseEngine } from '../kernels/engine.ts';
import { ModelRows, type RowsOptions } from '../prediction/model-rows.ts';
import { type Prediction, predictRows } from '../prediction/predict.ts';
import { Predictor } from '../prediction/predictor.ts';
import {
  csvLine,
  type PredictionTable,
  predictionEvent,
  predictionLine,
  predictionNames,
} from '../report/predictions.ts';
import type { SavedModel } from '../saved/model.ts';
import { readModel } from '../saved/read-model.ts';
import { withFlags } from './flag-names.ts';
import { configFrom } from './flags.ts';
import { openOutput, type Write } from './output.ts';
import { detectStyle } from './terminal.ts';

interface Flags {
  output?: string;
  keep?: string;
  probabilities?: boolean;
  json?: boolean;
  color: boolean;
}

export async function predict(path: string, files: readonly string[], flags: Flags, command: Command): Promise<void> {
  const warn = warnOn(process.stderr, flags);
  const model = readModel(path);
  const { classes } = model.target;
  if (flags.probabilities && classes === null) {
    throw new UserError(`--probabilities: ${path} predicts numbers, which have none; leave it out`);
  }
  const { options, engine } = readingFlags(command, warn);
  const output = openOutput(flags.output ?? null, [path, ...files]);
  const predictor = new Predictor(model, engine);
  const rows = await ModelRows.open(model, files, { ...options, keep: flags.keep ?? null, target: false });
  try {
    rows.remarks().forEach(warn);
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
    const { names, remarks } = uniqueNames(predictionNames(table));
    for (const remark of remarks) warn(remark);
    await write(csvLine(names));
  }
  let [count, without] = [0, 0];
  const lineOf = (prediction: Prediction) => {
    count++;
    if (prediction.value === null) without++;
    return json ? `${JSON.stringify(predictionEvent(count, prediction, table))}\n` : predictionLine(prediction, table);
  };
  for await (const predictions of predictRows(rows, predictor, target)) await write(predictions.map(lineOf).join(''));
  if (without > 0)
    warn(`${plural(without, 'row has', 'rows have')} no prediction: what the network gives is not finite`);
}

/** What `predict` and `evaluate` take to read tables by, and to compute with. */
export function readingFlags(
  command: Command,
  warn: (message: string) => void,
): { options: Pick<RowsOptions, 'reading' | 'threads'>; engine: ReturnType<typeof chooseEngine> } {
  const { keep, ...given } = command.opts();
  const config = configFrom(given);
  const keys = Object.keys(usualReadOptions) as (keyof ReadOptions)[];
  const reading = Object.fromEntries(keys.map(key => [key, config[key]])) as unknown as ReadOptions;
  const engine = chooseEngine(config.engine, warn);
  return { options: { reading, threads: config.threads ?? availableThreads() }, engine };
}

export function warnOn(stream: NodeJS.WriteStream, flags: { color: boolean }): (message: string) => void {
  const { color } = detectStyle(stream, flags);
  return message => stream.write(`${color.yellow('warning:')} ${printable(withFlags(message))}\n`);
}
