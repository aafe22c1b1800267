/** The events of the training of an arm. */

import { count, event, number, optional, orNull, real } from './fields.ts';
import { cellRun } from './run.ts';

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
