/** The events of probes: what happens inside a network while it trains. A number that is not finite is null. */

import { array, count, detailed, event, finite, number, object, optional, orNull } from './fields.ts';
import { cellRun } from './run.ts';

const newer = (field: ReturnType<typeof finite>) => optional('newer files', field);
const percentiles = {
  p5: newer(finite('')),
  p15: finite(''),
  p50: finite(''),
  p85: finite(''),
  p95: newer(finite('')),
};
const spread = { mean: finite(''), standardDeviation: finite(''), ...percentiles };

const affineMeaning = 'output of the affine, in front of the norm; null without a norm';

export const probe = event(
  'probe',
  'With `⟪probeSteps=n⟫`, at step 0 and after every nth step: the network after that step, on rows that stay the same, in one ' +
    'batch and in mode train.',
  {
    ...cellRun,
    step: count('steps done'),
    rows: count('rows of the probe: all training rows, or 1,000 of them'),
    layers: array(
      detailed(
        {
          layer: count('the hidden layer, from 1'),
          preactivation: object(
            spread,
            'what goes into the activation, over all rows and units: `mean`, `standardDeviation` (divided by the count), and the percentiles ' +
              '`p5`, `p15`, `p50`, `p85`, `p95`; older files lack the first and the last',
          ),
          affine: orNull(object(spread, `the same of the ${affineMeaning}`)),
          deadShare: finite(
            'share of the units whose preactivation is at most 0 in all rows; null for activations other than relu and leaky-relu',
          ),
          inactiveShare: finite('share of all preactivations that are at most 0; null like `deadShare`'),
          saturatedShare: finite(
            "share of all preactivations where the activation's slope is below 5 % of its max; null for activations other than sigmoid and tanh",
          ),
          weightNorm: finite("Frobenius norm of the affine's weight"),
          meanDrift: finite(
            'distance of the running means from the means of these rows, in standard deviations: root mean square over the units; null without batch norm',
          ),
          varDrift: finite(
            'distance of the running variances from the variances of these rows, as the natural logarithm of their ratio: root mean square over the units; null without batch norm',
          ),
        },
        '',
      ),
      'the hidden layers',
    ),
    unit: orNull(
      detailed(
        {
          layer: count('hidden layer of the unit of `⟪probeUnit⟫`; `unit` is null without hidden layers'),
          unit: count('its number in the layer, from 1'),
          preactivation: object(percentiles, 'percentiles over the rows'),
          affine: orNull(object(percentiles, `the same of the ${affineMeaning}`)),
        },
        'the unit of `⟪probeUnit⟫`',
      ),
    ),
    lossRunning: finite('loss of these rows by the running statistics, as in eval mode; null without batch norm'),
    lossPopulation: finite('loss of these rows by their own statistics, as in mode train'),
  },
);

export const gradients = event(
  'gradients',
  'With `⟪probeSteps⟫` or `⟪landscapeSteps⟫`, of the same steps (not of step 0): norms of the gradient of the batch, without weight ' +
    'decay and before `⟪clipNorm⟫`, and of the update.',
  {
    ...cellRun,
    step: count('the step'),
    total: finite('norm of the whole gradient'),
    layers: array(
      detailed(
        {
          layer: count('the affine, from 1; the last one is that of the outputs'),
          weight: finite("norm of the gradient of the affine's weight"),
          bias: finite('norm of the gradient of its bias; null if it has none'),
          gamma: finite('norm of the gradient of the scale of the norm behind it; null if there is none'),
          beta: finite('norm of the gradient of the shift of the same norm'),
          weightNorm: finite('norm of the weight before the update'),
          updateNorm: finite(
            'norm of the change of the weight, with momentum and weight decay; null where the loss was not finite',
          ),
          updateRatio: finite('`updateNorm` / `weightNorm`'),
          effectiveLr: finite('learning rate / `weightNorm`²'),
        },
        '',
      ),
      'the affines, each with the norm behind it',
    ),
  },
);

const range = (what: string) =>
  array(finite(''), `min and max of \`${what}\`; where one of them is null, the max is null`);
const each = (meaning: string) => array(finite(''), meaning);

export const landscape = event(
  'landscape',
  'With `⟪landscapeSteps=n⟫`, every nth step: loss and gradient of the batch of the step along its gradient, from the parameters ' +
    'before the update. See docs/probes.md.',
  {
    ...cellRun,
    step: count('the step'),
    learningRate: number('learning rate of the step'),
    loss: finite('loss of the batch before the update'),
    gradientNorm: finite('norm of the gradient, as `total` in `gradients`'),
    multipliers: array(
      number(''),
      '`⟪landscapeMultipliers⟫`: how many learning rates away from the parameters each point is',
    ),
    losses: each('loss at each point'),
    gradientChange: each('norm of the gradient at each point minus the gradient'),
    smoothness: each('`gradientChange` / the distance of the point'),
    cosine: each('cosine of the angle between the gradient at each point and the gradient'),
    lossRange: range('losses'),
    gradientPredictiveness: range('gradientChange'),
    effectiveSmoothness: finite('max of `smoothness`; null if one of them is null'),
    internalCovariateShift: array(
      detailed(
        {
          layer: count('the affine, from 1'),
          difference: finite(
            'norm of the change of the gradient of its weight when the layers before it have been updated and it has not',
          ),
          cosine: finite('cosine of the angle between the two gradients'),
        },
        '',
      ),
      'of each affine (Santurkar et al. 2018, definition 2.1)',
    ),
  },
);
