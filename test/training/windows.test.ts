import { expect } from 'chai';
import { Random } from '../../src/base/numbers/random.ts';
import { type ArmMessage, type ArmTask, trainArms } from '../../src/experiment/arm.ts';
import { armConfig, comparedArms } from '../../src/experiment/arms.ts';
import { chooseEngine, memoryOf } from '../../src/kernels/engine.ts';
import { trainingConfig } from '../support/configs.ts';
import { type MatrixSource, matrixSource } from '../support/rows.ts';

const FEATURES = 3;

interface Options {
  config?: Parameters<typeof trainingConfig>[0];
  stored: boolean;
  windowRows?: number;
}

/** Trains both arms on 1201 rows and returns their events, without times; `sources` are those that were opened. */
function train({ config = {}, stored, windowRows = 64 }: Options) {
  const engine = chooseEngine('plain', message => expect.fail(message));
  const memory = memoryOf(engine);
  const random = Random.stream(1, 'gradcheck');
  const make = (rows: number) => {
    const x = memory.floats(rows * FEATURES, 'float32');
    const targets = memory.int32(rows);
    const weights = memory.floats(rows, 'float32');
    for (let n = 0; n < rows; n++) {
      for (let d = 0; d < FEATURES; d++) x[n * FEATURES + d] = random.normal() + (n % 3 === d ? 1 : 0);
      targets[n] = n % 3;
      weights[n] = 0.5 + (n % 7);
    }
    const labelled = { targets, weights, rows };
    return stored ? { ...labelled, stored: x } : { ...labelled, x };
  };
  const common = {
    config: trainingConfig({ epochs: 3, batchSize: 20, layers: [8], ...config }),
    task: 'classification' as const,
    widths: [FEATURES, 8, 3],
    train: make(1201),
    validation: make(103),
    windowRows,
    targetDeviation: 1,
    minBatch: 2,
    engine,
    control: new Int32Array(new SharedArrayBuffer(4)),
  };
  const tasks: ArmTask[] = comparedArms.map(arm => ({
    ...common,
    arm: arm.name,
    config: armConfig(arm, common.config),
  }));
  const sources: MatrixSource[] = [];
  const said: ArmMessage[] = [];
  trainArms(tasks, message => said.push(message), {
    open: rows => {
      sources.push(matrixSource(rows as Float32Array, FEATURES));
      return sources.at(-1)!;
    },
  });
  const events = said.flatMap(message => (message.kind === 'event' ? [{ ...message.event, seconds: 0 }] : []));
  const outcomes = said.flatMap(message => (message.kind === 'result' ? [message] : []));
  return {
    events,
    sources,
    outcomes,
    results: outcomes.map(({ result }) => ({ ...result, seconds: 0, orderHash: '' })),
  };
}

describe('training on stored rows', () => {
  it('gives the bits of training on rows in memory in file order, with windows of any size', () => {
    const inMemory = train({ stored: false, config: { shuffle: false } });
    for (const windowRows of [20, 64, 160, 10_000]) {
      const stored = train({ stored: true, config: { shuffle: false }, windowRows });
      expect(stored.events).to.deep.equal(inMemory.events);
      expect(stored.results).to.deep.equal(inMemory.results);
    }
  });

  it('gives both arms the same batches, and different seeds different ones', () => {
    const [baseline, batchnorm] = train({ stored: true }).outcomes;
    expect(baseline!.orderHashes.values).to.have.lengthOf(3 * 20);
    expect(batchnorm!.orderHashes).to.deep.equal(baseline!.orderHashes);
    expect(train({ stored: true, config: { seed: 2 } }).outcomes[0]!.orderHashes.values[0]).to.not.equal(
      baseline!.orderHashes.values[0],
    );
  });

  it('validates within epochs without a change to the rows that follow', () => {
    const config = { validateEvery: 7, shuffle: false };
    const inMemory = train({ stored: false, config });
    const stored = train({ stored: true, config, windowRows: 64 });
    expect(stored.events).to.deep.equal(inMemory.events);
    expect(stored.events.filter(({ event }) => event === 'validation')).to.have.length(2 * 25);
  });

  it('learns as well as on rows in memory', () => {
    const loss = (stored: boolean) => train({ stored, config: { epochs: 20 } }).results[0]!.best!.validationLoss!;
    expect(loss(true) / loss(false)).to.be.closeTo(1, 0.05);
  });

  it('opens the rows once for each arm, and closes them at the end', () => {
    // Training rows: once to evaluate them before training, and once an epoch. Of small windows the last has nothing but the
    // row that sits out, and is not read. Validation rows: before training and after each epoch.
    for (const [windowRows, trained] of [
      [64, 1201 + 3 * 1200],
      [10_000, 4 * 1201],
    ] as const) {
      const { sources } = train({ stored: true, windowRows });
      expect(sources.map(({ told }) => told.closed)).to.deep.equal([1, 1, 1, 1]);
      expect(sources.map(({ told }) => told.rows)).to.deep.equal([trained, 4 * 103, trained, 4 * 103]);
    }
  });
});
