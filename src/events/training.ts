/** The events of a run of `compare`, `train` and `resume`. */

import type { DataDescription } from '../data/load.ts';
import type { Format } from '../data/tables/blocks/reader.ts';
import type { EngineName } from '../kernels/engine-names.ts';
import type { ActivationName } from '../kernels/reference/activations.ts';
import type { Task } from '../network/tasks.ts';
import {
  array,
  boolean,
  byName,
  choice,
  constant,
  count,
  detailed,
  detailedOf,
  event,
  number,
  object,
  optional,
  orNull,
  real,
  text,
} from './fields.ts';
import { FORMAT } from './format.ts';
import { config, partialConfig } from './settings.ts';

export const task = text<Task>('`classification` or `regression`');
export const paths = array(
  text(''),
  'the files of the table, in order: as they were named, or in the directory that was; `-` is the standard input',
);

export const format = detailedOf<Format>(
  {
    format: text('the format of the files: `csv`, `json-lines` or `parquet`'),
    compression: orNull(choice(['gzip'], '`gzip`, or none')),
    encoding: orNull(text('of the text, a label of the Encoding Standard; null for parquet')),
    delimiter: orNull(text('what separates the fields of csv; null for others, like the next four')),
    quote: orNull(text('what may stand around a field; null too where nothing does')),
    decimal: orNull(text('the decimal sign of its numbers')),
    header: orNull(boolean('whether the first line holds names')),
    headerReason: orNull(text('why it was read so')),
  },
  'how the files were read',
);

export const without = detailedOf<DataDescription['without']>(
  {
    where: count('of them, rows that do not meet `⟪where⟫`'),
    target: count('of the rest, rows without a target'),
    sample: count('of the rest, rows that are not in `⟪sample⟫`'),
  },
  'rows that are not used',
);

export const validationPath = orNull(text('the file of `⟪validation⟫`, if it was one'));
export const faultyRows = count('rows besides, that could not be read and were left out by `⟪onError=skip⟫`');

const data = detailedOf<DataDescription>(
  {
    paths,
    format,
    validationPath,
    rows: count('rows in the table'),
    without,
    faultyRows,
    features: count('inputs of the network: what a row becomes when it is encoded'),
    target: text('name of the target column'),
    task,
    taskReason: text('why it is that'),
    metric: text('`accuracy` or `r2`: what the scores are'),
    classes: orNull(array(text(''), "the classes' names, in the order of the network's outputs; null for regression")),
    classRows: orNull(array(count(''), 'training rows of each class; null for regression')),
    trainRows: count('rows that are trained on'),
    validationRows: count('rows that validate'),
    location: choice(
      ['memory', 'file'],
      'where the encoded rows are while they are trained on: `memory`, or `file` where they are more than `⟪memory⟫`',
    ),
  },
  'what was understood of the table',
);

export const start = event('start', 'What was understood of the data, the network, and every setting in force.', {
  format: constant(FORMAT, '`bntrain/1`'),
  version: text("bntrain's version"),
  command: choice(['compare', 'train'], '`compare` or `train`'),
  data,
  network: detailed(
    {
      widths: array(count(''), 'inputs, hidden widths, outputs'),
      activation: text<ActivationName>('after each hidden layer'),
      parameters: byName(count(''), 'learned numbers of each arm that runs'),
    },
    'the network of all arms',
  ),
  config,
  arms: array(text(''), 'the arms that run; the first is the one that the others are compared with'),
  overrides: optional(
    'other arms',
    byName(
      partialConfig,
      "settings of each arm in the place of the shared ones; absent where all arms are bntrain's own",
    ),
  ),
  engine: text<EngineName>(
    'the kernels: `wide`, `fused`, `plain` or `reference`. For one set the same command gives the same bits',
  ),
  threads: count('threads that it may train with; two arms use an even number of them'),
  stepsPerEpoch: count('batches in an epoch'),
});

const run = { arm: text('the arm'), seed: count('of the run') };

export const step = event('step', 'With `⟪logSteps=n⟫`, every nth step.', {
  ...run,
  epoch: count('counted from 1'),
  step: count('counted from 1 over the whole run'),
  loss: real('of the batch, before the update'),
  learningRate: number('of the step'),
});

