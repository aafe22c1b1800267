/** The events of a run of `compare`, `train` and `resume`. */

import { type WarningCode, warningCodes } from '../base/warn.ts';
import type { DataDescription } from '../data/load.ts';
import type { Format } from '../data/tables/blocks/reader.ts';
import type { RowFacts } from '../data/tables/row-facts.ts';
import type { EngineName } from '../kernels/engine-names.ts';
import type { ActivationName } from '../kernels/reference/activations.ts';
import type { Task } from '../network/tasks.ts';
import type { SettingKey } from '../settings/table.ts';
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
  objectOf,
  optional,
  orNull,
  real,
  text,
} from './fields.ts';
import { FORMAT } from './format.ts';
import { cellSettings, config, partialConfig } from './settings.ts';

export const task = text<Task>('`classification` or `regression`');
export const paths = array(
  text(''),
  'the files of the table, in order, as they were named or found in the named directory; `-` is standard input',
);

export const format = detailedOf<Format>(
  {
    format: text('the format of the files: `csv`, `json-lines` or `parquet`'),
    compression: orNull(choice(['gzip'], '`gzip`, or null')),
    encoding: orNull(text('text encoding, a label of the Encoding Standard; null for parquet')),
    delimiter: orNull(text('the character between the fields of csv; null for other formats, like the next seven')),
    quote: orNull(text('the character around fields; null also if there is none')),
    escape: orNull(
      text('the character before a quote inside quotes, if quotes are not doubled; null if there is none'),
    ),
    decimal: orNull(text('the decimal separator of numbers')),
    header: orNull(boolean('whether the first line holds names')),
    headerReason: orNull(text('why the first line is read as a header, or is not')),
    headerRows: orNull(count('rows of the header; null for formats other than csv')),
    linesAbove: orNull(
      count('lines above the table that are no part of it, in all files; null for formats other than csv'),
    ),
  },
  'how the files were read',
);

export const without = detailedOf<DataDescription['without']>(
  {
    where: count('rows of the table that do not meet `⟪where⟫`'),
    target: count('other rows, without a target'),
    sample: count('other rows, not in `⟪sample⟫`'),
  },
  'rows that are not used',
);

export const validationPath = orNull(text('the file that `⟪validation⟫` names, or null'));
export const faultyRows = count('unreadable rows that `⟪onError=skip⟫` left out; not counted in `rows`');
export const filledRows = count('rows that were too short and were filled by `⟪onError=fill⟫`; counted in `rows`');
export const below = array(
  objectOf<RowFacts['below'][number]>(
    {
      path: text('the file'),
      first: count('the first line'),
      last: count('the last line'),
      lines: count('lines that hold something'),
    },
    '',
  ),
  'lines below the table that are passed over, of each file that has some: its `path`, the `first` and the `last` line, and ' +
    'how many `lines` hold something',
);

const data = detailedOf<DataDescription>(
  {
    paths,
    format,
    validationPath,
    rows: count('rows in the table'),
    without,
    faultyRows,
    filledRows,
    below,
    features: count('inputs of the network: the numbers of an encoded row'),
    target: text('name of the target column'),
    task,
    taskReason: text('why it is this task'),
    metric: text('`accuracy` or `r2`: the kind of the scores'),
    classes: orNull(
      array(text(''), "names of the classes, in the order of the network's outputs; null for regression"),
    ),
    classRows: orNull(array(count(''), 'training rows of each class; null for regression')),
    trainRows: count('training rows'),
    validationRows: count('validation rows'),
    partRows: optional(
      '⟪ensemble⟫',
      array(count(''), 'training rows of each part, each of which validates one network'),
    ),
    location: choice(
      ['memory', 'file'],
      'where the encoded rows are kept during training: `memory`, or `file` if they exceed `⟪memory⟫`',
    ),
  },
  'how the table is interpreted',
);

const finalScores = {
  rmse: optional('regression', real('')),
  balancedAccuracy: optional('classification', real('')),
  macroF1: optional('classification', real('')),
};

/** The scores of a prediction that uses no input. */
const guessed = {
  loss: real('loss, of the same kind as that of the arms; null if a validation row has a class without training rows'),
  score: real('accuracy of guessing the largest class, or R²'),
  ...finalScores,
};

const guess = detailed(
  guessed,
  'the level of guessing: the scores of the class shares, or the mean, of the training rows as predictions for the validation ' +
    'rows; without validation rows, for the training rows',
);

