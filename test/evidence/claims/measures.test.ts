/** What claims measure of pairs of runs, held to test/fixtures/evidence/stats.json. */

import { expect } from 'chai';
import { matchedLoss } from '../../../src/evidence/claims/matched-loss.ts';
import type { Loss } from '../../../src/evidence/claims/pairs.ts';
import { type Target, timeToTarget } from '../../../src/evidence/claims/time-to-target.ts';
import { spacingOf, trainableRegion } from '../../../src/evidence/claims/trainable-region.ts';
import { trainingBar, trains } from '../../../src/evidence/claims/trains.ts';
import { mean } from '../../../src/evidence/statistics/moments.ts';
import { signFlipP } from '../../../src/evidence/statistics/sign-flip.ts';
import { tInterval } from '../../../src/evidence/statistics/t-interval.ts';
import { wilcoxon } from '../../../src/evidence/statistics/wilcoxon.ts';
import { expectClose } from '../../support/close.ts';
import { readJson } from '../../support/fixtures.ts';

const { timeToTarget: times, trainableDecades: regions, matchedLoss: matched } = readJson('evidence/stats.json');
const tolerance = { relative: 1e-9, absolute: 1e-12 };

function expectNumber(found: number | null, expected: number | null): void {
  if (expected === null) expect(found).to.equal(null);
  else expectClose([found!], [expected], tolerance);
}

describe('the time to a target', () => {
  const rules: Record<string, Target> = {
    '90%': { share: 0.9 },
    '100%': { share: 1 },
    'loss 0.5': { loss: 0.5 },
    'loss 0.2': { loss: 0.2 },
  };
  const measure = (losses: any, target: Target) => timeToTarget(losses, times.steps, times.nullLoss, target);

  for (const [name, expected] of Object.entries<any>(times.expected)) {
    it(`is that of the reference with the target ${name}`, () => {
      const found = times.pairs.map((pair: any) => measure(pair, rules[name]!));
      for (const [i, pair] of expected.pairs.entries()) {
        expectNumber(found[i].target, pair.target);
        expect(found[i].baseline).to.deep.equal(pair.baseline);
        expect(found[i].batchnorm).to.deep.equal(pair.batchnorm);
        expectNumber(found[i].difference, pair.d);
      }
      const d: number[] = found.map((each: any) => each.difference);
      const { low, high } = tInterval(d)!;
      // The reference has SciPy's quantile of t.
      expectClose([low, high], expected.t95, { relative: 2e-9 });
      expectClose([mean(d), Math.exp(mean(d))], [expected.mean, expected.ratio], tolerance);
      expectClose([signFlipP(d), signFlipP(d, Math.log(1.1))], [expected.signFlipAt0, expected['signFlipAtLn1.1']]);
      expect(wilcoxon(d)).to.deep.equal(expected.wilcoxonPratt);
      const neither = found.filter((each: any) => !each.baseline.reached && !each.batchnorm.reached).length;
      expect(neither).to.equal(expected.neitherReached);
    });
  }

  it('changes its sign with the arms', () => {
    for (const { baseline, batchnorm } of times.pairs) {
      const [one, other] = [
        { baseline, batchnorm },
        { baseline: batchnorm, batchnorm: baseline },
      ].map(each => measure(each, { share: 0.9 }).difference);
      expect(one! + other!).to.be.closeTo(0, 1e-15);
    }
  });

  it('never counts the evaluation before training as best or as reaching the target', () => {
    const losses = { baseline: [0.1, 0.9, 0.5, 0.5, 0.5, 0.5], batchnorm: [0.1, 0.6, 0.5, 0.5, 0.5, 0.5] };
    const found = measure(losses, { share: 1 });
    expect(found).to.deep.include({ target: 0.5, difference: 0, baseline: { steps: 20, reached: true } });
    expect(measure(losses, { loss: 0.2 }).baseline.reached).to.equal(false);
  });

  it('takes a run that ended early as one that diverged', () => {
    const early = measure({ baseline: [1.1, 0.9], batchnorm: [1.1, 1, 0.8, 0.5, 0.4, 0.3] }, { share: 1 });
    expect(early.baseline).to.deep.equal({ steps: 10, reached: true });
    const never = measure({ baseline: [1.1], batchnorm: [1.1, 1, 0.8, 0.5, 0.4, 0.3] }, { share: 1 });
    expect(never.target).to.be.closeTo(0.3, 1e-15);
    expect(never.baseline).to.deep.equal({ steps: 60, reached: false });
    expect(measure({ baseline: [1.1], batchnorm: [] }, { share: 1 }).difference).to.equal(0);
  });

  it('takes infinite losses and NaN as not finite', () => {
    const losses = {
      baseline: [1.1, Number.NaN, Number.NEGATIVE_INFINITY, 0.5, 0.5, 0.5],
      batchnorm: [1.1, 0.5, 0.5, 0.5, 0.5, 0.5],
    };
    expect(measure(losses, { share: 1 })).to.deep.include({ target: 0.5, baseline: { steps: 30, reached: true } });
  });
});

