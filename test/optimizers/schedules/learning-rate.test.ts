import { setLearningRate } from '../../../src/optimizers/schedules/learning-rate.ts';
import type { ScheduleName } from '../../../src/optimizers/schedules/schedules.ts';
import { expectClose } from '../../support/close.ts';

function rates(schedule: ScheduleName, steps: number, warmup = 0): number[] {
  return Array.from({ length: steps }, (_, index) => {
    const rate = new Float64Array(1);
    setLearningRate(rate, { schedule, lr: 0.4, warmup }, index + 1, steps);
    return rate[0]!;
  });
}

describe('setLearningRate', () => {
  it('keeps the learning rate by default', () => expectClose(rates('constant', 3), [0.4, 0.4, 0.4]));

  it('follows half a cosine down', () => {
    expectClose(rates('cosine', 4), [0.4, 0.2 * (1 + Math.SQRT1_2), 0.2, 0.2 * (1 - Math.SQRT1_2)]);
  });

  it('falls to a tenth after each third', () => {
    expectClose(rates('step', 6), [0.4, 0.4, 0.04, 0.04, 0.004, 0.004]);
  });

  it('falls evenly on a log scale towards a hundredth', () => {
    expectClose(rates('exponential', 4), [0.4, 0.4 * 10 ** -0.5, 0.04, 0.04 * 10 ** -0.5]);
  });

  it('rises evenly in the warm-up, and the schedule takes the remaining steps', () => {
    expectClose(rates('cosine', 4, 2), [0.2, 0.4, 0.4, 0.2]);
  });

  it('only rises when the warm-up outlasts training', () => expectClose(rates('constant', 2, 4), [0.1, 0.2]));
});