export const start = event('start', 'How the data are interpreted, the network, and every setting in force.', {
  format: constant(FORMAT, '`bntrain/1`'),
  version: text("bntrain's version"),
  time: text('start of the run, ISO 8601'),
  node: text('version of Node'),
  processor: text('name of the processor, from the system'),
  commandLine: optional('the command line', array(text(''), 'the arguments of the program')),
  command: choice(['compare', 'train', 'evidence', 'sweep'], '`compare`, `train`, `evidence` or `sweep`'),
  data,
  network: detailed(
    {
      widths: array(count(''), 'inputs, hidden widths, outputs'),
      activation: text<ActivationName>('function after each hidden layer'),
      parameters: byName(count(''), 'learned numbers of each arm'),
    },
    'the network of all arms',
  ),
  config,
  decided: array(
    text<SettingKey>(''),
    'the keys of `config` whose value is a default that the data decided, such as the learning rate of the task',
  ),
  arms: array(text(''), 'the arms; all others are compared with the first'),
  rates: optional(
    'several rates for `⟪lr⟫`',
    array(number(''), 'the learning rates of which each arm gets its own; `config.lr` is that of the first pair'),
  ),
  overrides: optional(
    'other arms',
    byName(partialConfig, "settings of each arm that replace the shared ones; absent if all arms are bntrain's own"),
  ),
  engine: text<EngineName>(
    'the kernels: `wide`, `fused`, `plain` or `reference`. With the same kernels, the same command gives the same bits',
  ),
  threads: count('max threads of the training; two arms use an even number of threads'),
  stepsPerEpoch: count('batches in an epoch'),
  guess,
});

const run = {
  arm: text('the arm'),
  seed: count('seed of the run'),
  part: optional(
    '⟪ensemble⟫',
    count('the network, by the part that validates it and that it does not learn from; from 1'),
  ),
};

/** A run, which may be that of a point of a sweep. */
export const cellRun = { ...run, cell: optional('a sweep', cellSettings) };

export const step = event('step', 'With `⟪logSteps=n⟫`, every nth step.', {
  ...cellRun,
  epoch: count('counted from 1'),
  step: count('counted from 1 over the whole run'),
  loss: real('loss of the batch, before the update and without `⟪labelSmoothing⟫`'),
  learningRate: number('learning rate of the step'),
});

/** What training rows have in eval mode. */
const trainEval = {
  trainEvalLoss: optional(
    '⟪trainEvalRows⟫',
    real('loss of training rows in eval mode, computed as `validationLoss` is, but of predictions that are not cut'),
  ),
  trainEvalScore: optional('⟪trainEvalRows⟫', real('score of the same forward passes as `trainEvalLoss`')),
};

export const epoch = event('epoch', 'An epoch of an arm. Epoch 0 is the network before training.', {
  ...cellRun,
  epoch: count('epochs done'),
  step: count('steps done'),
  trainLoss: real(
    'mean loss of the steps of the epoch, weighted by rows (or their weights), while the network was changing, of its weights (not their `⟪average⟫`) and without `⟪labelSmoothing⟫`; for epoch 0, ' +
      'the loss of all training rows in eval mode',
  ),
  trainScore: real('score of the same forward passes as `trainLoss`'),
  validationLoss: orNull(
    real(
      'loss in eval mode after the epoch, with `⟪average⟫` of the average of the weights, with `⟪clipPredictions⟫` of cut predictions; null without validation rows',
    ),
  ),
  validationScore: orNull(real('score of the same forward passes as `validationLoss`')),
  seconds: number('training time since the start of the arm, without evaluation'),
  ...trainEval,
});

export const validated = event(
  'validation',
  'With `⟪validateEvery=n⟫`, a validation within an epoch, after every nth step.',
  {
    ...cellRun,
    epoch: count('the epoch under way, counted from 1'),
    step: count('steps done'),
    validationLoss: real(
      'loss in eval mode after the step, with `⟪average⟫` of the average of the weights, with `⟪clipPredictions⟫` of cut predictions',
    ),
    validationScore: real('score of the same forward passes as `validationLoss`'),
    seconds: number('training time since the start of the arm, without evaluation'),
    ...trainEval,
  },
);

