import { expect } from 'chai';
import { expectedBest } from '../../../src/evidence/statistics/expected-best.ts';
import { holm } from '../../../src/evidence/statistics/holm.ts';
import { normalCdf, normalQuantile } from '../../../src/evidence/statistics/normal.ts';
import { studentQuantile } from '../../../src/evidence/statistics/student-t.ts';
import { expectClose } from '../../support/close.ts';
import { readJson } from '../../support/fixtures.ts';

const fixtures = readJson('evidence/stats.json');

describe("Holm's method", () => {
  it('adjusts p-values as the reference does', () => {
    for (const { p, holm: expected } of fixtures.holm) expectClose(holm(p).adjusted, expected);
  });

  it('multiplies the smallest p-value by the number of tests, and keeps the order', () => {
    expect(holm([0.02, 0.01, 0.5])).to.deep.equal({ adjusted: [0.04, 0.03, 0.5], factors: [2, 3, 1] });
    expect(holm([0.2])).to.deep.equal({ adjusted: [0.2], factors: [1] });
    expect(holm([1, 1, 1]).adjusted).to.deep.equal([1, 1, 1]);
    expect(holm([])).to.deep.equal({ adjusted: [], factors: [] });
  });
});

describe('the expected best of k tries', () => {
  const { losses, expectedLeastOfK } = fixtures.expectedBest;

  it('is what the reference has, and null while a diverged run has weight', () => {
    for (const [k, expected] of Object.entries<number | null>(expectedLeastOfK)) {
      const found = expectedBest(losses, Number(k));
      if (expected === null) expect(found).to.equal(null);
      else expectClose([found!], [expected], { relative: 1e-9 });
    }
  });

  it('is the mean of one try, the lowest of all, and exact for a thousand runs', () => {
    expectClose([expectedBest([3, 1, 2], 1)!, expectedBest([3, 1, 2], 3)!], [2, 1]);
    // Of the numbers 1 to N the lowest of k is (N + 1)/(k + 1) on average.
    const many = Array.from({ length: 1000 }, (_, i) => i + 1);
    expectClose(
      [1, 7, 500, 1000].map(k => expectedBest(many, k)!),
      [1, 7, 500, 1000].map(k => 1001 / (k + 1)),
    );
    expect(expectedBest([null], 1)).to.equal(null);
  });
});

describe('the normal distribution', () => {
  it('has the values of tables', () => {
    // Abramowitz and Stegun 1964, tables 26.1 and 26.5.
    expectClose([0, 1, 2, 3].map(normalCdf), [0.5, 0.841344746068543, 0.977249868051821, 0.99865010196837]);
    expectClose([0.8, 0.975, 0.995].map(normalQuantile), [0.8416212335729143, 1.959963984540054, 2.5758293035489004]);
    expectClose([normalCdf(-40), normalCdf(40)], [0, 1]);
    expectClose([normalQuantile(0.025)], [-1.959963984540054]);
    expect(normalQuantile(0.5)).to.equal(0);
  });

  it('has quantiles that undo probabilities', () => {
    for (let x = -5; x <= 5; x += 0.25)
      expectClose([normalQuantile(normalCdf(x))], [x], { relative: 1e-9, absolute: 1e-12 });
  });
});

describe("Student's distribution", () => {
  it('has the quantiles of 1, 2 and 4 degrees of freedom, which have formulas', () => {
    for (const p of [0.6, 0.8, 0.975, 0.9995]) {
      const a = 4 * p * (1 - p);
      const four = 2 * Math.sqrt(Math.cos(Math.acos(Math.sqrt(a)) / 3) / Math.sqrt(a) - 1);
      const expected = [Math.tan(Math.PI * (p - 0.5)), (2 * p - 1) * Math.sqrt(2 / a), four];
      expectClose(
        [1, 2, 4].map(degrees => studentQuantile(p, degrees)),
        expected,
        { relative: 1e-12 },
      );
    }
  });

  it('has the quantiles that mpmath gives with 40 digits', () => {
    const expected = {
      3: 3.18244630528371,
      19: 2.09302405440831,
      100: 1.983971518523552,
      1999: 1.961151420170562,
      2000: 1.961150826099438,
      100000: 1.95998770753461,
    };
    for (const [degrees, t] of Object.entries(expected))
      expectClose([studentQuantile(0.975, Number(degrees))], [t], { relative: 1e-12 });
  });

  it('is symmetric and tends to the normal distribution', () => {
    expect(studentQuantile(0.2, 7)).to.be.closeTo(-studentQuantile(0.8, 7), 1e-14);
    expect(studentQuantile(0.5, 7)).to.equal(0);
    expectClose([studentQuantile(0.9, 1e12)], [normalQuantile(0.9)]);
  });
});
