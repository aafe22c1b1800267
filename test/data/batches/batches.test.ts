import { expect } from 'chai';
import { Random } from '../../../src/base/numbers/random.ts';
import { Batches } from '../../../src/data/batches/batches.ts';
import { heap } from '../../../src/kernels/reference/heap-memory.ts';

describe('Batches', () => {
  const make = (rows: number, batchSize: number, minBatch = 1, seed = 1) =>
    new Batches({ rows, batchSize, random: Random.stream(seed, 'order'), minBatch, memory: heap });
  const sizes = (batches: Batches) => Array.from({ length: batches.count }, (_, index) => batches.size(index));

  it('trains on the last short batch like on any other', () => {
    expect(sizes(make(10, 4))).to.deep.equal([4, 4, 2]);
    expect(sizes(make(9, 4))).to.deep.equal([4, 4, 1]);
  });

  it('skips a batch of one row where batch norm would meet it, a different row each epoch', () => {
    const batches = make(9, 4, 2);
    expect(sizes(batches)).to.deep.equal([4, 4]);
    const out = new Set<number>();
    for (let epoch = 0; epoch < 50; epoch++) {
      batches.beginEpoch();
      out.add(batches.positions[8]!);
    }
    expect(out.size).to.be.greaterThan(5);
  });

  it('leaves out a last batch below the fewest rows, and never the only batch', () => {
    expect(sizes(make(14, 4, 2))).to.deep.equal([4, 4, 4, 2]);
    expect(sizes(make(14, 4, 3))).to.deep.equal([4, 4, 4]);
    expect(sizes(make(12, 4, 3))).to.deep.equal([4, 4, 4]);
    expect(sizes(make(3, 4, 4)), 'the only batch').to.deep.equal([3]);
    expect(sizes(make(7, 4, 100)), 'every short last batch').to.deep.equal([4]);
    expect(make(14, 4, 3).leftOut).to.equal(2);
  });

  it('feeds every row once in an epoch, in a new order each time', () => {
    const batches = make(20, 4);
    batches.beginEpoch();
    const first = [...batches.positions];
    batches.beginEpoch();
    expect([...batches.positions]).to.not.deep.equal(first);
    expect(first.sort((a, b) => a - b)).to.deep.equal(Array.from({ length: 20 }, (_, row) => row));
  });

  it('keeps the order of the rows without shuffling', () => {
    const batches = new Batches({ rows: 5, batchSize: 2, random: null, minBatch: 1, memory: heap });
    batches.beginEpoch();
    expect([...batches.positions]).to.deep.equal([0, 1, 2, 3, 4]);
  });

  it('has a hash of each epoch, the same when all orders so far are the same', () => {
    const whole = make(20, 4);
    const ended = make(20, 4);
    for (let epoch = 0; epoch < 3; epoch++) whole.beginEpoch();
    ended.beginEpoch();
    expect(whole.hashes.values).to.have.lengthOf(3);
    expect(new Set(whole.hashes.values).size).to.equal(3);
    expect(ended.hashes.values).to.deep.equal(whole.hashes.values.slice(0, 1));
  });

  it('has a different hash for a different order, batch size or skipped row', () => {
    const hashes = [make(21, 4), make(21, 4, 1, 2), make(21, 5), make(21, 4, 2)].map(batches => {
      batches.beginEpoch();
      return batches.hashes.last;
    });
    expect(new Set(hashes).size).to.equal(4);
  });
});