/** Scores of validation rows; without any, of the same passes as the training loss. */
const bestScores = {
  rmse: optional(
    'regression',
    real(
      'root of the mean squared error of the validation rows, in the units of the target; without validation rows, of the ' +
        'training rows',
    ),
  ),
  balancedAccuracy: optional(
    'classification',
    real(
      'mean recall of the classes that have rows, over the validation rows; without validation rows, over the forward passes ' +
        'of `trainScore`',
    ),
  ),
  macroF1: optional(
    'classification',
    real(
      'mean F1 of the same classes; F1 is the harmonic mean of precision and recall, and 0 for a class that is never predicted',
    ),
  ),
};

const validation = { validationLoss: orNull(real('')), validationScore: orNull(real('')) };

/** The fields of a result that a saved model keeps, besides `arm` and `seed`. */
const outcome = {
  epochs: count('epochs started'),
  steps: count('steps done'),
  diverged: boolean('whether the arm ended because its loss or a weight was no longer finite'),
  stoppedEarly: boolean('whether `⟪patience⟫` ended the arm'),
  interrupted: boolean('whether Ctrl-C or another signal ended the arm'),
  best: detailed(
    {
      epoch: count('the epoch with the lowest validation loss; without validation rows, with the lowest training loss'),
      step: count('steps done at the end of this epoch, or at the validation within it'),
      ...validation,
      ...bestScores,
    },
    'the best epoch; with `⟪validateEvery⟫`, validations within epochs count too',
  ),
  final: detailed(
    { trainLoss: real('training loss of the last epoch'), ...validation, ...finalScores },
    'the last epoch',
  ),
  initHash: text('digest of the initial affine weights, equal in all arms'),
  orderHash: text(
    'digest of the batch order, equal in all arms. If an arm ended early, it covers the epochs that all arms started; for ' +
      'rows in a file, it covers the windows',
  ),
};

export const result = event('result', 'The result of an arm.', {
  ...cellRun,
  epochs: outcome.epochs,
  steps: outcome.steps,
  seconds: number('training time, without evaluation'),
  diverged: outcome.diverged,
  stoppedEarly: outcome.stoppedEarly,
  interrupted: outcome.interrupted,
  best: orNull({ ...outcome.best, meaning: 'the best epoch; null if no epoch had a finite loss' }),
  final: outcome.final,
  initHash: outcome.initHash,
  orderHash: outcome.orderHash,
  splitHash: text('digest of which rows of the table train and which validate, equal in all arms'),
});

export const pair = event(
  'pair',
  'With `⟪seeds=n⟫`, after the results of a seed: its arms are whole. A pair that a signal interrupted has no such event.',
  {
    seed: count('seed of the pair'),
    cell: cellRun.cell,
    trainRows: count('training rows'),
    validationRows: count('validation rows'),
    nullLoss: real('loss over the training rows of the best constant prediction'),
    guessLoss: real('loss of guessing, as in the `start` event, which is of the first seed'),
    digests: byName(
      text(''),
      'for each arm the SHA-256 of what decides its result: the table, the settings and the version',
    ),
  },
);

/** The fields of a saved model's result. */
export const savedResult = {
  ...run,
  ...outcome,
  kept: choice(['best', 'last'], 'which epoch was saved'),
  epoch: count('the epoch of this network'),
  step: count('steps done by this network'),
  guess: optional('newer files', object(guessed, 'the level of guessing, as in the `start` event')),
};

/** The fields that a saved model keeps. */
export const savedRefit = {
  rows: count('the rows: those of training and the held-out ones'),
  epochs: count(
    'the epochs, as many as the network had that is the best on the held-out rows, or that `⟪saveEpoch=last⟫` keeps',
  ),
  trainLoss: real('training loss of the last of these epochs'),
};

export const refit = event(
  'refit',
  'With `⟪refit⟫`, the network of an arm was trained again on all rows. It is this network that is saved; the scores in `result` ' +
    'are those of the network before, which did not know the held-out rows.',
  {
    ...run,
    ...savedRefit,
    steps: count('steps done'),
    seconds: number('training time, without evaluation'),
  },
);

/** The fields of an ensemble that a saved model keeps. */
export const ensembleScores = {
  networks: count('the networks, whose mean predicts'),
  kept: choice(['best', 'last'], 'which epoch of each network is taken: `last` with `⟪saveEpoch=last⟫`'),
  rows: count('rows that were predicted: all training rows'),
  loss: real('mean loss of the rows, weighted if they have weights'),
  score: real('accuracy, or R²'),
  ...finalScores,
  guess,
};

