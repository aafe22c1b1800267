/** `evaluate`: scores a saved network on rows whose targets are known. */

import { formatCount, list, plural } from '../base/text/format.ts';
import type { Warn } from '../base/warn.ts';
import type { EvaluationEvent } from '../events/events.ts';
import { type Evaluation, evaluateRows } from '../prediction/evaluate.ts';
import { ModelRows } from '../prediction/model-rows.ts';
import { Predictor } from '../prediction/predictor.ts';
import type { SavedModel } from '../saved/model.ts';
import { readModel } from '../saved/read-model.ts';
import type { GivenSettings } from '../settings/config.ts';
import { type Files, listOf, type Warned, withProperties } from './messages.ts';
import { readingFrom } from './reading.ts';
import type { Settings } from './train.ts';

/** Compares the predictions of a saved network with the targets of the rows. Throws UserError. */
export async function evaluate(
  model: string,
  files: Files,
  settings: Settings = {},
): Promise<EvaluationEvent & Warned> {
  return withProperties(warn => evaluateModel(model, listOf(files), settings, warn));
}

export async function evaluateModel(
  path: string,
  files: readonly string[],
  given: GivenSettings,
  warn: Warn,
): Promise<EvaluationEvent> {
  const model = readModel(path);
  const { options, engine } = readingFrom(given, warn);
  const predictor = new Predictor(model, engine);
  const rows = await ModelRows.open(model, files, { ...options, keep: null, target: true });
  try {
    for (const message of rows.warnings()) warn(message);
    const found = await evaluateRows(rows, predictor, model, options.reading.na);
    for (const message of [...rows.lastWarnings(), ...warningsOf(found, model)]) warn(message);
    return eventOf(path, files, model, found);
  } finally {
    await rows.close();
  }
}

function warningsOf(found: Evaluation, { target }: SavedModel): string[] {
  const warnings: string[] = [];
  const { rows, withoutTarget, firstWithout, unknown, unknownClasses } = found;
  if (withoutTarget > 0) {
    const are = withoutTarget === 1 ? 'is' : 'are';
    const of = plural(rows + withoutTarget, 'row');
    warnings.push(
      `${formatCount(withoutTarget)} of ${of} ${are} left out: no value in target '${target.name}' (the first at ${firstWithout})`,
    );
  }
  if (unknown > 0) {
    const names = list(unknownClasses.map(name => `'${name}'`));
    const have = plural(unknown, 'row has', 'rows have');
    warnings.push(`${have} a class that the model does not know (${names}): wrong in all scores, and not in the loss`);
  }
  return warnings;
}

function eventOf(
  model: string,
  paths: readonly string[],
  { target }: SavedModel,
  { rows, withoutTarget, unknown, loss, classes, numbers }: Evaluation,
): EvaluationEvent {
  const { name, task } = target;
  const counts = { rows, withoutTarget, unknown, loss };
  return {
    event: 'evaluation',
    model,
    paths,
    target: name,
    task,
    ...counts,
    ...classes,
    ...numbers,
    guess: classes?.guess ?? numbers!.guess,
  };
}