export const epoch = event('epoch', 'An epoch of an arm. Epoch 0 is the network before training.', {
  ...run,
  epoch: count('epochs done'),
  step: count('steps done'),
  trainLoss: real(
    "mean of the epoch's step losses, weighted by their rows (or the rows' weights), while the network changed under " +
      'them; of epoch 0, over all training rows in eval mode',
  ),
  trainScore: real('of the same passes'),
  validationLoss: orNull(real('in eval mode after the epoch; null without validation rows')),
  validationScore: orNull(real('of the same pass')),
  seconds: number("training time since the arm's start; evaluation is not counted"),
});

/** Scores of validation rows; without any, of the same passes as the training loss. */
const bestScores = {
  rmse: optional(
    'regression',
    real(
      "root of the mean squared error in the target's own units; of the validation rows, or without any of the training rows",
    ),
  ),
  balancedAccuracy: optional(
    'classification',
    real(
      "mean over the classes of the share of a class's rows that is recognized; of the validation rows, or without any of " +
        'the passes of `trainScore`. Classes without rows are left out',
    ),
  ),
  macroF1: optional(
    'classification',
    real(
      'mean over the same classes of their F1, the harmonic mean of precision and recall; 0 for a class that is never predicted',
    ),
  ),
};

const finalScores = {
  rmse: optional('regression', real('')),
  balancedAccuracy: optional('classification', real('')),
  macroF1: optional('classification', real('')),
};

const validation = { validationLoss: orNull(real('')), validationScore: orNull(real('')) };

/** The part of it that a saved model keeps, besides `arm` and `seed`. */
const outcome = {
  epochs: count('epochs begun'),
  steps: count('steps done'),
  diverged: boolean('the loss was no longer finite, and the arm ended there'),
  stoppedEarly: boolean('ended by `⟪patience⟫`'),
  interrupted: boolean('ended by Ctrl-C'),
  best: detailed(
    {
      epoch: count('the epoch of the lowest validation loss; without validation rows, of the lowest training loss'),
      step: count('steps done by then'),
      ...validation,
      ...bestScores,
    },
    'the best epoch',
  ),
  final: detailed({ trainLoss: real('of the last epoch'), ...validation, ...finalScores }, 'the last epoch'),
  initHash: text('digest of the initial affine weights: equal in all arms'),
  orderHash: text(
    'digest of the order of the batches: equal in all arms. When one ended early, over the epochs that all began; where ' +
      'rows are not in memory, over the windows',
  ),
};

export const result = event('result', 'How an arm ended.', {
  ...run,
  epochs: outcome.epochs,
  steps: outcome.steps,
  seconds: number('training time; evaluation is not counted'),
  diverged: outcome.diverged,
  stoppedEarly: outcome.stoppedEarly,
  interrupted: outcome.interrupted,
  best: outcome.best,
  final: outcome.final,
  initHash: outcome.initHash,
  orderHash: outcome.orderHash,
});

/** The fields of a saved model's result. */
export const savedResult = {
  ...run,
  ...outcome,
  kept: choice(['best', 'last'], 'which epoch was saved'),
  epoch: count('the epoch of this network'),
  step: count('steps done by then'),
};

const curvePoint = (meaning: string) =>
  object({ epoch: count('epochs done'), step: count('steps done'), seconds: number('training time') }, meaning);

export const comparison = event('comparison', 'The numbers behind a closing sentence: the first arm against another.', {
  seed: count('of both runs'),
  measure: choice(['validationLoss', 'trainLoss'], '`validationLoss`, or `trainLoss` without validation rows'),
  reference: orNull(text('the arm whose best loss is the mark')),
  reachedBy: orNull(text('the other arm')),
  loss: orNull(real('the mark')),
  referenceAt: orNull(curvePoint("`epoch`, `step` and `seconds` of the reference's best loss")),
  reachedAt: orNull(curvePoint('the same where the other arm was first at or below it')),
  stepsRatio: orNull(
    number('reference over other: 2 means that the other arm needed half the steps; null where one is 0'),
  ),
  secondsRatio: orNull(number('the same of the seconds')),
  stepCostRatio: orNull(number('seconds per step, the other arm over the first, over the whole runs')),
  bestLoss: byName(orNull(real('')), 'the lowest loss of each of the two arms, or null'),
  sentence: text('what it means'),
});

export const saved = event('saved', 'A model file is on the disk.', {
  arm: text('whose network it is'),
  path: text('the file, as it was named'),
  bytes: count('its size'),
  epoch: count('the epoch whose network it is: the best, or the last with `⟪saveEpoch=last⟫`'),
  step: count('steps done by then'),
});

export const warning = event('warning', 'Something that is worth knowing and no reason to stop.', {
  message: text('for people'),
});
