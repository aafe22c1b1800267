/** The events of `evidence`: what pairs of runs say about batch norm on this table. */

import type { SeedSource } from '../settings/rows/seeds.ts';
import {
  array,
  boolean,
  choice,
  count,
  detailed,
  event,
  type Field,
  finite,
  interval,
  number,
  object,
  optional,
  orNull,
  text,
} from './fields.ts';

export const varied = array(
  text<SeedSource>(''),
  'what differs between seeds: the `split` of the rows, the initial weights (`init`), the `order` of the batches',
);

const verdict = choice(
  ['SUPPORTED', 'NOT SUPPORTED', 'REFUTED', 'INCONCLUSIVE'],
  '`SUPPORTED`: the effect is larger than `smallestEffect`; `NOT SUPPORTED`: it is smaller; `REFUTED`: it is smaller, and the ' +
    'opposite claim would be supported by the same rule; `INCONCLUSIVE`: neither can be said',
);
const reason = orNull(
  choice(
    [
      'too few seeds',
      'several claims at once',
      'may be on either side of the smallest effect',
      'target not reached',
      'nothing trains',
      'untrained pairs',
      'no validation rows',
      'interrupted',
    ],
    'why it is inconclusive, or null. The last five mean that the claim cannot be tested: in most pairs neither arm reached the ' +
      'target, or trained at any initial scale; in some pair an arm did not train; there are no validation rows; a signal ended the run before all pairs were whole',
  ),
);

const faster = <T>(field: Field<T>) => optional('`faster`', field);
const initialization = <T>(field: Field<T>) => optional('`initialization`', field);
const regularizes = <T>(field: Field<T>) => optional('`regularizes`', field);

/** What an arm did in a pair. */
const armOfPair = {
  steps: faster(
    count('steps to the target; where it was not reached, the steps of the evaluation that would come next'),
  ),
  reached: faster(boolean('whether the arm reached the target')),
  decades: initialization(number('width of the initial scales that train: their number times the spacing of the grid')),
  atEdge: initialization(
    boolean('whether the smallest or the largest scale trains, so that the width is a lower bound'),
  ),
  shareOfGain: initialization(number('mean over the scales of the share of the possible gain in training loss')),
  validationLoss: regularizes(finite('validation loss at the level')),
  bestValidationLoss: regularizes(finite('lowest validation loss')),
  finalGap: regularizes(finite('validation loss less training loss, both in eval mode, at the last evaluation')),
};

const pairs = array(
  detailed(
    {
      seed: count('seed of the pair'),
      difference: finite('the difference; null if the pair has none'),
      target: faster(finite('the loss to reach; null if no arm was better than a constant prediction')),
      bar: initialization(finite('the highest training loss that counts as trained; null if nothing trained')),
      level: regularizes(finite('the training loss at which the arms are compared; null if an arm did not train')),
      baseline: detailed(armOfPair, ''),
      batchnorm: object(armOfPair, 'the same of the arm with batch norm'),
    },
    '',
  ),
  'the pairs',
);

const seconds = orNull(
  detailed(
    {
      verdict: {
        ...verdict,
        meaning: 'the verdict of the same test of the time instead of the steps; not among the claims of `pHolm`',
      },
      reason: { ...reason, meaning: 'why it is inconclusive, or null' },
      estimate: finite('`estimate` less the natural logarithm of `stepCost`'),
      ratio: finite('e^`seconds.estimate`: with 2, batch norm needs half the time'),
      t95: interval('95 % t interval of this estimate'),
      p: number('p-value of the sign-flip test that the effect is the smallest effect'),
      stepCost: number('time of a step with batch norm / time of a step without'),
    },
    '',
  ),
);

const sensitivity = array(
  detailed(
    {
      by: choice(
        ['target', 'trainLoss', 'learningRate'],
        "what differs from the claim: the `target`, the measure (`trainLoss`), or both arms at the baseline's `learningRate`",
      ),
      share: finite('the share of the target, as in `target.share`; null for a fixed loss'),
      estimate: finite('mean of the differences; null if in most pairs neither arm reached the target'),
      t95: interval('95 % t interval of the mean'),
      p: finite('p-value of the sign-flip test that there is no difference'),
    },
    '',
  ),
  'the estimate by other rules, without a verdict',
);

const both = { baseline: finite(''), batchnorm: finite('') };

const tried = array(
  detailed(
    {
      lr: number('the rate'),
      medianLoss: finite('median over the seeds of the lowest loss of a run; null if it diverged or is not finite'),
    },
    '',
  ),
  '',
);

export const learningRates = event(
  'learning-rates',
  'With several rates for `⟪lr⟫`, `evidence` chooses one for each arm, on seeds that are not tested.',
  {
    measure: choice(['validationLoss', 'trainLoss'], 'the loss that is compared'),
    seeds: array(count(''), 'the seeds that choose'),
    tried: detailed(
      {
        baseline: { ...tried, meaning: 'the rates of the baseline' },
        batchnorm: { ...tried, meaning: 'the rates of the arm with batch norm' },
      },
      '',
    ),
    chosen: detailed(
      { baseline: number('the rate of the baseline'), batchnorm: number('the rate of the arm with batch norm') },
      '',
    ),
  },
);

