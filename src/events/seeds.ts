/** The events of what several seeds say: curves, scores and the cost of a step, over pairs. */

import {
  byName,
  choice,
  count,
  detailed,
  event,
  type Field,
  finite,
  interval,
  number,
  orNull,
  text,
} from './fields.ts';

/** The values of an arm. */
const values = {
  mean: finite('mean over the pairs; null if a value is not finite'),
  t95: interval('95 % t interval of the mean; null also for one pair'),
  q25: finite('lower quartile, with diverged runs as the worst; null if it is one of those'),
  median: finite('median, in the same way'),
  q75: finite('upper quartile, in the same way'),
  diverged: count('runs without a finite value here'),
};

/** A paired difference of two arms. */
const difference = {
  mean: number('mean of the differences: the arm less the first arm, with the same seed'),
  t95: interval('95 % t interval of this mean; null for one pair'),
  bca95: interval(
    '95 % BCa bootstrap interval of this mean; null for fewer than 5 pairs, or if all differences are equal',
  ),
  p: number('p-value of the sign-flip test of no difference'),
};

const shareBetter = detailed(
  {
    share: number('share of the pairs in which the arm is better than the first; ties count half'),
    low: number("lower end of Wilson's 95 % interval"),
    high: number('upper end of this interval'),
  },
  '',
);

const ofArms = byName(detailed(values, ''), 'the values of each arm');
const ofOthers = <T>(one: Field<T>) =>
  byName(
    orNull(one),
    'for each arm after the first its paired difference from the first; null where a value of a pair is not finite',
  );

const measure = choice(['validationLoss', 'trainLoss'], '`validationLoss`, or `trainLoss` without validation rows');

export const curve = event(
  'curve',
  'With `⟪seeds=n⟫`, an evaluation over all pairs. Intervals and quartiles are of this evaluation by itself. An evaluation that ' +
    'only some of the pairs have has no event.',
  {
    epoch: count('the epoch, as in the `epoch` or `validation` event'),
    step: count('steps done; where seeds differ in the number of rows, those of the first pair'),
    measure,
    arms: ofArms,
    differences: ofOthers(
      detailed(
        {
          ...difference,
          pMaxT: finite(
            'the same p-value adjusted for all evaluations after training began (Westfall and Young 1993); null before',
          ),
          shareBetter,
        },
        '',
      ),
    ),
  },
);

export const summary = event(
  'summary',
  'With `⟪seeds=n⟫`, a score of the results over all pairs. A run that diverged counts as the worst.',
  {
    measure: choice(
      [
        'best.validationLoss',
        'best.validationScore',
        'final.validationLoss',
        'final.validationScore',
        'final.trainLoss',
      ],
      'the field of the `result` events; the best evaluation is one after training began',
    ),
    pairs: count('pairs, one a seed'),
    arms: ofArms,
    differences: ofOthers(
      detailed(
        {
          ...difference,
          better: count('pairs in which the arm is better than the first'),
          equal: count('pairs in which both are equal'),
          shareBetter,
          sentence: text('the difference in words'),
        },
        '',
      ),
    ),
  },
);

export const stepCost = event(
  'step-cost',
  'With `⟪seeds=n⟫`, what a step of an arm costs, measured after training as a `comparison` measures it.',
  {
    arm: text('the arm'),
    reference: text('the first arm'),
    ratio: finite('time of a step of the arm / time of a step of the reference; null if it was not measured'),
    low: finite('runs of the same command agree on a ratio between this'),
    high: finite('and this'),
    unmeasured: orNull(
      choice(
        ['same-network', 'few-steps', 'large-network', 'interrupted', 'no-thread'],
        'why it was not measured, as `stepCostUnmeasured` of a `comparison`; null if it was measured',
      ),
    ),
  },
);
