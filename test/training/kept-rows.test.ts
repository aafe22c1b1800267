import { expect } from 'chai';
import { Random } from '../../src/base/numbers/random.ts';
import { Curve, EPOCH_NUMBERS } from '../../src/training/curve.ts';
import { KeptRows } from '../../src/training/kept-rows.ts';

const MOST = 16;
const random = Random.stream(1, 'gradcheck');
const losses: Record<string, (index: number) => number> = {
  'that fall in each row': index => 1 / (index + 1),
  'that rise in each row': index => index,
  'that fall now and then': index => (index % 7 === 0 ? -index : index),
  'that are the same': () => 1,
  'that are never finite': () => Number.NaN,
  'that are no longer finite': index => (index < 300 ? 5 - (index % 5) : Number.NaN),
  'at random': () => random.normal(),
};

const lossIn = ([loss]: Float64Array) => loss!;
const rowsFrom = (from: KeptRows) =>
  new KeptRows(2, lossIn, { numbers: from.numbers.slice(), indices: from.indices?.slice() }, MOST);
const empty = () => new KeptRows(2, lossIn, { numbers: new Float64Array(0) }, MOST);

describe('KeptRows', () => {
  it('keeps all rows up to the limit', () => {
    const rows = empty();
    for (let index = 0; index < MOST; index++) rows.add([index, -index]);
    expect(rows.count).to.equal(MOST);
    expect(rows.indices).to.equal(undefined);
  });

  for (const [name, loss] of Object.entries(losses)) {
    it(`keeps few of any number of rows, with losses ${name}: evenly, and the best, the last finite and the last`, () => {
      const rows = empty();
      const all: number[] = [];
      for (let index = 0; index < 40 * MOST; index++) {
        all.push(loss(index));
        rows.add([all[index]!, 2 * index]);
        expect(rows.count).to.be.at.most(MOST + 3);
        const kept = Array.from({ length: rows.count }, (_, at) => rows.indexOf(at));
        const finite = all.filter(value => Number.isFinite(value));
        const needed = [0, index, all.indexOf(Math.min(...finite)), all.findLastIndex(value => Number.isFinite(value))];
        expect(kept).to.include.members(needed.filter(at => at >= 0));
        const gaps = kept.slice(1).map((at, n) => at - kept[n]!);
        expect(Math.max(...gaps, 1)).to.be.at.most(Math.max(1, (2 * (index + 1)) / MOST));
        expect(Array.from({ length: rows.count }, (_, at) => [...rows.row(at)])).to.deep.equal(
          kept.map(at => [all[at], 2 * at]),
        );
      }
    });
  }

  it('keeps the same rows if it continues from those that it kept, at any row', () => {
    for (const [name, loss] of Object.entries(losses)) {
      const all = Array.from({ length: 5 * MOST }, (_, index) => loss(index));
      const uninterrupted = empty();
      let resumed = empty();
      for (const value of all) {
        uninterrupted.add([value, 0]);
        resumed.add([value, 0]);
        resumed = rowsFrom(resumed);
        expect(resumed.indices, name).to.deep.equal(uninterrupted.indices);
        expect(resumed.numbers, name).to.deep.equal(uninterrupted.numbers);
      }
    }
  });
});

describe('Curve of many rows', () => {
  const scale = {
    arm: 'batchnorm',
    seed: 1,
    task: 'regression',
    stepsPerEpoch: 4,
    logSteps: 2,
    validateEvery: 3,
  } as const;

  it('gives the events that are kept their epochs and steps', () => {
    const curve = new Curve(scale, undefined, MOST);
    for (let epoch = 0; epoch <= 200; epoch++) {
      const pass = { trainLoss: epoch, trainScore: 0, validationLoss: -epoch, validationScore: 0, seconds: epoch };
      curve.addEpoch({
        event: 'epoch',
        arm: 'batchnorm',
        seed: 1,
        epoch,
        step: 4 * epoch,
        ...pass,
        scores: { rmse: 1 },
      });
    }
    for (let step = 1; step <= 800; step++) {
      const at = { arm: 'batchnorm', seed: 1, epoch: Math.ceil(step / 4), step } as const;
      if (step % 2 === 0) curve.addStep({ event: 'step', ...at, loss: step, learningRate: 0.1 });
      if (step % 3 !== 0 || step % 4 === 0) continue;
      const pass = { validationLoss: step, validationScore: 0, seconds: 0 };
      curve.addValidation({ event: 'validation', ...at, ...pass }, { rmse: 1 });
    }
    const { rows } = curve;
    expect(rows.epochs.length).to.be.at.most((MOST + 3) * EPOCH_NUMBERS);
    const events = [...new Curve(scale, rows, MOST).events(800)];
    expect(events).to.deep.equal([...curve.events(800)]);
    for (const event of events) {
      if (event.event === 'epoch') expect([event.trainLoss, event.step]).to.deep.equal([event.epoch, 4 * event.epoch]);
      else if (event.event === 'step') expect(event.loss).to.equal(event.step);
      else expect(event.validationLoss).to.equal(event.step);
    }
    const lasts = (['epoch', 'step', 'validation'] as const).map(
      kind => events.findLast(({ event }) => event === kind)!.step,
    );
    expect(lasts).to.deep.equal([800, 800, 798]);
  });
});
