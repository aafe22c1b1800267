/** The events of `gradcheck` and `bench`: the arithmetic, checked and timed. */

import type { TensorCheck } from '../network/gradcheck.ts';
import { boolean, choice, count, event, number, real, text } from './fields.ts';

export const gradcheck = event('gradcheck', 'The gradient of a tensor was checked.', {
  part: text<TensorCheck['part']>('what was checked'),
  tensor: text('the gradient of what'),
  elements: count('numbers in it'),
  worst: real('worst relative error'),
  passed: boolean('whether that is below the tolerance'),
});

export const verdict = event('verdict', 'The gradient check is over.', {
  checks: count('tensors checked'),
  failed: count('of them that failed'),
  tolerance: number('the largest relative error that passes'),
  passed: boolean('whether all did'),
});

const timing = {
  seconds: number('of one call: the median of the rounds'),
  low: number('lower end of its 95 % confidence interval'),
  high: number('upper end of it'),
};

export const gemm = event('gemm', 'The speed of an affine product.', {
  operation: choice(
    ['forward', 'dinput', 'dweight'],
    '`forward`, or the gradient of the input (`dinput`) or of the weight (`dweight`)',
  ),
  N: count('rows'),
  D: count('inputs'),
  M: count('outputs'),
  gflops: number('billions of operations in a second, two for each multiplication and addition'),
  ...timing,
});

export const benchStep = event('bench-step', 'The time of a step of training.', {
  arm: text('the arm'),
  ...timing,
});

export const batchnormCost = event('batchnorm-cost', 'How much longer a step takes with batch norm, round by round.', {
  percent: number('the median of the rounds'),
  low: number('lower end of its 95 % confidence interval'),
  high: number('upper end of it'),
});

export const backward = event('backward', "The time of batch norm's backward pass.", {
  form: choice(['staged', 'closed'], '`staged`, node by node over the graph, or in `closed` form'),
  N: count('rows'),
  D: count('columns'),
  ...timing,
});

export const backwardRatio = event(
  'backward-ratio',
  'How many times as long the staged backward pass takes as the closed form, round by round.',
  {
    ratio: number('the median of the rounds'),
    low: number('lower end of its 95 % confidence interval'),
    high: number('upper end of it'),
  },
);
