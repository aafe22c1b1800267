import { expect } from 'chai';
import { Random } from '../../src/base/numbers/random.ts';
import { costOf, MIN_PAIRS, type StepCost } from '../../src/experiment/step-cost.ts';
import { measureRatios } from '../../src/experiment/step-ratios.ts';

/** What a simulated machine does beside the steps. */
interface Machine {
  /** Standard deviation of the logarithm of a network's speed from place to place, and of a step's time. */
  readonly places: number;
  readonly noise: number;
  /** How much slower it gets in 100 ms. */
  readonly drift: number;
  /** The share of the time in which another program slows it down, three times. */
  readonly bursts: number;
  /** Milliseconds of a step of the first network, by which the first step after one of another network takes longer, and of a look at the clock. */
  readonly step: number;
  readonly switching: number;
  readonly clock: number;
}

const quiet: Machine = { places: 0.06, noise: 0.05, drift: 0, bursts: 0, step: 0.035, switching: 0.05, clock: 0.004 };
const machines: Readonly<Record<string, Machine>> = {
  'without disturbances': quiet,
  'with noise': { ...quiet, noise: 0.4 },
  'with a drift': { ...quiet, drift: 1 },
  'with bursts': { ...quiet, bursts: 0.2 },
  'with all of that, and long steps': { ...quiet, noise: 0.1, drift: 0.5, bursts: 0.1, step: 0.6 },
};
const SEEDS = 100;

/** The cost of a step of a network that takes `ratio` times as long, as measured on the machine. */
function measuredCost(
  seed: number,
  ratio: number,
  { places, noise, drift, bursts, step, ...others }: Machine,
): StepCost {
  const random = Random.stream(seed, 'synthetic');
  let now = 0;
  let burstUntil = -1;
  let last: number | null = null;
  const stepper = (time: number, network: number) => {
    const speed = time * Math.exp(places * random.normal());
    return {
      advance() {
        if (last !== network) now += others.switching;
        last = network;
        // A burst lasts 2 ms.
        if (now > burstUntil && random.uniform() < (bursts * speed) / 2) burstUntil = now + 2;
        now += speed * Math.exp(noise * random.normal()) * (1 + (drift * now) / 100) * (now < burstUntil ? 3 : 1);
      },
    };
  };
  const ratios = measureRatios({
    make: () => [stepper(step, 0), stepper(ratio * step, 1)],
    // Microseconds, like the real one.
    clock() {
      now += others.clock;
      return Math.floor(1000 * now) / 1000;
    },
    warmUps: [2, 2],
    milliseconds: 24,
    places: 8,
    minPairs: MIN_PAIRS,
  });
  return costOf(ratios[1]!)!;
}

describe('the measurement of what a step costs', () => {
  for (const [name, machine] of Object.entries(machines)) {
    const costs = (ratio: number) => Array.from({ length: SEEDS }, (_, n) => measuredCost(n + 1, ratio, machine));
    const containing = (ratio: number) => costs(ratio).filter(({ low, high }) => low <= ratio && high >= ratio).length;

    it(`has an interval that contains the ratio in at least 90 of 100 runs, on a machine ${name}`, () => {
      expect(containing(1)).to.be.at.least(90);
      expect(containing(1.3)).to.be.at.least(90);
    });

    it(`finds that a step takes 1.3 times as long, on a machine ${name}`, () => {
      expect(costs(1.3).filter(({ low }) => low > 1).length).to.be.at.least(90);
    });
  }

  it('takes every other round backwards, so that a machine that slows down all the time favours no network', () => {
    let [now, step] = [0, 0.035];
    const stepper = {
      advance() {
        now += step;
        step *= 1.003;
      },
    };
    const ratios = measureRatios({
      ...{ make: () => [stepper, stepper], clock: () => now, warmUps: [0, 0] },
      ...{ milliseconds: 0, places: 2, minPairs: 24 },
    });
    const { ratio } = costOf(ratios[1]!)!;
    expect(ratio).to.be.closeTo(1, 0.002);
    // Within a round, the network that comes later seems slower.
    const apart = ratios[1]!.flat().map(Math.abs);
    expect(Math.min(...apart)).to.be.greaterThan(0.01);
  });

  it('knows the less, the more the places differ', () => {
    const width = (places: number) => {
      const { low, high } = measuredCost(1, 1, { ...quiet, places });
      return high / low;
    };
    expect(width(0.2)).to.be.greaterThan(1.2 * width(0.02));
  });
});
