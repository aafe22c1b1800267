import { expect } from 'chai';
import { Random } from '../../../src/base/numbers/random.ts';
import { atOnce } from '../../../src/base/threads/event-loop.ts';
import { armCurve, armPoint } from '../../../src/evidence/statistics/arm-curve.ts';
import { differenceCurve as makeDifferenceCurve } from '../../../src/evidence/statistics/difference-curve.ts';
import { maxTP as makeMaxTP } from '../../../src/evidence/statistics/max-t.ts';
import { signFlipP } from '../../../src/evidence/statistics/sign-flip.ts';
import { expectClose } from '../../support/close.ts';
import { readJson } from '../../support/fixtures.ts';

const differenceCurve = (...args: Parameters<typeof makeDifferenceCurve>) => atOnce(makeDifferenceCurve(...args));
const maxTP = (...args: Parameters<typeof makeMaxTP>) => atOnce(makeMaxTP(...args));

const { paired, meanCurve } = readJson('evidence/stats.json').curves;
const tolerance = { relative: 1e-9, absolute: 1e-12 };
const rows: number[][] = paired.D;

describe('the curve of paired differences', () => {
  const curve = differenceCurve(
    rows.map(row => [0, ...row.map(() => 1)]),
    rows.map(row => [0, ...row.map(value => 1 + value)]),
  );

  it('has means, t intervals and p-values of each evaluation and of all together, as the reference has them', () => {
    const found = curve.slice(1).map(point => point!);
    expectClose(
      found.map(point => point.mean),
      paired.mean,
      tolerance,
    );
    expectClose(
      found.flatMap(({ t95 }) => [t95!.low, t95!.high]),
      paired.t95.flat(),
      // The reference has SciPy's quantile of t, which is exact to about 1e-9; the ends of an interval around 0 are smaller than it.
      { relative: 1e-9, absolute: 1e-9 },
    );
    expectClose(
      found.map(point => point.p),
      paired.pOfEach,
      tolerance,
    );
    expectClose(
      found.map(point => point.pMaxT!),
      paired.pMaxT,
      tolerance,
    );
  });

  it('has no p-value of all together before training', () => {
    expect(curve[0]!.pMaxT).to.equal(null);
    expect(curve[0]!.p).to.equal(1);
  });

  it('counts a lower loss with batch norm as better', () => {
    expect(curve.at(-1)!.shareBetter.share).to.equal(1);
    expect(curve[0]!.shareBetter.share).to.equal(0.5);
  });

  it('is null where a pair lacks a finite loss, and there takes no part in the p-values of the others', () => {
    const baseline = rows.map(row => [0, ...row.map(() => 1)]);
    const batchnorm = rows.map(row => [0, ...row.map(value => 1 + value)]);
    const whole = differenceCurve(
      baseline.map(row => row.slice(0, 4)),
      batchnorm.map(row => row.slice(0, 4)),
    );
    const cut = differenceCurve(
      baseline.map((row, pair) => (pair === 2 ? row.slice(0, 4) : row)),
      batchnorm,
    );
    expect(cut[4]).to.equal(null);
    expect(cut.slice(0, 4)).to.deep.equal(whole);
    expect(differenceCurve([[1, null]], [[1, 1]])[1]).to.equal(null);
    expect(differenceCurve([[1, Number.POSITIVE_INFINITY]], [[1, 1]])[1]).to.equal(null);
  });
});

describe('maxTP', () => {
  it('is the p-value of the sign-flip test where there is one evaluation', () => {
    for (let n = 1; n <= 12; n++) {
      const values = rows.flat().slice(0, n);
      expectClose(maxTP(values.map(value => [value])), [signFlipP(values)], tolerance);
    }
  });

  it('is 1 for an evaluation without any difference, and smallest for one where all differences are equal', () => {
    const p = maxTP(Array.from({ length: 6 }, (_, pair) => [0, 0.1, pair - 2.5]));
    expect(p).to.deep.equal([1, 1 / 32, 1]);
  });

  it('knows nothing from one pair, and is empty without evaluations', () => {
    expect(maxTP([[1, 2, 3]])).to.deep.equal([1, 1, 1]);
    expect(maxTP([[], []])).to.deep.equal([]);
  });

  it('does not depend on units', () => {
    const p = maxTP(rows);
    for (const unit of [1e-150, 1e150]) expect(maxTP(rows.map(row => row.map(value => unit * value)))).to.deep.equal(p);
  });

  it('is never 0: the observed signs count among the random ones', () => {
    expect(maxTP(Array.from({ length: 200 }, () => [1, 0]))).to.deep.equal([1 / 10_000, 1]);
  });

  it('takes random patterns beyond 12 pairs, and comes close to all patterns', () => {
    const random = Random.stream(3, 'synthetic');
    const many = Array.from({ length: 13 }, () => Array.from({ length: 5 }, () => random.normal() + 0.4));
    const patterns = 2 ** 12;
    const t = (sums: readonly number[][]) =>
      sums.map(column => {
        const mean = column.reduce((a, b) => a + b, 0) / column.length;
        return Math.abs(mean) / Math.sqrt(column.reduce((a, b) => a + (b - mean) ** 2, 0));
      });
    const columns = many[0]!.map((_, e) => many.map(row => row[e]!));
    const observed = t(columns);
    const maxima = Array.from({ length: patterns }, (_, pattern) =>
      Math.max(...t(columns.map(column => column.map((value, pair) => ((pattern >> pair) & 1 ? -value : value))))),
    );
    const exact = observed.map(value => maxima.filter(max => max >= value * (1 - 1e-9)).length / patterns);
    for (const [e, p] of maxTP(many).entries()) expect(p).to.be.closeTo(exact[e]!, 0.02);
  });
});

describe('the curve of an arm', () => {
  it('has means only where all runs are finite, and quartiles with infinity for those that are not', () => {
    const found = armCurve(meanCurve.losses);
    expect(found.length).to.equal(meanCurve.expected.length);
    for (const [e, { interval, ...expected }] of meanCurve.expected.entries()) {
      const { t95, ...rest } = found[e]!;
      expect(rest).to.deep.equal(expected);
      expect(t95 && [t95.low, t95.high]).to.deep.equal(interval);
    }
  });

  it('has no quartile where it lies among the runs that diverged, or next to them', () => {
    const point = (...losses: (number | null)[]) => armPoint(losses);
    expect(point(1, 2, null, null)).to.include({ q25: 1.75, median: null, q75: null, diverged: 2 });
    expect(point(1, null, null)).to.include({ q25: null, median: null, diverged: 2 });
    expect(point(1, 2, 3, 4, null)).to.include({ q75: 4, median: 3, diverged: 1 });
    expect(point(null)).to.deep.equal({ mean: null, t95: null, q25: null, median: null, q75: null, diverged: 1 });
    expect(point(3)).to.deep.equal({ mean: 3, t95: null, q25: 3, median: 3, q75: 3, diverged: 0 });
  });

  it('counts a run that ended early, an infinite loss and NaN as diverged', () => {
    expect(armCurve([[1, 2], [1]])[1]).to.include({ diverged: 1, mean: null });
    expect(armPoint([1, Number.NaN, Number.POSITIVE_INFINITY])).to.include({ diverged: 2, mean: null });
    expect(armCurve([])).to.deep.equal([]);
  });
});
