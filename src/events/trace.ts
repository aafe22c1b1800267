/** The event of `trace`. */

import { paths } from './data.ts';
import { array, choice, count, detailed, event, number, object, orNull, real, text } from './fields.ts';

const numbers = array(real(''), '');

const node = detailed(
  {
    pass: choice(
      ['forward', 'backward', 'closed form'],
      '`forward`, `backward` (node by node), or `closed form` (of the backward pass)',
    ),
    step: orNull(
      count(
        'step of the graph, from 1 to 9 in the forward pass and back; null for what is given and in the closed form',
      ),
    ),
    name: text(''),
    formula: text('how it is computed from the nodes before it'),
    shape: choice(['(N, D)', '(D)'], '`(N, D)`: a number for each row and unit, or `(D)`: one for each unit'),
    values: array(numbers, 'rows of numbers, one number for each of `units`: N rows, or one row for the shape (D)'),
  },
  'the nodes of the graph in the order of the computation, then the closed form',
);

const running = detailed(
  {
    name: text('`runningMean` or `runningVar`'),
    formula: text(''),
    before: array(real(''), 'for each of `units`, before the step'),
    after: array(real(''), 'and after it'),
  },
  'the running statistics, which evaluation uses',
);

export const trace = event('trace', 'The arithmetic of batch norm on one batch of training, in float64.', {
  paths,
  target: text('name of the target column'),
  widths: array(count(''), 'input features, hidden widths, outputs'),
  activation: text('the activation behind batch norm'),
  seed: count('the seed of the run'),
  trainRows: count('training rows, from which the batch is drawn'),
  epoch: count('the epoch of the step'),
  step: count('the step of training, from 1: the state is that before its update'),
  batchSize: count('rows of a batch; the last of an epoch may have fewer'),
  layer: count('which of the batch norm layers, from 1'),
  N: count('rows of the batch'),
  D: count('units of the layer'),
  eps: number('added to the variance'),
  bnMomentum: number('weight of the batch in the running statistics'),
  loss: real('mean loss of the batch'),
  targets: array(text(''), 'the class of each row of the batch, or its number'),
  units: array(count(''), 'the units whose numbers are in the event, from 1'),
  nodes: array(node, 'the nodes of the graph in the order of the computation, then the closed form'),
  running: array(running, 'the running statistics, which evaluation uses'),
  difference: object(
    { dx: real(''), dgamma: real(''), dbeta: real('') },
    'max difference between the two backward passes over all units, of `dx`, `dgamma` and `dbeta`',
  ),
});
