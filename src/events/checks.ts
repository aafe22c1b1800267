/** The events of `gradcheck` and `bench`: the arithmetic, checked and timed. */

import type { TensorCheck } from '../network/gradcheck.ts';
import { boolean, choice, count, event, number, real, text } from './fields.ts';

export const gradcheck = event('gradcheck', 'The gradient of a tensor was checked.', {
  part: text<TensorCheck['part']>('the checked part of the arithmetic'),
  tensor: text('the tensor whose gradient was checked'),
  elements: count('numbers in the tensor'),
  worst: real('max relative error'),
  passed: boolean('whether this error is below the tolerance'),
});

export const verdict = event('verdict', 'The result of the whole gradient check.', {
  checks: count('tensors checked'),
  failed: count('tensors that failed'),
  tolerance: number('the largest relative error that passes'),
  passed: boolean('whether all tensors passed'),
});

const interval = {
  low: number('lower end of the 95 % confidence interval'),
  high: number('upper end of this interval'),
};
const timing = { seconds: number('seconds of one call: the median of the rounds'), ...interval };

export const gemm = event('gemm', 'The speed of an affine product.', {
  operation: choice(
    ['forward', 'dinput', 'dweight'],
    '`forward`, or the gradient of the input (`dinput`) or of the weight (`dweight`)',
  ),
  N: count('rows'),
  D: count('inputs'),
  M: count('outputs'),
  gflops: number('billions of operations per second; a multiply-add counts as two'),
  ...timing,
});

export const benchStep = event('bench-step', 'The time of a step of training.', {
  arm: text('the arm'),
  ...timing,
});

export const batchnormCost = event('batchnorm-cost', 'How much longer a step takes with batch norm, round by round.', {
  percent: number('the median of the rounds'),
  ...interval,
});

export const backward = event('backward', "The time of batch norm's backward pass.", {
  form: choice(['staged', 'closed'], '`staged` (node by node over the graph) or `closed` (closed form)'),
  N: count('rows'),
  D: count('columns'),
  ...timing,
});

export const backwardRatio = event(
  'backward-ratio',
  'The time of the staged backward pass divided by that of the closed form, round by round.',
  {
    ratio: number('the median of the rounds'),
    ...interval,
  },
);
