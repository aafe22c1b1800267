/** The events of `show`, `predict`, `evaluate` and `export`. */

import type { Input } from '../data/encoding/inputs.ts';
import type { ActivationName } from '../kernels/reference/activations.ts';
import type { BnStats } from '../network/layers/batch-norm.ts';
import {
  array,
  boolean,
  byName,
  choice,
  count,
  elsewhere,
  event,
  type Field,
  number,
  object,
  optional,
  orNull,
  real,
  text,
} from './fields.ts';
import { config } from './settings.ts';
import { savedResult, task } from './training.ts';

const path = text('the file, as it was named');
const range = orNull(array(number(''), 'lowest and highest; null where the layer has none'));

const layer = object(
  {
    name: text('its number, with which the names of its tensors begin'),
    kind: text('`affine`, a normalization or an activation'),
    shape: array(count(''), 'inputs and outputs of an affine; columns of a normalization'),
    parameters: count('learned numbers'),
    runningMean: range,
    runningVar: range,
  },
  '',
);

export const model = event('model', 'What is in a model file.', {
  path,
  format: text('`bntrain-model/1`'),
  version: text('of the bntrain that wrote it'),
  network: object(
    {
      widths: array(count(''), 'inputs, hidden widths, outputs'),
      activation: text<ActivationName>('after each hidden layer'),
      batchNorm: boolean('false too where it is folded'),
      norm: optional('layer norm', text('another normalization in the place of batch norm')),
      bnMomentum: number('weight of the new value in the running statistics'),
      bnEps: number('added to the variance'),
      bnStats: text<BnStats>('the convention of the running statistics'),
      folded: optional('folded', { ...boolean('batch norm is folded into the affines'), json: { const: true } }),
      parameters: count('learned numbers'),
    },
    '`widths`, `activation`, `batchNorm`, `bnMomentum`, `bnEps`, `bnStats`, and `parameters`, how many numbers it has learned',
  ),
  layers: array(
    layer,
    'each with `name`, its number; `kind`, `affine`, `batchnorm` or an activation; `shape`; `parameters`; `runningMean` ' +
      'and `runningVar`, lowest and highest, null where it has none',
  ),
  inputs: array(
    elsewhere<Input & { readonly width: number }>(['kind', 'name', 'indicator', 'width'], ''),
    'what each column becomes, as docs/model-file.md has it, and `width`, how many numbers that is',
  ),
  target: object(
    {
      name: text('of the column'),
      task,
      classes: orNull(array(text(''), 'in the order of the outputs; null for regression')),
      isNumber: boolean('whether the column holds numbers, be they classes or not'),
      mean: number('added to an output times `deviation`; 0 for classification'),
      deviation: number('1 for classification'),
    },
    '`name`, `task`, `classes`, `isNumber`, `mean`, `deviation`',
  ),
  reading: object(
    {
      header: orNull(boolean('null where its format has none')),
      na: orNull(array(text(''), 'words for missing cells')),
    },
    '`header` and `na`, as the table was read that was trained on',
  ),
  data: object(
    {
      paths: array(text(''), 'the files of the table'),
      digests: optional('newer files', array(text(''), 'the SHA-256 of each')),
      validationPath: orNull(text('the file of validation rows')),
      validationDigest: optional('newer files', orNull(text('its SHA-256'))),
      trainRows: count('rows that were trained on'),
      validationRows: count('rows that validated'),
    },
    '`paths`, `digests` (the SHA-256 of each), `validationPath`, `validationDigest`, `trainRows`, `validationRows`',
  ),
  config: { ...config, meaning: 'every setting of the training, named as its flag' },
  result: object(
    savedResult,
    "the fields of the arm's `result` except `seconds`; `kept`, `best` or `last`, and `epoch` and `step` of the network that this is",
  ),
});

