/** The event of a comparison of two arms. */

import { byName, choice, count, event, number, object, optional, orNull, real, text } from './fields.ts';
import { partialConfig } from './settings.ts';

const curvePoint = (meaning: string) =>
  object({ epoch: count('the epoch'), step: count('steps done'), seconds: number('training time') }, meaning);

export const comparison = event('comparison', 'The numbers behind a closing sentence: the first arm against another.', {
  seed: count('seed of both runs'),
  measure: choice(['validationLoss', 'trainLoss'], '`validationLoss`, or `trainLoss` without validation rows'),
  reference: orNull(text('the reference arm, whose best loss the other arm reached; null also if an arm diverged')),
  reachedBy: orNull(text('the other arm')),
  loss: orNull(real('the best loss of the reference arm')),
  referenceAt: orNull(curvePoint('`epoch`, `step` and `seconds` of this loss in the reference arm')),
  reachedAt: orNull(curvePoint('`epoch`, `step` and `seconds` at which the other arm was first at or below this loss')),
  stepsRatio: orNull(
    number(
      'steps of `referenceAt` / steps of `reachedAt`: with 2 the other arm needed half the steps; null if one is 0',
    ),
  ),
  secondsRatio: orNull(number('the same ratio of the seconds')),
  stepCostRatio: orNull(
    number(
      'time of a step of the second arm / time of a step of the first, on one thread: the median of many short stretches in turn, ' +
        'measured after training; where that was not possible, over the whole runs, which other load on the machine changes',
    ),
  ),
  stepCostLow: orNull(number('runs of the same command agree on a ratio between this')),
  stepCostHigh: orNull(number('and this; null like `stepCostLow` where the ratio is over the whole runs')),
  stepCostUnmeasured: orNull(
    choice(
      ['same-network', 'few-steps', 'large-network', 'interrupted', 'no-thread'],
      'why the ratio is over the whole runs: both arms are the same network, an arm did fewer than 30 steps, the network or its ' +
        'batches are too large to repeat enough steps, the run was interrupted, or no thread could measure it; null if it was measured',
    ),
  ),
  bestLoss: byName(orNull(real('')), 'the lowest loss of each of the two arms, or null'),
  guessLoss: real(
    'the loss of guessing; a loss that cannot be distinguished from it is never the best loss of a reference arm',
  ),
  retry: optional('an arm diverged', {
    ...partialConfig,
    meaning: 'settings to compare the arms again with: a lower learning rate, and a limit on the norm of the gradient',
  }),
  sentence: text('the closing sentence'),
});