export const claim = event(
  'claim',
  'A claim about batch norm, tested on pairs of runs with this table, network and settings.',
  {
    claim: choice(
      ['faster', 'initialization', 'regularizes'],
      '`faster`: batch norm needs fewer steps; `initialization`: it trains over a wider range of initial scales; `regularizes`: its ' +
        'validation loss is lower at equal training loss',
    ),
    verdict,
    reason,
    unit: choice(
      ['ln steps', 'decades', 'nats', 'standardized squared error'],
      'the unit of the differences: natural logarithm of a ratio of steps, powers of ten of the initial scale, or that of the loss',
    ),
    measure: choice(['validationLoss', 'trainLoss'], 'the loss that is compared'),
    target: faster(
      detailed(
        {
          share: finite(
            "how far the target is on the way from `nullLoss` to the higher of the arms' lowest losses; null for a fixed loss",
          ),
          loss: finite('the fixed loss, or null'),
        },
        '',
      ),
    ),
    estimate: finite('mean of the differences, positive in favour of batch norm; null if the claim cannot be tested'),
    ratio: faster(finite('e^`estimate`: with 3, batch norm needs a third of the steps')),
    standardDeviation: finite('standard deviation of the differences (divided by n - 1)'),
    t95: interval('95 % t interval of the mean'),
    bca95: interval(
      '95 % BCa bootstrap interval of the mean; null for fewer than 5 pairs, or if all differences are equal',
    ),
    t95NewRows: interval(
      '95 % interval for other rows of the same kind (Nadeau and Bengio 2003); null unless the split varies, and for `initialization`',
    ),
    smallestEffect: number('the smallest effect that counts, in `unit`'),
    alpha: number('the accepted probability of a wrong verdict, over all claims of the command'),
    seeds: count('pairs, one a seed'),
    vary: varied,
    differences: orNull(array(number(''), 'the difference of each pair; null if the claim cannot be tested')),
    pairs,
    p: number('p-value of the sign-flip test that the effect is `smallestEffect`; 1 if the claim cannot be tested'),
    pHolm: number("`p` adjusted by Holm's method for the claims of the command; the verdict depends on it"),
    pZero: finite('p-value of the sign-flip test that there is no effect'),
    pOpposite: finite(
      "p-value of the sign-flip test that the effect is -`smallestEffect`, times the claim's factor of Holm's method; null unless the effect is smaller",
    ),
    wilcoxon: orNull(
      detailed(
        {
          statistic: number(
            "the smaller sum of ranks of Wilcoxon's signed-rank test, with Pratt's zeros; not used for the verdict",
          ),
          p: number('its p-value of no difference'),
        },
        '',
      ),
    ),
    shareBetter: orNull(
      detailed(
        {
          share: number('share of the pairs in which batch norm is better; ties count half'),
          low: number("lower end of Wilson's 95 % interval"),
          high: number('upper end of this interval'),
        },
        '',
      ),
    ),
    effectSize: orNull(
      detailed(
        {
          dz: number('mean / standard deviation of the differences'),
          hedges: number("the same with Hedges' correction for few pairs"),
        },
        '',
      ),
    ),
    precision: orNull(
      detailed(
        {
          halfWidth: number('half the width of `t95`'),
          seeds: orNull(
            count('seeds whose `t95` would have half of `smallestEffect` as half-width; null if no number has'),
          ),
          detectable: number('the effect that as many seeds find with a probability of 80 %'),
        },
        '',
      ),
    ),
    seconds: faster(seconds),
    sensitivity: faster(sensitivity),
    weak: faster(
      count('pairs whose target is not below `nullLoss` by 1 % of it, or that have none: hardly anything was learned'),
    ),
    ties: faster(count('pairs in which both arms need the same steps')),
    coarse: faster(
      boolean(
        'whether the median of the faster arm is among the first three evaluations: more frequent ones would show more',
      ),
    ),
    scales: initialization(
      array(
        detailed(
          {
            initScale: number('the initial scale'),
            baseline: number('share of the pairs in which the baseline trains'),
            batchnorm: number('share of the pairs in which the arm with batch norm trains'),
          },
          '',
        ),
        'the grid',
      ),
    ),
    shareOfGain: initialization(object(both, 'mean of `pairs[].shareOfGain` of each arm')),
    finalGap: regularizes(object(both, 'mean of `finalGap` of each arm; null if one is not finite')),
    bestDifference: regularizes(
      orNull(
        detailed(
          {
            mean: number("mean of the baseline's lowest validation loss less that of batch norm"),
            t95: interval('95 % t interval of this mean'),
          },
          '',
        ),
      ),
    ),
    scope: text('where the verdict holds'),
    rerun: text('the command that repeats the claim'),
    sentence: text('the verdict in words; it ends with `scope`'),
  },
);
