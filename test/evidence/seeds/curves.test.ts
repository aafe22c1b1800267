import { expect } from 'chai';
import { atOnce } from '../../../src/base/threads/event-loop.ts';
import { curvesOf as makeCurvesOf } from '../../../src/evidence/seeds/curves.ts';
import { pairRecords } from '../../support/pair-records.ts';

const curvesOf = (...args: Parameters<typeof makeCurvesOf>) => atOnce(makeCurvesOf(...args));

const without = [
  [2, 0.6],
  [2, 0.8],
  [2, 1],
];
const with_ = [
  [2, 0.5],
  [2, 0.6],
  [2, 0.7],
];

describe('the curves of several seeds', () => {
  it('have the mean, the interval and the quartiles of each arm at each evaluation', () => {
    const [before, after] = curvesOf(pairRecords({ baseline: without, batchnorm: with_ }));
    expect(before).to.include({ event: 'curve', epoch: 0, step: 0, measure: 'validationLoss' });
    expect(after).to.include({ epoch: 1, step: 10 });
    const { mean, t95, ...quartiles } = after!.arms.baseline!;
    expect(mean).to.be.closeTo(0.8, 1e-15);
    // t(2, 0.975) = 4.30265, s = 0.2
    expect(t95!.high).to.be.closeTo(0.8 + (4.302652729696 * 0.2) / Math.sqrt(3), 1e-10);
    expect(t95!.low).to.be.closeTo(0.8 - (4.302652729696 * 0.2) / Math.sqrt(3), 1e-10);
    expect(quartiles).to.deep.equal({ q25: 0.7, median: 0.8, q75: 0.9, diverged: 0 });
  });

  it('have the paired difference of each arm from the first', () => {
    const { differences } = curvesOf(pairRecords({ baseline: without, batchnorm: with_ }))[1]!;
    expect(Object.keys(differences)).to.deep.equal(['batchnorm']);
    const { mean, t95, bca95, p, shareBetter } = differences.batchnorm!;
    // The differences are -0.1, -0.2 and -0.3: s = 0.1; of 8 sign patterns 2 have a sum as far from 0.
    expect(mean).to.be.closeTo(-0.2, 1e-15);
    expect(t95!.low).to.be.closeTo(-0.2 - (4.302652729696 * 0.1) / Math.sqrt(3), 1e-10);
    expect([bca95, p, shareBetter.share]).to.deep.equal([null, 0.25, 1]);
  });

  it('have no difference where a run has no finite loss, and keep the quartiles of its arm', () => {
    const runs = {
      baseline: [
        [2, 1, 0.5],
        [2, 1],
        [2, 1, 0.7],
      ],
      batchnorm: [
        [2, 1, 1],
        [2, 1, 1],
        [2, 1, 1],
      ],
    };
    const curves = curvesOf(pairRecords(runs));
    expect(curves.map(({ differences }) => differences.batchnorm === null)).to.deep.equal([false, false, true]);
    expect(curves[2]!.arms.baseline).to.deep.equal({
      mean: null,
      t95: null,
      q25: 0.6,
      median: 0.7,
      q75: null,
      diverged: 1,
    });
  });

  it('leave out an evaluation that some of the runs have and others, which did not diverge, lack', () => {
    const records = pairRecords({
      batchnorm: [
        [2, 1, 0.5],
        [2, 1, 0.6],
      ],
    });
    const [first, second] = records;
    const { evaluations } = second!.runs[0]!;
    const within = { ...evaluations[1]!, step: 15, trainLoss: null };
    const run = { ...second!.runs[0]!, evaluations: [...evaluations.slice(0, 2), within, ...evaluations.slice(2)] };
    const curves = curvesOf([first!, { ...second!, runs: [run] }]);
    expect(curves.map(({ epoch, step }) => [epoch, step])).to.deep.equal([
      [0, 0],
      [1, 10],
      [2, 20],
    ]);
  });

  it('go by training loss without validation rows, and have any arms', () => {
    const records = pairRecords({ a: without, b: with_, c: with_ });
    const unvalidated = records.map(({ pair, ...record }) => ({ ...record, pair: { ...pair, validationRows: 0 } }));
    const [, curve] = curvesOf(unvalidated);
    expect(curve!.measure).to.equal('trainLoss');
    expect(curve!.arms.a!.median).to.equal(0.4);
    expect(Object.keys(curve!.differences)).to.deep.equal(['b', 'c']);
  });
});
