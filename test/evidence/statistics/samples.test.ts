/**
 * The statistics of eight samples, held to test/fixtures/evidence/stats.json: numbers of a plain reference in Python, with which
 * SciPy 1.10.1 agrees where it has the method.
 */

import { expect } from 'chai';
import { bca, bcaInterval } from '../../../src/evidence/statistics/bca.ts';
import { effectSize } from '../../../src/evidence/statistics/effect-size.ts';
import type { Interval } from '../../../src/evidence/statistics/interval.ts';
import { mean, standardDeviation } from '../../../src/evidence/statistics/moments.ts';
import { precision } from '../../../src/evidence/statistics/precision.ts';
import { shareBetter } from '../../../src/evidence/statistics/share-better.ts';
import { signFlipP } from '../../../src/evidence/statistics/sign-flip.ts';
import { tInterval } from '../../../src/evidence/statistics/t-interval.ts';
import { wilcoxon } from '../../../src/evidence/statistics/wilcoxon.ts';
import { expectClose } from '../../support/close.ts';
import { readJson } from '../../support/fixtures.ts';

const tolerance = { relative: 1e-9, absolute: 1e-15 };

function expectEnds(found: Interval | null, expected: number[] | null): void {
  if (expected === null) expect(found).to.equal(null);
  else expectClose([found!.low, found!.high], expected, tolerance);
}

for (const [name, sample] of Object.entries<any>(readJson('evidence/stats.json').samples)) {
  const d: number[] = sample.d;

  describe(`the statistics of the sample "${name}"`, () => {
    it('have the mean and the standard deviation', () => {
      expectClose([mean(d), standardDeviation(d)], [sample.mean, sample.deviation], { ...tolerance, absolute: 1e-15 });
    });

    it('have the t interval, for these rows and for new ones', () => {
      expectEnds(tInterval(d), sample.t95);
      const { validationOverTraining, interval } = sample.t95NewRows;
      expectEnds(tInterval(d, { newRows: validationOverTraining }), interval);
    });

    it('have the BCa interval, exactly for up to 8 values and within the noise of resampling beyond', () => {
      const found = bca(d);
      if (sample.bca95 === null) expect(found).to.equal(null);
      else if (sample.bca95.by.includes('exact')) {
        expectEnds(found, sample.bca95.interval);
        expectClose([found!.z0, found!.a], [sample.bca95.z0, sample.bca95.a], tolerance);
      } else {
        const allowed = (end: 0 | 1) => Math.max(5 * sample.bca95.spreadOfSeeds[end], 0.02 * sample.deviation);
        expect(found!.low).to.be.closeTo(sample.bca95.interval[0], allowed(0));
        expect(found!.high).to.be.closeTo(sample.bca95.interval[1], allowed(1));
      }
      expect(bcaInterval(d) === null).to.equal(found === null || d.length < 5);
    });

    it('have the p-value of the sign-flip test', () => {
      const { at0, shift, atShift } = sample.signFlip;
      expectClose([signFlipP(d), signFlipP(d, shift)], [at0, atShift], tolerance);
    });

    it("have Wilcoxon's test, with Pratt's zeros and without zeros", () => {
      expect(wilcoxon(d)).to.deep.equal(sample.wilcoxonExact.pratt);
      expect(wilcoxon(d.filter(value => value !== 0))).to.deep.equal(sample.wilcoxonExact.wilcox);
    });

    it('have the share of better pairs', () => {
      const found = shareBetter(d);
      expect(found.share).to.equal(sample.shareBetter95.share);
      expectEnds(found, sample.shareBetter95.interval);
    });

    it('have the effect size and the precision, where values differ', () => {
      const size = effectSize(d);
      if (sample.effectSize === null) expect(size).to.equal(null);
      else expectClose([size!.dz, size!.hedges], [sample.effectSize.dz, sample.effectSize.gz], tolerance);
      const expected = sample.precision;
      const found = precision(d, expected?.forHalfWidth ?? 0.05);
      if (expected === null) expect(found).to.equal(null);
      else {
        expectClose([found!.halfWidth, found!.detectable], [expected.halfWidth, expected.detectable], tolerance);
        expect(found!.seeds).to.equal(expected.seedsForHalfWidth);
      }
    });
  });
}
