import { expect } from 'chai';
import { Random } from '../../../src/base/numbers/random.ts';
import { Batches } from '../../../src/data/batches/batches.ts';
import { planWindow, Windows } from '../../../src/data/batches/windows.ts';
import { heap } from '../../../src/kernels/reference/heap-memory.ts';
import { matrixSource } from '../../support/rows.ts';

interface Options {
  batchSize?: number;
  windowRows?: number;
  runRows?: number;
  minBatch?: number;
  seed?: number | null;
}

/** Batches of stored rows; row n has the features n and -n. */
function make(rows: number, options: Options = {}) {
  const { batchSize = 4, windowRows = 8, runRows = 3, minBatch = 1, seed = 1 } = options;
  const matrix = Float64Array.from({ length: 2 * rows }, (_, i) => (i % 2 === 0 ? i / 2 : -(i - 1) / 2));
  const source = matrixSource(matrix, 2);
  const random = seed === null ? null : Random.stream(seed, 'order');
  const x = new Float64Array(2 * windowRows);
  const windows = new Windows({ windowRows, runRows, source, x, random, memory: heap });
  return { batches: new Batches({ rows, batchSize, random, minBatch, memory: heap, windows }), source, x };
}

/** Positions of the rows of each batch of an epoch; each row must be at its stated place. */
function epoch({ batches, x }: ReturnType<typeof make>): number[][] {
  batches.beginEpoch();
  return Array.from({ length: batches.count }, (_, index) => {
    const begin = batches.seek(index);
    return Array.from({ length: batches.size(index) }, (_, n) => {
      const position = batches.positions[begin + n]!;
      const slot = batches.slots[begin + n]!;
      expect([x[2 * slot], x[2 * slot + 1]]).to.deep.equal([position, -position]);
      return position;
    });
  });
}

const all = (rows: number) => Array.from({ length: rows }, (_, row) => row);
const sorted = (batches: number[][]) => batches.flat().sort((a, b) => a - b);

describe('windows of stored rows', () => {
  it('feed every row once in an epoch, in a new order each time, with any sizes of strips and windows', () => {
    for (const rows of [1, 3, 7, 8, 9, 16, 23, 24, 25, 100]) {
      for (const runRows of [1, 3, 4, 8, 50]) {
        const stored = make(rows, { runRows });
        const first = epoch(stored);
        const second = epoch(stored);
        expect(sorted(first), `${rows} rows by ${runRows}`).to.deep.equal(all(rows));
        expect(sorted(second), `${rows} rows by ${runRows}`).to.deep.equal(all(rows));
        if (rows > 8) expect(second).to.not.deep.equal(first);
        expect(stored.source.told.rows).to.equal(2 * rows);
      }
    }
  });

  it('have whole batches in all windows except the last', () => {
    const sizes = (rows: number, minBatch = 1) => epoch(make(rows, { minBatch })).map(batch => batch.length);
    expect(sizes(22)).to.deep.equal([4, 4, 4, 4, 4, 2]);
    expect(sizes(17)).to.deep.equal([4, 4, 4, 4, 1]);
    expect(sizes(17, 2)).to.deep.equal([4, 4, 4, 4]);
    expect(sizes(21, 2)).to.deep.equal([4, 4, 4, 4, 4]);
    expect(sizes(19, 3)).to.deep.equal([4, 4, 4, 4, 3]);
    expect(sizes(19, 4)).to.deep.equal([4, 4, 4, 4]);
  });

  it('skip a different row each epoch where a batch of one would be left', () => {
    const stored = make(17, { minBatch: 2 });
    const out = new Set<number>();
    for (let n = 0; n < 30; n++) {
      const fed = new Set(epoch(stored).flat());
      expect(fed.size).to.equal(16);
      for (const row of all(17)) if (!fed.has(row)) out.add(row);
    }
    expect(out.size).to.be.greaterThan(5);
  });

  it('keep the order of the rows without shuffling, and read each window in one piece', () => {
    const stored = make(22, { seed: null });
    for (let n = 0; n < 2; n++) expect(epoch(stored).flat()).to.deep.equal(all(22));
    expect(stored.source.told.reads).to.equal(2 * 3);
  });

  it('draw their strips from all parts of the rows', () => {
    const { windowRows, runRows } = planWindow(40_000, 32, 2048);
    const stored = make(40_000, { batchSize: 32, windowRows, runRows });
    const batches = epoch(stored);
    for (let begin = 0; begin + 64 <= batches.length; begin += 64) {
      const rows = batches.slice(begin, begin + 64).flat();
      const mean = rows.reduce((sum, row) => sum + row, 0) / rows.length;
      // The mean of numbers drawn uniformly from 0 to 40,000 is within 5 standard errors of the middle.
      expect(mean).to.be.closeTo(20_000, (5 * 40_000) / Math.sqrt(12 * 1024));
    }
  });

  it('have a hash of the order up to each window, the same when all orders so far are the same', () => {
    const hashes = (options: Options, epochs: number) => {
      const stored = make(22, options);
      for (let n = 0; n < epochs; n++) epoch(stored);
      return stored.batches.hashes.values;
    };
    const whole = hashes({}, 2);
    expect(whole).to.have.lengthOf(6);
    expect(new Set(whole).size).to.equal(6);
    expect(hashes({}, 1)).to.deep.equal(whole.slice(0, 3));
    const others = [{ seed: 2 }, { runRows: 2 }, { windowRows: 12 }].map(options => hashes(options, 1)[0]);
    expect(new Set([whole[0], ...others]).size).to.equal(4);
  });

  it('have the hash of rows in memory where rows and order are the same', () => {
    const inMemory = new Batches({ rows: 8, batchSize: 4, random: null, minBatch: 1, memory: heap });
    inMemory.beginEpoch();
    const stored = make(8, { seed: null });
    epoch(stored);
    expect(stored.batches.hashes).to.deep.equal(inMemory.hashes);
  });
});

describe('planWindow', () => {
  it('chooses whole batches, at least one and at most all', () => {
    expect(planWindow(1000, 64, 300).windowRows).to.equal(256);
    expect(planWindow(1000, 64, 10).windowRows).to.equal(64);
    expect(planWindow(100, 64, 10_000).windowRows).to.equal(128);
  });

  it('has 1024 strips in a window where possible, of at most 256 rows', () => {
    const runRows = (windowRows: number) => planWindow(1e8, 1, windowRows).runRows;
    expect([100, 1024, 2047, 2048, 10_240, 262_144, 1e7].map(runRows)).to.deep.equal([1, 1, 1, 2, 10, 256, 256]);
  });
});
