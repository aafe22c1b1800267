import { expect } from 'chai';
import { fromColumns, toColumns } from '../../../src/saved/results/columns.ts';

const epoch = (arm: string, n: number, trainLoss: number | null) => ({
  ...{ event: 'epoch', arm, epoch: n, step: 2 * n, trainLoss, score: 1 / (n + 3), validationLoss: null },
  ...{ seconds: n / 7, rates: [n, 1] },
});

describe('events as columns', () => {
  it('come back as they were, in their order, with every bit of their numbers', () => {
    const events = [0, 1, 2].flatMap(n => [epoch('a', n, 1 / 3), epoch('b', n, n === 1 ? null : Math.PI ** n)]);
    const all = [...events, { event: 'warning', code: 'diverged', message: 'é' }];
    const { columns, times } = toColumns(all);
    expect(fromColumns(JSON.parse(JSON.stringify(columns)), times)).to.deep.equal(all);
  });

  it('keep numbers that are not finite, with the same bits for every NaN', () => {
    const other = new Float64Array(new BigUint64Array([0xfff8000000000001n]).buffer)[0]!;
    const losses = (nan: number) => [1.5, nan, Number.POSITIVE_INFINITY].map((loss, n) => epoch('a', n, loss));
    const { columns, times } = toColumns(losses(other));
    expect(fromColumns(columns, times).map(({ trainLoss }) => trainLoss)).to.deep.equal([1.5, Number.NaN, Infinity]);
    expect(JSON.stringify(columns)).to.equal(JSON.stringify(toColumns(losses(Number.NaN)).columns));
  });

  it('have times apart, so runs that differ in nothing else have equal columns', () => {
    const [one, two] = [1, 2].map(factor => toColumns([0, 1].map(n => ({ ...epoch('a', n, 1), seconds: factor * n }))));
    expect(one!.columns).to.deep.equal(two!.columns);
    expect(one!.times).not.to.deep.equal(two!.times);
  });
});
