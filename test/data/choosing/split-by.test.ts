import { expect } from 'chai';
import fc from 'fast-check';
import { UserError } from '../../../src/base/errors.ts';
import { Random } from '../../../src/base/numbers/random.ts';
import type { ColumnValues, NumberValues, TextValues } from '../../../src/base/numbers/values.ts';
import { sortedByTarget } from '../../../src/data/advice/sorted.ts';
import type { SplitOptions } from '../../../src/data/choosing/split.ts';
import { splitByGroup } from '../../../src/data/choosing/split-by-group.ts';
import { splitByTime } from '../../../src/data/choosing/split-by-time.ts';

const range = (count: number) => Int32Array.from({ length: count }, (_, row) => row);
const numbers = (values: readonly number[]): NumberValues => ({ type: 'numbers', values: Float64Array.from(values) });
function texts(
  values: readonly (string | null)[],
  categories = [...new Set(values.filter(text => text !== null))],
): TextValues {
  const codes = Int32Array.from(values, text => (text === null ? -1 : categories.indexOf(text)));
  return { type: 'texts', codes, categories };
}
const options = (fraction: number, seed = 1, labels: Int32Array | null = null): SplitOptions => ({
  fraction,
  labels,
  random: Random.stream(seed, 'split'),
});
const sorted = (...parts: Int32Array[]) => parts.flatMap(part => [...part]).sort((a, b) => a - b);
const fractions = fc.double({ min: 0.01, max: 0.99, noNaN: true });

