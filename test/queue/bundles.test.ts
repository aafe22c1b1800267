import { expect } from 'chai';
import { comparedArms } from '../../src/experiment/arms.ts';
import type { RemotePair, RemoteStudy } from '../../src/experiment/pairs/dispatcher.ts';
import { bundlesOf } from '../../src/queue/bundles.ts';
import { makeConfig } from '../../src/settings/config.ts';

const digest = 'a'.repeat(64);

function study(pairs: readonly Partial<RemotePair>[], more: Partial<RemoteStudy> = {}): RemoteStudy {
  const usual = { seed: 1, point: {}, seconds: 1, recorded: 1, isMissing: true };
  return {
    id: '0123456789abcdef',
    experiment: { command: 'sweep', paths: ['table.csv'], arms: comparedArms, config: makeConfig({ seeds: 2 }) },
    place: { kernels: 'fma', rows: 'memory' },
    table: [{ path: 'table.csv', digest }],
    validation: null,
    pairs: pairs.map((pair, n) => ({ ...usual, job: String(n).padStart(64, '0'), ...pair })),
    ...more,
  };
}

const files = { data: [{ digest, bytes: 1 }], validation: null };
const sizesOf = (pairs: readonly Partial<RemotePair>[]) =>
  bundlesOf(study(pairs), files).map(bundle => bundle.pairs.length);
const many = (count: number, pair: Partial<RemotePair>) => Array.from({ length: count }, () => pair);

describe('bundles', () => {
  it('take about ten seconds, and the last ones less, so that no worker is late', () => {
    const sizes = sizesOf(many(400, { seconds: 1 }));
    expect(sizes[0]).to.equal(10);
    expect(sizes.at(-1)).to.be.within(1, 2);
    expect(sizes).to.deep.equal(sizes.toSorted((a, b) => b - a));
  });

  it('take two seconds at least, and 256 runs, which are 128 pairs, at most', () => {
    expect(sizesOf(many(6, { seconds: 0.5 }))).to.deep.equal([4, 2]);
    expect(sizesOf(many(300, { seconds: 0.0001 }))).to.deep.equal([128, 128, 44]);
  });

  it('hold one long pair, and few that record much', () => {
    expect(sizesOf(many(3, { seconds: 100 }))).to.deep.equal([1, 1, 1]);
    expect(sizesOf(many(4, { seconds: 0.1, recorded: 100_000 }))).to.deep.equal([2, 2]);
  });

  it('are the same whatever is missing, and wherever the table is', () => {
    const pairs = many(50, { seconds: 1 });
    const ids = (some: RemoteStudy) => bundlesOf(some, files).map(({ id }) => id);
    const all = ids(study(pairs));
    expect(ids(study(pairs.map((pair, n) => ({ ...pair, isMissing: n % 3 === 0 }))))).to.deep.equal(all);
    expect(ids(study(pairs, { table: [{ path: '/elsewhere/x.csv', digest }] }))).to.deep.equal(all);
    expect(ids(study(pairs, { id: 'fedcba9876543210' }))).not.to.deep.equal(all);
  });

  it('name no file, directory or machine', () => {
    const { text } = bundlesOf(study([{}]), files)[0]!;
    expect(text).not.to.match(/table\.csv|cacheDir|initFrom|blas|threads|engine/);
    expect(Object.keys(JSON.parse(text))).to.deep.equal(Object.keys(JSON.parse(text)).toSorted());
  });
});
