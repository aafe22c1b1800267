import { expect } from 'chai';
import { Random } from '../../../src/base/numbers/random.ts';
import { judge } from '../../../src/evidence/claims/verdict.ts';
import { seedsNeeded } from '../../../src/settings/seeds-needed.ts';
import { expectClose } from '../../support/close.ts';
import { readJson } from '../../support/fixtures.ts';

const fixtures = readJson('evidence/stats.json');
const delta = Math.log(1.1);
const blocked = null;

describe('verdicts', () => {
  for (const [name, { alpha, claims, expected }] of Object.entries<any>(fixtures.verdicts)) {
    it(`are those of the reference: ${name}`, () => {
      const found = judge(
        claims.map((claim: any) => ({ differences: claim.d, smallestEffect: claim.delta, blocked: claim.blocked })),
        alpha,
      );
      for (const [i, each] of expected.entries()) {
        expect(found[i]).to.include({ verdict: each.verdict, reason: each.reason });
        for (const key of ['estimate', 'p', 'pHolm', 'pZero', 'pOpposite'] as const) {
          if (each[key] === null) expect(found[i]![key], key).to.equal(null);
          else expectClose([found[i]![key]!], [each[key]], { relative: 1e-9, what: key });
        }
      }
    });
  }

  it('need as many seeds as the reference says', () => {
    for (const [claims, seeds] of Object.entries(fixtures.seedsNeeded))
      expect(seedsNeeded(Number(claims))).to.equal(seeds);
    expect(seedsNeeded(1, 0.01)).to.equal(8);
  });

  it('are refuted only if the opposite is larger than the smallest effect', () => {
    const one = (value: number) =>
      judge([{ differences: Array(10).fill(value), smallestEffect: delta, blocked }], 0.05)[0]!;
    expect([0.2, 0.05, 0, -0.05, -0.2].map(value => one(value).verdict)).to.deep.equal([
      'SUPPORTED',
      'NOT SUPPORTED',
      'NOT SUPPORTED',
      'NOT SUPPORTED',
      'REFUTED',
    ]);
    expect(one(delta)).to.include({ verdict: 'INCONCLUSIVE', p: 1 });
    // Beyond the opposite smallest effect on average, but not for certain.
    const near = judge(
      [{ differences: [-0.3, -0.3, -0.3, 0, 0, 0, 0, 0, 0, -0.1], smallestEffect: delta, blocked }],
      0.05,
    )[0]!;
    expect(near).to.include({ verdict: 'NOT SUPPORTED' });
    expect(near.estimate).to.be.below(-delta);
  });

  it('say whether a claim is undecided because others are tested with it', () => {
    const clear = [0.5, 0.4, 0.6, 0.5, 0.45, 0.55];
    const alone = { differences: [...clear, -0.02], smallestEffect: delta, blocked };
    const p = judge([alone], 0.05)[0]!.p;
    expect(p).to.equal(0.03125);
    const lost = { differences: null, smallestEffect: 0.5, blocked: 'untrained pairs' as const };
    const [together, none] = judge([alone, lost], 0.05);
    expect(together).to.include({ verdict: 'INCONCLUSIVE', reason: 'several claims at once', pHolm: 2 * p });
    expect(none).to.include({ verdict: 'INCONCLUSIVE', reason: 'untrained pairs', p: 1, pHolm: 1, estimate: null });
    const [withDifferences] = judge([{ ...alone, blocked: 'untrained pairs' }], 0.05);
    expect(withDifferences).to.include({ verdict: 'INCONCLUSIVE', reason: 'untrained pairs', p: 1, estimate: null });
  });

  it('name too few seeds before other reasons', () => {
    const six = { differences: [0.5, 0.4, 0.6, 0.5, 0.45, 0.55], smallestEffect: delta, blocked };
    expect(judge([six], 0.05)[0]).to.include({ verdict: 'SUPPORTED' });
    expect(judge([six, six], 0.05)[0]).to.include({ verdict: 'INCONCLUSIVE', reason: 'too few seeds' });
  });

  it('are seldom wrong and often found, as often as simulations say', () => {
    // Three claims, 10 pairs, a standard deviation as large as the smallest effect.
    const random = Random.stream(9, 'synthetic');
    const runs = 800;
    const sample = (effect: number) => Array.from({ length: 10 }, () => effect + random.normal());
    const shares = (effect: number) => {
      const words = Array.from({ length: runs }, () =>
        judge(
          [1, 2, 3].map(() => ({ differences: sample(effect), smallestEffect: 1, blocked })),
          0.05,
        ),
      ).flat();
      return (verdict: string) => words.filter(each => each.verdict === verdict).length / (3 * runs);
    };
    expect(shares(2)('SUPPORTED')).to.be.closeTo(0.7, 0.03);
    expect(shares(0)('SUPPORTED')).to.equal(0);
    expect(1 - shares(1)('INCONCLUSIVE')).to.be.below(0.028);
  });
});
