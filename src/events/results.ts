/** The events of what runs came to, and the fields of them that a saved model keeps. */

import {
  boolean,
  byName,
  choice,
  count,
  detailed,
  event,
  number,
  object,
  optional,
  orNull,
  real,
  text,
} from './fields.ts';
import { blasIdentity } from './machine.ts';
import { cellRun, run } from './run.ts';
import { bestScores, finalScores, guess, guessed } from './scores.ts';

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

export const fasterEngine = event(
  'faster-engine',
  'After a training of 10 seconds and 320 steps or more with `⟪engine=auto⟫`: a BLAS of this machine would train the network at ' +
    'least 1.2 times as fast. It was measured on made-up rows after the training.',
  {
    blas: blasIdentity,
    seconds: number('seconds of a step with the engine of the run'),
    blasSeconds: number('seconds of a step with `⟪engine=blas⟫`'),
    ratio: number('how many times as fast that is'),
    sentence: text('the closing sentence'),
  },
);

export const saved = event('saved', 'A model file was written.', {
  arm: text('the arm of the network'),
  path: text('the file, as it was named'),
  bytes: count('size of the file'),
  networks: optional('⟪ensemble⟫', count('networks in the file, each of the best or last epoch of its own')),
  epoch: optional('one network', count('the epoch of the network: the best, or the last with `⟪saveEpoch=last⟫`')),
  step: optional('one network', count('steps done by this network')),
});
