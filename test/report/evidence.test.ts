import { expect } from 'chai';
import { Chalk } from 'chalk';
import { asFlag } from '../../src/base/text/setting-names.ts';
import type { ClaimEvent } from '../../src/events/events.ts';
import { testClaims } from '../../src/evidence/claims/claims.ts';
import type { Measured } from '../../src/evidence/claims/measured.ts';
import { describeClaim } from '../../src/report/evidence/claim.ts';
import { dotPlot } from '../../src/report/evidence/dot-plot.ts';
import { scalesTable } from '../../src/report/evidence/scales.ts';
import type { Style } from '../../src/report/style.ts';

const style = (width: number, unicode = true): Style => ({
  width,
  unicode,
  color: new Chalk({ level: 0 }),
  settingName: asFlag,
});

function claim(differences: readonly number[], smallestEffect = 0.1): ClaimEvent {
  const measured: Measured = {
    claim: 'regularizes',
    unit: 'nats',
    measure: 'validationLoss',
    smallestEffect,
    differences,
    blocked: null,
    blockedPairs: 0,
    pairs: differences.map((difference, n) => ({ seed: n + 1, difference, baseline: {}, batchnorm: {} })),
    own: { finalGap: { baseline: 0.2, batchnorm: 0.1 }, bestDifference: { mean: -0.02, t95: null } },
  };
  const [event] = testClaims([measured], {
    alpha: 0.05,
    vary: ['split'],
    learningRate: { baseline: 0.1, batchnorm: 0.1 },
    rows: { train: 80, validation: 20 },
    stepCost: null,
    rerun: () => 'bntrain evidence table.csv',
  });
  return event!;
}

describe('the dots of a claim', () => {
  const differences = [0.3, 0.3, 0.4, 0.5, 0.6, -0.1];

  it('are one a pair, above the mean with its interval, no difference and the smallest effect', () => {
    const lines = dotPlot(claim(differences), style(80))!.split('\n');
    expect(lines.join('').match(/•/g)).to.have.lengthOf(6);
    const axis = lines.find(line => line.includes('◆'))!;
    const labels = lines[lines.indexOf(axis) + 1]!;
    expect(labels.trim().split(/\s+/)).to.deep.equal(['0', '0.10', '0.33']);
    expect(axis.indexOf('┼')).to.equal(labels.indexOf('0'));
    expect(axis).to.match(/━◆━/);
  });

  it('stand for several pairs where they would stand too high, and say so', () => {
    const plot = dotPlot(claim(Array<number>(20).fill(0.5)), style(80))!;
    expect(plot.match(/•/g)).to.have.lengthOf(4);
    expect(plot).to.contain('a dot is up to 5 pairs');
  });

  it('are in ASCII where that is all there is', () => {
    expect(dotPlot(claim(differences), style(80, false))).to.match(/^[ -~\n]*$/);
  });

  for (const width of [30, 60, 80, 120]) {
    it(`fit in ${width} columns, whatever the differences`, () => {
      for (const each of [
        differences,
        [5, 5, 5, 5, 5, 5],
        [-1e-9, 1e9, 0, 0, 0, 0],
        [0, 0, 0, 0, 0, 0],
        [-3, -4, -5, -6, -7, -8],
      ]) {
        for (const line of dotPlot(claim(each), style(width))!.split('\n')) expect(line.length).to.be.at.most(width);
      }
    });
  }
});

describe('a claim on the page', () => {
  it('has its verdict in front, and its scope once at the end of the page', () => {
    const event = claim([0.3, 0.3, 0.4, 0.5, 0.6, 0.2]);
    const text = describeClaim(event, 1, style(80));
    expect(text.split('\n')[0]).to.equal('Regularizes: SUPPORTED');
    expect(text.match(/SUPPORTED/g)).to.have.lengthOf(1);
    expect(text).to.not.contain('This holds');
  });

  it('has the intervals, the tests with what they are against, and the precision', () => {
    const text = describeClaim(claim([0.3, 0.3, 0.4, 0.5, 0.6, 0.2]), 1, style(400));
    expect(text).to.match(/estimate +0\.38; 95% intervals: t 0\.23 to 0\.54, BCa bootstrap \S+ to \S+, for other rows/);
    expect(text).to.contain('sign flip against 0.10: p = 0.031; against no difference: p = 0.031');
    expect(text).to.contain('batch norm better in 100.0%');
    expect(text).to.match(
      /precision +the t interval reaches 0\.15 to each side; 80 of 100 such experiments would find \S+/,
    );
    expect(text).to.contain('best validation loss 0.020 higher with batch norm');
  });

  it('says that pairs without a difference count half in the share of better ones', () => {
    const event = { ...claim([0.3, 0.3, 0.4, 0, 0, -0.2]), ties: 2 };
    expect(describeClaim(event, 1, style(400))).to.contain(
      '6 pairs, 2 equal (each counts half), batch norm better in 66.7%',
    );
  });

  it('says nothing of numbers if there are none', () => {
    const text = describeClaim({ ...claim([0.3, 0.4]), differences: null, estimate: null }, 1, style(80));
    expect(text).to.not.contain('estimate');
  });
});

describe('the table of initial scales', () => {
  const scales = [0.001, 0.0316, 1, 31.6].map(initScale => ({ initScale, baseline: 0.25, batchnorm: 1 }));

  it('has the scales beside each other where they fit, and below each other elsewhere', () => {
    const wide = scalesTable(scales, style(80)).split('\n');
    expect(wide).to.have.lengthOf(3);
    expect(wide[1]).to.match(/^baseline trains +25% +25% +25% +25%$/);
    expect(scalesTable(scales, style(36)).split('\n')).to.have.lengthOf.at.least(5);
  });
});