describe('splitByGroup', () => {
  const groupLists = fc
    .array(fc.integer({ min: 0, max: 6 }), { minLength: 2, maxLength: 60 })
    .filter(list => new Set(list).size > 1);

  it('puts all rows of a group on one side, and at least one group on each', () => {
    fc.assert(
      fc.property(groupLists, fractions, fc.integer(), (list, fraction, seed) => {
        const { train, validation } = splitByGroup(range(list.length), numbers(list), options(fraction, seed));
        expect(sorted(train, validation)).to.deep.equal([...range(list.length)]);
        expect(train.length * validation.length).to.be.greaterThan(0);
        expect([...train]).to.deep.equal(sorted(train));
        expect([...validation]).to.deep.equal(sorted(validation));
        const trained = new Set([...train].map(row => list[row]));
        expect([...validation].filter(row => trained.has(list[row]!))).to.deep.equal([]);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it('deviates from the share by at most half the smallest group, where groups are alike', () => {
    const list = [...range(300)].map(row => Math.floor(row / 7));
    const { validation } = splitByGroup(range(300), numbers(list), options(0.2));
    expect(Math.abs(validation.length - 60)).to.be.at.most(3.5);
  });

  it('finds sizes that add up when the first draw does not', () => {
    const list = [6, 6, 6, 5, 3, 2, 2].flatMap((size, group) => Array(size).fill(group));
    for (let seed = 0; seed < 20; seed++) {
      expect(splitByGroup(range(30), numbers(list), options(0.3, seed)).validation.length).to.equal(9);
    }
  });

  it('keeps the share of each class as well as the groups allow', () => {
    const list = [...range(400)].map(row => row >> 1);
    const labels = range(400).map(row => ((row >> 1) % 4 === 0 ? 1 : 0));
    const counts: number[] = [];
    for (let seed = 0; seed < 20; seed++) {
      const { validation } = splitByGroup(range(400), numbers(list), options(0.2, seed, labels));
      expect(validation.length).to.be.within(78, 82);
      counts.push(validation.reduce((count, row) => count + labels[row]!, 0));
    }
    // Of 20 at random in each; drawn only once, the farthest of these is more than 6 away.
    for (const count of counts) expect(count).to.be.within(16, 24);
  });

  it('treats each row without a group as a group of its own', () => {
    const { train, validation } = splitByGroup(range(10), texts(Array(10).fill(null)), options(0.3));
    expect([train.length, validation.length]).to.deep.equal([7, 3]);
    const whole = splitByGroup(range(6), numbers([Number.NaN, 1, 1, 1, 1, 1]), options(0.4));
    expect([...whole.validation]).to.deep.equal([0]);
  });

  it('depends on which rows go together and the seed, not on the order or kind of the groups', () => {
    const words = [...range(60)].map(row => `g${(row * 7) % 13}`);
    const known = [...new Set(words)];
    const split = (groups: ColumnValues, seed = 1) => splitByGroup(range(60), groups, options(0.3, seed));
    expect(split(texts(words, known.toReversed()))).to.deep.equal(split(texts(words)));
    expect(split(numbers(words.map(word => -known.indexOf(word))))).to.deep.equal(split(texts(words)));
    expect(split(texts(words), 2)).to.not.deep.equal(split(texts(words)));
  });

  it('splits only the given rows', () => {
    const rows = Int32Array.of(1, 3, 5, 7);
    const { train, validation } = splitByGroup(rows, numbers([9, 1, 9, 1, 9, 2, 9, 2]), options(0.5));
    expect(sorted(train, validation)).to.deep.equal([1, 3, 5, 7]);
    expect(validation.length).to.equal(2);
  });

  it('validates with the groups that begin last when nothing is shuffled', () => {
    const { validation } = splitByGroup(range(6), numbers([1, 1, 2, 3, 2, 3]), {
      fraction: 0.3,
      labels: null,
      random: null,
    });
    expect([...validation]).to.deep.equal([3, 5]);
  });

  it('refuses rows of one group', () => {
    expect(() => splitByGroup(range(5), numbers([3, 3, 3, 3, 3]), options(0.2))).to.throw(
      UserError,
      '⟪group⟫: all 5 rows are of one group; two are needed',
    );
  });
});

describe('splitByTime', () => {
  it('validates with the latest rows, in file order', () => {
    const { train, validation } = splitByTime(range(5), numbers([5, 1, 4, 2, 3]), 0.4);
    expect([...train]).to.deep.equal([1, 3, 4]);
    expect([...validation]).to.deep.equal([0, 2]);
  });

  it('keeps rows of one time together, on the side that comes nearer to the share', () => {
    const times = numbers([1, 2, 3, 3, 3, 3, 4, 5, 6, 7]);
    expect(splitByTime(range(10), times, 0.5).validation.length).to.equal(4);
    expect(splitByTime(range(10), times, 0.7).validation.length).to.equal(8);
    expect(splitByTime(range(10), times, 0.6).validation.length).to.equal(4);
  });

  it('has no later row on the training side, and at least one row on each side', () => {
    const lists = fc
      .array(fc.integer({ min: 0, max: 9 }), { minLength: 2, maxLength: 30 })
      .filter(list => new Set(list).size > 1);
    fc.assert(
      fc.property(lists, fractions, (list, fraction) => {
        const { train, validation } = splitByTime(range(list.length), numbers(list), fraction);
        expect(sorted(train, validation)).to.deep.equal([...range(list.length)]);
        const latest = Math.max(...[...train].map(row => list[row]!));
        expect(Math.min(...[...validation].map(row => list[row]!))).to.be.greaterThan(latest);
        const away = Math.abs(validation.length - fraction * list.length);
        for (const time of new Set(list)) {
          const later = list.filter(other => other >= time).length;
          if (later < list.length) expect(away).to.be.at.most(Math.abs(later - fraction * list.length));
        }
      }),
      { seed: 1 },
    );
  });

  it('counts missing times and refuses them', () => {
    expect(() => splitByTime(range(3), numbers([1, Number.NaN, 2]), 0.5)).to.throw(
      UserError,
      '⟪time⟫: 1 of 3 rows has no time',
    );
  });

  it('looks only at the times of the given rows', () => {
    expect([...splitByTime(Int32Array.of(0, 2), numbers([1, Number.NaN, 2]), 0.5).validation]).to.deep.equal([2]);
  });

  it('refuses times that are all the same, and a single row', () => {
    expect(() => splitByTime(range(3), numbers([7, 7, 7]), 0.5)).to.throw(UserError, 'all 3 rows have the same time');
    expect(() => splitByTime(range(1), numbers([7]), 0.5)).to.throw(UserError, 'one row cannot be split');
  });
});

describe('sortedByTarget', () => {
  const is = (values: ColumnValues) =>
    sortedByTarget(range(values.type === 'texts' ? values.codes.length : values.values.length), values);

  it('is true of classes that follow one another, in any order', () => {
    expect(is(texts(['b', 'b', 'a', 'a', 'a', 'c']))).to.equal(true);
    expect(is(texts(['b', null, 'b', 'a']))).to.equal(true);
    expect(is(numbers([...range(30)].map(row => [3, 1, 2][Math.floor(row / 10)]!)))).to.equal(true);
  });

  it('is false of classes that come back, of a single class, and of as many classes as rows', () => {
    expect(is(texts(['b', 'a', 'b', 'b']))).to.equal(false);
    expect(is(texts(['b', 'b', 'b']))).to.equal(false);
    expect(is(texts(['a', 'b', 'c']))).to.equal(false);
    expect(is(texts([]))).to.equal(false);
  });

  it('is true of more than 20 numbers that only rise, or only fall', () => {
    expect(is(numbers([...range(21)].map(row => row * row)))).to.equal(true);
    expect(is(numbers([...range(21)].map(row => -(row >> 1))))).to.equal(true);
    expect(is(numbers([...range(20)]))).to.equal(false);
    expect(is(numbers([...range(30), 3]))).to.equal(false);
    expect(is(numbers(Array(30).fill(5)))).to.equal(false);
  });

  it('looks only at the given rows', () => {
    expect(sortedByTarget(Int32Array.of(0, 1, 3), texts(['a', 'a', 'a', 'b']))).to.equal(true);
    expect(sortedByTarget(Int32Array.of(0, 1), texts(['a', 'a', 'a', 'b']))).to.equal(false);
  });
});
