/** Settings of training: recipe, length, optimizer, regularization, evaluation. */

import type { OptimizerName } from '../../kernels/reference/optimizers.ts';
import type { Task } from '../../network/tasks.ts';
import { optimizers } from '../../optimizers/optimizers.ts';
import { schedules } from '../../optimizers/schedules/schedules.ts';
import { betas, choice, countOrAll, integer, nameIn, positive, real, toggle } from '../kinds.ts';
import { recipeNames } from '../recipes.ts';
import { byData, follows, setting } from '../setting.ts';

function ratesInWords(rate: number | Readonly<Record<Task, number>>): string {
  return typeof rate === 'number' ? String(rate) : `${rate.classification}, for regression ${rate.regression}`;
}

export const trainingSettings = {
  recipe: setting(choice(recipeNames), 'plain', {
    group: 'training',
    scope: 'none',
    value: '<name>',
    help: 'defaults for training: plain is for comparisons, tabular for a good network',
  }),
  epochs: setting<number | null>(
    integer(1),
    follows('steps', (steps: number | null) => (steps === null ? 20 : null)),
    {
      group: 'training',
      value: '<n>',
      short: 'e',
      help: 'passes over the training rows',
      shown: '20',
      resume: 'freely',
    },
  ),
  steps: setting(integer(1), null, {
    group: 'training',
    value: '<n>',
    help: 'train for n steps instead, rounded up to whole epochs',
    shown: 'as ⟪epochs⟫ says',
  }),
  batchSize: setting<number | null>(integer(1), 64, {
    group: 'training',
    spacing: 'log',
    value: '<n>',
    short: 'b',
    help: 'rows in a step',
  }),
  minBatch: setting(integer(1), null, {
    group: 'training',
    value: '<rows>',
    help: 'leave out a last batch with fewer rows',
    shown: '1; 2 with batch norm',
  }),
  optimizer: setting(nameIn(optimizers), 'sgd', {
    group: 'training',
    value: '<name>',
    help: Object.keys(optimizers).join(', '),
  }),
  lr: setting(
    positive,
    follows('optimizer', (name: OptimizerName) => {
      const { learningRate: rate } = optimizers[name];
      return typeof rate === 'number' ? rate : byData(ratesInWords(rate), ({ task }) => rate[task]);
    }),
    {
      group: 'training',
      spacing: 'log',
      value: '<rate>',
      help: 'learning rate',
      shown: Object.entries(optimizers)
        .map(([name, { learningRate }]) => `${name} ${ratesInWords(learningRate)}`)
        .join('; '),
      resume: 'force',
    },
  ),
  momentum: setting(
    real('a number from 0 to below 1', value => value >= 0 && value < 1),
    0,
    { group: 'training', value: '<m>', help: "SGD's momentum", resume: 'force' },
  ),
  nesterov: setting(toggle, false, { group: 'training', help: "Nesterov's form of momentum", resume: 'force' }),
  betas: setting(betas, [0.9, 0.999], {
    group: 'training',
    value: '<b1,b2>',
    help: "Adam's weights of the old averages",
    resume: 'force',
  }),
  weightDecay: setting<number | null>(
    real('a number, 0 or more', value => value >= 0),
    0,
    { group: 'training', spacing: 'log', value: '<w>', help: 'on affine weights only', resume: 'force' },
  ),
  schedule: setting(nameIn(schedules), 'constant', {
    group: 'training',
    value: '<name>',
    help: `learning rate over the run: ${Object.keys(schedules).join(', ')}`,
    resume: 'force',
  }),
  warmup: setting(integer(0), 0, {
    group: 'training',
    value: '<n>',
    help: 'steps in which the rate climbs to ⟪lr⟫',
    resume: 'force',
  }),
  average: setting(
    real('a number from 0 to below 1', value => value >= 0 && value < 1),
    null,
    {
      group: 'training',
      value: '<e>',
      help: 'use the average of the weights over the steps, in which the old one counts e',
    },
  ),
  labelSmoothing: setting(
    real('a number from 0 to below 1', value => value >= 0 && value < 1),
    null,
    {
      group: 'training',
      task: 'classification',
      value: '<s>',
      help: 'share of each label that all classes get in training',
      resume: 'force',
    },
  ),
  clipPredictions: setting(toggle, null, {
    group: 'training',
    task: 'regression',
    help: 'cut predictions to the range of the training targets',
    shown: 'off',
  }),
  clipNorm: setting(positive, null, {
    group: 'training',
    spacing: 'log',
    value: '<g>',
    help: "max norm of a step's gradient",
    shown: 'no limit',
    resume: 'force',
  }),
  patience: setting(integer(1), null, {
    group: 'training',
    value: '<n>',
    help: 'end an arm after n epochs without a better validation loss',
    shown: 'never',
    resume: 'force',
  }),
  refit: setting(toggle, null, {
    group: 'training',
    help: 'train again on all rows, for the epochs of the best; the score stays that of the held-out rows',
    shown: 'off',
  }),
  validateEvery: setting(integer(1), null, {
    group: 'training',
    value: '<steps>',
    help: 'validate within epochs too, after every n steps',
    shown: 'at the end of each epoch only',
  }),
  trainEvalRows: setting(countOrAll, null, {
    group: 'training',
    scope: 'none',
    value: '<n>',
    help: 'evaluate n training rows, or all, like the validation rows after each epoch',
    shown: 'none',
  }),
};
