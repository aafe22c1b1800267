import { expect } from 'chai';
import { Random } from '../../../src/base/numbers/random.ts';
import { Batches } from '../../../src/data/batches/batches.ts';
import type { Dataset } from '../../../src/data/batches/dataset.ts';
import { copyOfFirstFold, foldsOf } from '../../../src/data/batches/folds.ts';
import { readRows, targetsOf } from '../../../src/data/batches/read-rows.ts';
import type { OpenDataset, StoredDataset } from '../../../src/data/batches/windows.ts';
import { heap } from '../../../src/kernels/reference/heap-memory.ts';

const parts = { count: 3, of: Uint8Array.of(0, 1, 2, 2, 0, 1, 1) };
/** Row n is n, 10 n; its target is 100 n, its weight n. */
const x = Float32Array.from({ length: 14 }, (_, i) => (i % 2 === 0 ? i / 2 : 5 * (i - 1)));
const labels = {
  targets: Float32Array.from(parts.of, (_, n) => 100 * n),
  weights: Float32Array.from(parts.of, (_, n) => n),
};
const dataset: Dataset = { x, ...labels, rows: 7 };

function rowsIn(dataset: Dataset): number[] {
  const out = new Float32Array(2 * dataset.rows);
  readRows(dataset, 0, dataset.rows, out, 2);
  expect([...out]).to.deep.equal(targetsOf(dataset, 0, dataset.rows).flatMap(target => [target / 100, target / 10]));
  return targetsOf(dataset as OpenDataset, 0, dataset.rows).map(target => target / 100);
}

describe('the folds of an ensemble', () => {
  const expected = [
    { train: [1, 2, 3, 5, 6], validation: [0, 4] },
    { train: [0, 2, 3, 4], validation: [1, 5, 6] },
    { train: [0, 1, 4, 5, 6], validation: [2, 3] },
  ];

  it('each validate with one part and learn from the others, in one matrix', () => {
    const folds = foldsOf(dataset, parts, heap) as { train: Dataset; validation: Dataset }[];
    expect(
      folds.map(({ train, validation }) => ({ train: rowsIn(train), validation: rowsIn(validation) })),
    ).to.deep.equal(expected);
    for (const { train, validation } of folds) for (const each of [train, validation]) expect(each.x).to.equal(x);
  });

  it('have lists of their own of rows in a file', () => {
    const stored = { rows: Int32Array.from(parts.of, (_, n) => 20 + n) };
    const folds = foldsOf({ ...labels, stored, rows: 7 }, parts, heap) as Record<
      'train' | 'validation',
      StoredDataset
    >[];
    for (const [n, fold] of folds.entries()) {
      for (const side of ['train', 'validation'] as const) {
        const { rows, targets, weights, stored } = fold[side];
        const own = expected[n]![side];
        expect(rows).to.equal(own.length);
        expect([...(stored as { rows: Int32Array }).rows]).to.deep.equal(own.map(row => 20 + row));
        expect([...targets]).to.deep.equal(own.map(row => 100 * row));
        expect([...weights!]).to.deep.equal(own);
      }
    }
  });

  it('have batches of the rows that they learn from', () => {
    const { train } = foldsOf(dataset, parts, heap)[1]! as { train: Dataset };
    const { rows, index } = train;
    const random = Random.stream(1, 'order', 2);
    const batches = new Batches({ rows, index, batchSize: 3, random, minBatch: 1, memory: heap });
    batches.beginEpoch();
    expect([...batches.slots].sort()).to.deep.equal(expected[1]!.train);
  });

  it('are copied for checks if they are small', () => {
    const { train, validation } = copyOfFirstFold(dataset, parts, 56)!;
    expect({ train: rowsIn(train), validation: rowsIn(validation) }).to.deep.equal(expected[0]);
    expect(copyOfFirstFold(dataset, parts, 55)).to.equal(null);
  });
});
