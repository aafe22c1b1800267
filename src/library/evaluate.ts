/** `evaluate`: scores a saved network on rows whose targets are known. */

import { UserError } from '../base/errors.ts';
import { formatCount, list, plural } from '../base/text/format.ts';
import type { Warn, Warning } from '../base/warn.ts';
import type { EvaluationEvent } from '../events/events.ts';
import { type Evaluation, evaluateDatasets, evaluateRows } from '../prediction/evaluate.ts';
import { ModelRows } from '../prediction/model-rows.ts';
import { Predictor } from '../prediction/predictor.ts';
import { heldOutRows, loadTrainingData } from '../prediction/training-data.ts';
import type { SavedModel } from '../saved/model.ts';
import { networksOf } from '../saved/networks.ts';
import { readModel } from '../saved/read-model.ts';
import type { GivenSettings } from '../settings/config.ts';
import { type Files, listOf, type Warned, withProperties } from './messages.ts';
import { readingFrom } from './reading.ts';
import type { Settings } from './train.ts';

export interface EvaluateOptions {
  /** Whether to score only the validation rows of training; the files must be those of training. */
  readonly heldOut?: boolean;
}

/** Compares the predictions of a saved network with the targets of the rows. Throws UserError. */
export async function evaluate(
  model: string,
  files: Files,
  settings: Settings = {},
  options: EvaluateOptions = {},
): Promise<EvaluationEvent & Warned> {
  return withProperties(warn => evaluateModel(model, listOf(files), settings, warn, options));
}

export async function evaluateModel(
  path: string,
  files: readonly string[],
  given: GivenSettings,
  warn: Warn,
  { heldOut = false }: EvaluateOptions = {},
): Promise<EvaluationEvent> {
  const model = readModel(path);
  if (heldOut && model.refit !== undefined) {
    throw new UserError(
      `⟪heldOut⟫: ${path} was trained again on all rows, so none is held out; 'bntrain show' has the scores of the network before`,
    );
  }
  const held = heldOut ? 'the rows of ⟪heldOut⟫, which are read as in training' : null;
  const { options, engine } = readingFrom(given, warn, held);
  if (heldOut) {
    const predictors = networksOf(model.tensors).map(tensors => new Predictor({ ...model, tensors }, engine));
    return eventOf(path, files, model, await evaluateHeldOut(model, files, predictors, options.threads));
  }
  const predictor = new Predictor(model, engine);
  const rows = await ModelRows.open(model, files, { ...options, keep: null, target: true });
  try {
    for (const { message, code } of rows.warnings()) warn(message, code);
    const found = await evaluateRows(rows, predictor, model, options.reading.na);
    for (const { message, code } of [...rows.lastWarnings(), ...warningsOf(found, model)]) warn(message, code);
    await warnOfTrainingRows(rows, model, warn);
    return eventOf(path, files, model, found);
  } finally {
    await rows.close();
  }
}

/** Evaluates only the validation rows of training; those of an ensemble each by the network that it validates. Throws UserError if they are not available. */
async function evaluateHeldOut(
  model: SavedModel,
  files: readonly string[],
  predictors: readonly Predictor[],
  threads: number,
): Promise<Evaluation> {
  const data = await loadTrainingData(model, files, threads);
  if (typeof data === 'string')
    throw new UserError(`⟪heldOut⟫: ${data}; pass the table that the network was trained on`);
  try {
    const rows = heldOutRows(data).map(({ dataset, network }) => ({ dataset, predictor: predictors[network]! }));
    return evaluateDatasets(rows, model);
  } finally {
    data.close();
  }
}

/** Warns of files that the network was trained on, by their digests: scores of known rows are too good. */
async function warnOfTrainingRows(rows: ModelRows, { data, refit, ensemble }: SavedModel, warn: Warn): Promise<void> {
  const trained = new Set(data.digests);
  if (trained.size === 0 || !(await rows.digests()).some(digest => trained.has(digest))) return;
  const hasOthers = refit === undefined && data.validationRows > 0 && data.validationPath === null;
  const others = hasOthers ? '; ⟪heldOut⟫ scores the other rows alone' : '';
  const what = ensemble === undefined ? 'the network was' : 'the networks were';
  const way = ensemble === undefined ? others : '; ⟪heldOut⟫ scores each row by the network that did not learn from it';
  warn(
    `${rows.path}: ${what} trained on ${plural(refit?.rows ?? data.trainRows, 'row')} of this table, so its scores here are too good${way}`,
    'trained',
  );
}

function warningsOf(found: Evaluation, { target }: SavedModel): Warning[] {
  const warnings: Warning[] = [];
  const { rows, withoutTarget, firstWithout, missingWords, unknown, unknownClasses } = found;
  if (withoutTarget > 0) {
    const are = withoutTarget === 1 ? 'is' : 'are';
    const of = plural(rows + withoutTarget, 'row');
    const words = list(missingWords.map(word => `'${word}'`));
    const means = words === '' ? '' : `; ${words} ${missingWords.length === 1 ? 'means' : 'mean'} a missing value`;
    const message = `${formatCount(withoutTarget)} of ${of} ${are} left out: no value in target '${target.name}' (the first at ${firstWithout})${means}`;
    warnings.push({ message, code: 'target' });
  }
  if (unknown > 0) {
    const names = list(unknownClasses.map(name => `'${name}'`));
    const have = plural(unknown, 'row has', 'rows have');
    const message = `${have} a class that the model does not know (${names}): wrong in all scores, and not in the loss`;
    warnings.push({ message, code: 'untrained-classes' });
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