export const prediction = event('prediction', 'The prediction for a row.', {
  row: count('counted from 1, over the rows that were predicted'),
  prediction: {
    json: { type: ['string', 'number', 'null'] },
    meaning: 'the class, or the number in its own units; null where the network gives no finite number',
  } as Field<string | number | null>,
  probabilities: optional(
    'classification',
    orNull(byName(number(''), 'that of each class, where they were asked for')),
  ),
  kept: optional('kept', byName(text(''), 'with `⟪keep⟫`: the texts of these columns, as they stand')),
});

const classReport = object(
  {
    name: orNull(text('null for all that are unknown')),
    rows: count('rows of the class'),
    predictions: count('rows predicted to be of the class'),
    precision: orNull(number('null where nothing was predicted to be of the class')),
    recall: orNull(number('null where the class has no rows')),
    f1: orNull(number('their harmonic mean')),
  },
  '',
);

const confusion = object(
  {
    actual: count('index into `classes`'),
    predicted: count('index into `classes`'),
    rows: count('rows of the one that were predicted to be the other'),
  },
  '',
);

const residuals = object(
  {
    least: real('lowest'),
    lower: real('a quarter is below'),
    median: real('half is below'),
    upper: real('three quarters are below'),
    greatest: real('highest'),
    mean: real('mean'),
  },
  'target less prediction: `least`, `lower` (a quarter), `median`, `upper` (three quarters), `greatest` and `mean`',
);

export const evaluation = event('evaluation', 'How well a model predicts rows whose targets are known.', {
  model: text('the model file'),
  paths: array(text(''), 'the files of the table'),
  target: text('name of the target column'),
  task,
  rows: count('rows with a target, which are evaluated'),
  withoutTarget: count('rows without one, left out'),
  unknown: count('rows of classes that the model does not know: wrong in all scores, and not in the loss'),
  loss: real('mean over rows, of the same kind as in training; rows count alike, whatever their weights were'),
  accuracy: optional('classification', number('share of the rows whose class was predicted')),
  balancedAccuracy: optional('classification', number('mean recall of the classes that have rows')),
  macroF1: optional('classification', number('mean of their F1')),
  classes: optional(
    'classification',
    array(
      classReport,
      'each with `name`, null for all that are unknown; `rows`; `predictions`, rows predicted to be of it; `precision`, ' +
        '`recall` and `f1`, null where there is nothing to divide by',
    ),
  ),
  confusion: optional(
    'classification',
    array(
      confusion,
      'each with `actual` and `predicted`, places in `classes`, and `rows`; pairs without rows are left out',
    ),
  ),
  r2: optional('regression', real('null where all targets are the same')),
  rmse: optional('regression', real("root of the mean squared error, in the target's own units")),
  mae: optional('regression', real('mean absolute error')),
  residuals: optional('regression', residuals),
});

const difference = object(
  {
    on: choice(['validation', 'check'], 'whose rows: those of `validation` or of `check`'),
    rows: count('rows predicted by both networks'),
    greatest: real('of probabilities, or of numbers in their own units; null where it has no bounds'),
    relative: orNull(real("`greatest` by the target's standard deviation; null for classification")),
    classesChanged: orNull(count('rows of another class; null for regression')),
  },
  'what folding changes; null where nothing was folded now, or it was not measured, which a warning says. `on`, whose rows: those ' +
    'of `validation` or of `check`; `rows`; `greatest`, of probabilities, or of numbers in their own units, null where it has no ' +
    "bounds; `relative`, that by the target's deviation, null for classification; `classesChanged`, rows of another class, null " +
    'for regression',
);

export const exported = event('exported', 'A model was exported.', {
  model: text('the model file'),
  path: text('the file that was written'),
  format: text('what it is: `es-module`, `onnx` or `safetensors`'),
  bytes: count('its size'),
  encoded: boolean('whether it takes encoded rows, and not columns as they are in the table'),
  folded: boolean('whether its batch norm is folded into the affines, now or before'),
  difference: orNull(difference),
});
