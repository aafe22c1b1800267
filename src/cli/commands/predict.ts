/** `predict`: a saved network on new rows. */

import type { Warn } from '../../base/warn.ts';
import { uniqueNames } from '../../data/reading/building/names.ts';
import { usePredictions } from '../../library/predict.ts';
import type { Prediction } from '../../prediction/predict.ts';
import { type PredictionTable, predictionEvent, predictionLine, predictionNames } from '../../report/predictions.ts';
import { predictionFormat, tableLine } from '../../report/written-table.ts';
import type { Invocation } from '../command.ts';
import { openOutput } from '../output.ts';
import { warner } from '../printer.ts';

export async function predict({ args, flags, given }: Invocation): Promise<void> {
  const [path, ...files] = args as [string, ...string[]];
  const warn = warner(flags);
  const { copy, probabilities = false, json = false } = flags;
  const asked = { probabilities, ...(copy === undefined ? {} : { copy }) };
  const format = predictionFormat(flags.output ?? null, json);
  const output = openOutput(flags.output ?? null, [path, ...files]);
  await usePredictions(path, files, given, asked, warn, (blocks, table) =>
    output(async write => {
      if (format !== 'json-lines') await write(headLine(table, format, warn));
      let row = 0;
      const lineOf = (prediction: Prediction) => {
        row++;
        return format === 'json-lines'
          ? `${JSON.stringify(predictionEvent(row, prediction, table))}\n`
          : predictionLine(prediction, table, format);
      };
      for await (const predictions of blocks) await write(predictions.map(lineOf).join(''));
    }),
  );
}

function headLine(table: PredictionTable, format: 'csv' | 'tsv', warn: Warn): string {
  const { names, warnings } = uniqueNames(predictionNames(table));
  for (const message of warnings) warn(message, 'format');
  return tableLine(names, format);
}
