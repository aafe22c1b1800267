import { expect } from 'chai';
import { Random } from '../../../src/base/numbers/random.ts';
import { reference } from '../../../src/kernels/reference/reference.ts';
import { LossTotals } from '../../../src/network/loss/totals.ts';

const random = Random.stream(3, 'synthetic');
const floats = (count: number) => Float64Array.from({ length: count }, () => random.normal());

describe('totals of losses and scores', () => {
  for (const [task, width] of [
    ['classification', 3],
    ['regression', 1],
  ] as const) {
    it(`of several passes add up to those of one pass over all rows (${task})`, () => {
      const rows = 50;
      const outputs = floats(rows * width);
      const targets = task === 'regression' ? floats(rows) : Int32Array.from({ length: rows }, () => random.below(3));
      const weights = floats(rows).map(Math.abs);
      const totalsOf = (...ranges: [number, number][]) => {
        const totals = new LossTotals(task, reference, width);
        for (const [begin, end] of ranges) {
          const own = [targets.subarray(begin, end), weights.subarray(begin, end)] as const;
          totals.add(null, outputs.subarray(begin * width, end * width), ...own, end - begin, width);
        }
        return totals;
      };
      const all = totalsOf([0, rows]);
      const sum = totalsOf();
      for (const [begin, end] of [
        [0, 7],
        [7, 8],
        [8, 50],
      ] as const)
        sum.addState(totalsOf([begin, end]).state);
      expect(sum.loss).to.be.closeTo(all.loss, 1e-12);
      expect(sum.score).to.be.closeTo(all.score, 1e-12);
      if (task === 'regression') expect(sum.rmse).to.be.closeTo(all.rmse, 1e-12);
      else expect(sum.classScores).to.deep.equal(all.classScores);
    });
  }
});
