/** The claims that runs of PyTorch lead to, on tables of data/; the fixtures have its losses and what follows from them. */

import { expect } from 'chai';
import { measureInitialization } from '../../../src/evidence/claims/initialization.ts';
import { judge } from '../../../src/evidence/claims/verdict.ts';
import { mean } from '../../../src/evidence/statistics/moments.ts';
import { tInterval } from '../../../src/evidence/statistics/t-interval.ts';
import { expectClose } from '../../support/close.ts';
import { readJson } from '../../support/fixtures.ts';

describe('the claims of runs by PyTorch', () => {
  it('say that batch norm forgives poor initialization of a network of seven layers', () => {
    const digits = readJson('evidence/reproductions/init-digits.json');
    const losses = (arm: string, i: number) => digits.arms[arm].finalTrainLossBySeed[i];
    const pairs = digits.seeds.map((seed: number, i: number) => ({
      seed,
      nullLoss: digits.nullLoss,
      baseline: losses('baseline', i),
      batchnorm: losses('batchnorm', i),
    }));
    const measured = measureInitialization(pairs, digits.scales, {});
    for (const arm of ['baseline', 'batchnorm'] as const) {
      expectClose(
        measured.pairs.map(pair => pair[arm].decades!),
        digits.decades[arm],
      );
      expectClose(
        measured.pairs.map(pair => pair[arm].shareOfGain!),
        digits.meanShareOfGain[arm],
        { relative: 1e-9 },
      );
    }
    expectClose(measured.differences!, digits.d);
    const [found] = judge([measured], 0.05);
    expect(found).to.include({ verdict: 'SUPPORTED', p: digits.signFlipAtHalf });
    expectClose([found!.estimate!], [digits.mean]);
  });

  it('say nothing certain about its regularization of wdbc, and that it is slower there', () => {
    const wdbc = readJson('evidence/reproductions/gap-wdbc.json');
    const alone = (differences: number[], smallestEffect: number) =>
      judge([{ differences, smallestEffect, blocked: null }], 0.05)[0]!;
    const regularizes = alone(wdbc.d, wdbc.smallestEffect);
    expect(regularizes).to.include({ verdict: wdbc.verdictAlone });
    expectClose([regularizes.p, regularizes.estimate!], [wdbc.signFlipAtSmallestEffect, wdbc.mean], { relative: 1e-9 });
    const { low, high } = tInterval(wdbc.d)!;
    expectClose([low, high], wdbc.t95, { relative: 1e-9 });
    const { d, ratio, verdictAlone } = wdbc['stepsRatio90%'];
    expect(alone(d, Math.log(1.1))).to.include({ verdict: verdictAlone });
    expectClose([Math.exp(mean(d))], [ratio]);
  });
});