export const ensemble = event(
  'ensemble',
  'With `⟪ensemble=k⟫`, after the results: the score of the training rows, each predicted by the network that did not learn ' +
    'from it. It is absent where a network has no epoch to take.',
  { arm: run.arm, seed: run.seed, ...ensembleScores },
);

export const linear = event(
  'linear',
  'Only in `train` with validation rows: a linear model, fitted on the same inputs and training rows, beside the network. It has ' +
    'none of the hidden layers: a ridge regression, or a logistic regression.',
  {
    seed: run.seed,
    rows: count('training rows that it was fitted on; some of them, if all would take too long'),
    loss: real('validation loss, of the same kind as that of the network'),
    score: real('its accuracy or R²'),
    ...finalScores,
    better: choice(
      ['network', 'linear', 'neither', 'guessing'],
      'which has the better validation loss, beyond the luck of these rows: the best `network`, the `linear` model, or `neither`; ' +
        '`guessing` if neither is better than that',
    ),
    sentence: text('the closing sentence'),
  },
);

const curvePoint = (meaning: string) =>
  object({ epoch: count('the epoch'), step: count('steps done'), seconds: number('training time') }, meaning);

export const comparison = event('comparison', 'The numbers behind a closing sentence: the first arm against another.', {
  seed: count('seed of both runs'),
  measure: choice(['validationLoss', 'trainLoss'], '`validationLoss`, or `trainLoss` without validation rows'),
  reference: orNull(text('the reference arm, whose best loss the other arm reached; null also if an arm diverged')),
  reachedBy: orNull(text('the other arm')),
  loss: orNull(real('the best loss of the reference arm')),
  referenceAt: orNull(curvePoint('`epoch`, `step` and `seconds` of this loss in the reference arm')),
  reachedAt: orNull(curvePoint('`epoch`, `step` and `seconds` at which the other arm was first at or below this loss')),
  stepsRatio: orNull(
    number(
      'steps of `referenceAt` / steps of `reachedAt`: with 2 the other arm needed half the steps; null if one is 0',
    ),
  ),
  secondsRatio: orNull(number('the same ratio of the seconds')),
  stepCostRatio: orNull(
    number(
      'time of a step of the second arm / time of a step of the first, on one thread: the median of many short stretches in turn, ' +
        'measured after training; where that was not possible, over the whole runs, which other load on the machine changes',
    ),
  ),
  stepCostLow: orNull(number('runs of the same command agree on a ratio between this')),
  stepCostHigh: orNull(number('and this; null like `stepCostLow` where the ratio is over the whole runs')),
  stepCostUnmeasured: orNull(
    choice(
      ['same-network', 'few-steps', 'large-network', 'interrupted', 'no-thread'],
      'why the ratio is over the whole runs: both arms are the same network, an arm did fewer than 30 steps, the network or its ' +
        'batches are too large to repeat enough steps, the run was interrupted, or no thread could measure it; null if it was measured',
    ),
  ),
  bestLoss: byName(orNull(real('')), 'the lowest loss of each of the two arms, or null'),
  guessLoss: real(
    'the loss of guessing; a loss that cannot be distinguished from it is never the best loss of a reference arm',
  ),
  retry: optional('an arm diverged', {
    ...partialConfig,
    meaning: 'settings to compare the arms again with: a lower learning rate, and a limit on the norm of the gradient',
  }),
  sentence: text('the closing sentence'),
});

export const saved = event('saved', 'A model file was written.', {
  arm: text('the arm of the network'),
  path: text('the file, as it was named'),
  bytes: count('size of the file'),
  networks: optional('⟪ensemble⟫', count('networks in the file, each of the best or last epoch of its own')),
  epoch: optional('one network', count('the epoch of the network: the best, or the last with `⟪saveEpoch=last⟫`')),
  step: optional('one network', count('steps done by this network')),
});

export const warning = event(
  'warning',
  'A possible problem that does not stop the command. Those of `predict`, `evaluate` and `export` stand among their events.',
  {
    code: choice(
      Object.keys(warningCodes) as WarningCode[],
      `the kind of warning, for programs: ${Object.entries(warningCodes)
        .map(([code, what]) => `\`${code}\`, ${what}`)
        .join('; ')}`,
    ),
    message: text('one line for people'),
  },
);