describe('the region that trains', () => {
  it('is that of the reference', () => {
    const spacing = spacingOf(regions.scales);
    expectClose([spacing], [regions.spacing]);
    const found = regions.seeds.map((seed: any, i: number) =>
      trainableRegion({ seed: i, nullLoss: regions.nullLoss, ...seed.loss }, spacing),
    );
    for (const [i, { expected }] of regions.seeds.entries()) {
      expectNumber(found[i].bar, expected.bar);
      expectNumber(found[i].difference, expected.d);
      for (const arm of ['baseline', 'batchnorm']) {
        expect(found[i][arm].trains).to.deep.equal(expected.trains[arm]);
        expect(found[i][arm].atEdge).to.equal(expected.atEdge[arm]);
        expectNumber(found[i][arm].decades, expected.decades[arm]);
        expectNumber(found[i][arm].shareOfGain, expected.meanShareOfGain[arm]);
      }
    }
    expectClose(
      found.map((each: any) => each.difference),
      regions.d,
    );
    expectClose([mean(found.map((each: any) => each.difference))], [regions.mean]);
  });

  it('is empty in both arms where no run is better than a constant prediction', () => {
    const region = trainableRegion({ seed: 1, nullLoss: 1, baseline: [1, null], batchnorm: [1.2, 1] }, 0.5);
    expect(region).to.deep.include({ bar: null, difference: 0 });
    expect(region.batchnorm).to.deep.equal({ trains: [false, false], decades: 0, atEdge: false, shareOfGain: 0 });
  });

  it('needs half of what the best run of either arm got', () => {
    const bar = trainingBar(2, 1);
    expect([1, 1.5, 1.50001, 2, null, Number.NaN, undefined].map(loss => trains(loss as Loss, bar))).to.deep.equal([
      true,
      true,
      ...Array(5).fill(false),
    ]);
    expect(trainingBar(2, 2)).to.equal(null);
    expect(trainingBar(2, null)).to.equal(null);
  });
});

describe('the loss at equal training loss', () => {
  const run = ({ train, validation }: any) => ({ trainLoss: train, trainEvalLoss: train, validationLoss: validation });

  it('is that of the reference', () => {
    for (const { baseline, batchnorm, expected } of matched.pairs) {
      const found = matchedLoss({ baseline: run(baseline), batchnorm: run(batchnorm) }, matched.nullLoss);
      expectNumber(found.level, expected.level);
      expectNumber(found.difference, expected.d);
      expectNumber(found.baseline, expected.baseline ?? null);
      expectNumber(found.batchnorm, expected.batchnorm ?? null);
    }
  });

  it('does not exist where a validation loss next to it is not finite', () => {
    const fine = run({ train: [2, 1, 0.5], validation: [2, 1.2, 0.9] });
    const lost = run({ train: [2, 0.9, 0.4], validation: [2, null, 0.9] });
    expect(matchedLoss({ baseline: fine, batchnorm: lost }, 2)).to.deep.equal({
      level: 0.5,
      baseline: 0.9,
      batchnorm: null,
      difference: null,
    });
    const without = { ...fine, validationLoss: null };
    expect(matchedLoss({ baseline: without, batchnorm: without }, 2).difference).to.equal(null);
  });

  it('is where the training loss first comes to the level, though it rises again', () => {
    const up = run({ train: [2, 0.5, 1.5, 0.4], validation: [2, 1, 5, 5] });
    const down = run({ train: [2, 1.5, 1, 0.5], validation: [2, 1.5, 1, 0.8] });
    expect(matchedLoss({ baseline: down, batchnorm: up }, 2)).to.deep.include({ level: 0.5, batchnorm: 1 });
  });
});
