/** The events of `show`, `predict`, `evaluate` and `export`. */

import type { Input } from '../data/encoding/inputs.ts';
import type { SavedStyle } from '../data/tables/styles/column-style.ts';
import type { ActivationName } from '../kernels/reference/activations.ts';
import type { BnStats } from '../network/layers/batch-norm.ts';
import { task } from './data.ts';
import {
  array,
  boolean,
  byName,
  choice,
  constant,
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
import { blasIdentity } from './machine.ts';
import { ensembleScores, savedRefit, savedResult } from './results.ts';
import { modelConfig } from './settings.ts';

const path = text('the file, as it was named');
const range = orNull(array(number(''), 'min and max; null if the layer has none'));

const layer = object(
  {
    name: text(
      'number of the layer, with which the names of its tensors begin; in an ensemble, after the number of the network',
    ),
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
  format: text('`bntrain-model/1`, or `bntrain-model/2` for an ensemble'),
  version: text('version of the bntrain that wrote the file'),
  network: object(
    {
      widths: array(count(''), 'inputs, hidden widths, outputs'),
      activation: text<ActivationName>('function after each hidden layer'),
      batchNorm: boolean('whether the network has batch norm; false if it is folded'),
      norm: optional('layer norm', text('the norm that replaces batch norm')),
      bnMomentum: number('weight of the new value in the running statistics'),
      bnEps: number('added to the variance'),
      bnStats: text<BnStats>('the convention of the running statistics'),
      folded: optional('folded', { ...boolean('batch norm is folded into the affines'), json: { const: true } }),
      parameters: count('learned numbers'),
    },
    '`widths`, `activation`, `batchNorm`, `bnMomentum`, `bnEps`, `bnStats`, and `parameters`, the number of learned numbers',
  ),
  layers: array(
    layer,
    'each with `name`, the number of the layer; `kind`, which is `affine`, `batchnorm`, `layernorm` or an activation; `shape`; ' +
      '`parameters`; `runningMean` and `runningVar`, each as min and max, null if the layer has none',
  ),
  inputs: array(
    elsewhere<Input & { readonly width: number }>(['kind', 'name', 'indicator', 'width'], ''),
    'what each column becomes, as described in model-file.md, and `width`, the number of features',
  ),
  target: object(
    {
      name: text('name of the column'),
      task,
      classes: orNull(array(text(''), 'in the order of the outputs; null for regression')),
      isNumber: boolean('whether the column holds numbers, also if they are classes'),
      mean: number('added to an output times `deviation`; 0 for classification'),
      deviation: number('1 for classification'),
      range: optional(
        'regression with `⟪clipPredictions⟫`',
        object(
          { min: number('smallest training target'), max: number('largest training target') },
          'what predictions are cut to',
        ),
      ),
      classRows: optional('newer files, classification', array(count(''), 'training rows of each class')),
    },
    '`name`, `task`, `classes`, `isNumber`, `mean`, `deviation`, `classRows` (training rows of each class)',
  ),
  reading: object(
    {
      header: orNull(boolean('whether the training table had a header; null if its format has none')),
      na: orNull(array(text(''), 'missing words; null for the default ones')),
      notes: optional('⟪notes=false⟫', constant(false, 'lines below the table were read as rows')),
      escape: optional('a character before quotes inside quotes', text('this character')),
      numbers: optional(
        'other signs than a decimal point',
        object({ decimal: text('the decimal sign'), thousands: orNull(text('between groups of three digits')) }, ''),
      ),
      styles: optional(
        'columns with ways of their own',
        array(elsewhere<SavedStyle>(['column', 'kind', 'example'], ''), 'how numbers or dates of a column are written'),
      ),
    },
    '`header`, whether the training table had a header; `na`, its missing words; `notes`, false where lines below it were read as rows; `escape`, the character before quotes inside quotes; `numbers` (decimal sign and thousands separator) and `styles` (how columns write numbers and dates), as described in model-file.md',
  ),
  data: object(
    {
      paths: array(text(''), 'the files of the table'),
      digests: optional('newer files', array(text(''), 'the SHA-256 of each')),
      validationPath: orNull(text('the file of validation rows')),
      validationDigest: optional('newer files', orNull(text('the SHA-256 of this file'))),
      trainRows: count('training rows'),
      validationRows: count('validation rows'),
    },
    '`paths`, `digests` (the SHA-256 of each), `validationPath`, `validationDigest`, `trainRows`, `validationRows`',
  ),
  refit: optional(
    '⟪refit⟫',
    object(savedRefit, 'the training on all rows, which made this network: `rows`, `epochs`, `trainLoss`'),
  ),
  blas: optional('engine `blas`', blasIdentity),
  config: modelConfig,
  result: optional(
    'one network',
    object(
      savedResult,
      "the fields of the arm's `result` except `seconds` and `splitHash`; `kept`, which is `best` or `last`; `epoch` and `step` of the saved network; `guess`, the level of guessing",
    ),
  ),
  results: optional('an ensemble', array(object(savedResult, ''), 'the same of each network, with its `part`')),
  ensemble: optional(
    'an ensemble',
    object(ensembleScores, 'the fields of the `ensemble` event except `arm` and `seed`'),
  ),
});

export const prediction = event('prediction', 'The prediction for a row.', {
  row: count('number of the row in the table, from 1'),
  prediction: {
    json: { type: ['string', 'number', 'null'] },
    meaning: 'the class, or the number in the units of the target; null if the network gives no finite number',
  } as Field<string | number | null>,
  probabilities: optional(
    'classification',
    orNull(byName(number(''), 'with `⟪probabilities⟫`: the probability of each class')),
  ),
  kept: optional('kept', byName(text(''), 'with `⟪copy⟫`: the texts of these columns, as in the table')),
});

const classReport = object(
  {
    name: orNull(text('null for all unknown classes together')),
    rows: count('rows of the class'),
    predictions: count('rows predicted as the class'),
    precision: orNull(number('null if no row was predicted as the class')),
    recall: orNull(number('null if the class has no rows')),
    f1: orNull(number('harmonic mean of precision and recall')),
  },
  '',
);

const confusion = object(
  {
    actual: count('index into `classes`'),
    predicted: count('index into `classes`'),
    rows: count('rows of the actual class that were predicted as the other'),
  },
  '',
);

const residuals = object(
  {
    least: real('min'),
    lower: real('first quartile'),
    median: real('median'),
    upper: real('third quartile'),
    greatest: real('max'),
    mean: real('mean'),
  },
  'target - prediction: `least` (min), `lower` (first quartile), `median`, `upper` (third quartile), `greatest` (max) and `mean`',
);

export const evaluation = event('evaluation', 'How well a model predicts rows whose targets are known.', {
  model: text('the model file'),
  paths: array(text(''), 'the files of the table'),
  target: text('name of the target column'),
  task,
  rows: count('rows with a target, which are evaluated'),
  withoutTarget: count('rows without a target, left out'),
  unknown: count('rows of classes that the model does not know: wrong in all scores, left out of the loss'),
  loss: real('mean loss of the rows, of the same kind as in training; rows have no weights'),
  accuracy: optional('classification', number('share of the rows that were predicted correctly')),
  balancedAccuracy: optional('classification', number('mean recall of the classes that have rows')),
  macroF1: optional('classification', number('mean F1 of the classes that have rows')),
  classes: optional(
    'classification',
    array(
      classReport,
      'each with `name`, null for all unknown classes together; `rows`; `predictions`, rows predicted as the class; ' +
        '`precision`, `recall` and `f1`, null where the denominator is 0',
    ),
  ),
  confusion: optional(
    'classification',
    array(
      confusion,
      'each with `actual` and `predicted`, indices into `classes`, and `rows`; pairs without rows are left out',
    ),
  ),
  r2: optional('regression', real('R²; null if all targets are equal')),
  rmse: optional('regression', real('root of the mean squared error, in the units of the target')),
  mae: optional('regression', real('mean absolute error, in the units of the target')),
  residuals: optional('regression', residuals),
  guess: object(
    {
      loss: real('loss, of the same kind as that of the model'),
      accuracy: optional('classification', number('accuracy of guessing the largest class')),
      balancedAccuracy: optional('classification', number('')),
      macroF1: optional('classification', number('')),
      r2: optional('regression', real('')),
      rmse: optional('regression', real('')),
    },
    'the level of guessing: the scores, on these rows, of a prediction that uses no input, only the shares of the classes in training ' +
      '(of these rows, if an old model file lacks them), or the mean of these rows: `loss`, and `accuracy`, `balancedAccuracy` and ' +
      '`macroF1`, or `r2` and `rmse`',
  ),
});

const difference = object(
  {
    on: choice(['validation', 'check'], 'the rows: those of `validation` or of `check`'),
    rows: count('rows predicted by both networks'),
    greatest: real('max difference of probabilities, or of numbers in the units of the target; null if not finite'),
    relative: orNull(real("`greatest` / the target's standard deviation; null for classification")),
    classesChanged: orNull(count('rows with another predicted class; null for regression')),
  },
  'what folding changes; null if nothing was folded by this export, or if the change could not be measured (then there is a ' +
    'warning). `on`: the rows, those of `validation` or of `check`; `rows`: their number; `greatest`: max difference of ' +
    'probabilities, or of numbers in the units of the target, null if not finite; `relative`: `greatest` / the standard ' +
    'deviation of the target, null for classification; `classesChanged`: rows with another predicted class, null for regression',
);

export const exported = event('exported', 'A model was exported.', {
  model: text('the model file'),
  path: text('the written file'),
  format: text('format of the written file: `es-module`, `onnx` or `safetensors`'),
  bytes: count('size of the written file'),
  encoded: boolean('whether it takes encoded rows instead of the columns of a table'),
  folded: boolean('whether batch norm is folded into the affines, by this export or an earlier one'),
  difference: orNull(difference),
});
