import { expect } from 'chai';
import { Random } from '../../src/base/numbers/random.ts';
import type { Arm, TrainingEvent } from '../../src/events/events.ts';
import type { ArmTask } from '../../src/experiment/arm.ts';
import { makeTrainer } from '../../src/experiment/make-trainer.ts';
import { chooseEngine, memoryOf } from '../../src/kernels/engine.ts';
import type { KeptEpoch } from '../../src/training/snapshot.ts';
import type { TrainerState } from '../../src/training/state.ts';
import type { Trainer } from '../../src/training/trainer.ts';
import { trainingConfig } from '../support/configs.ts';
import { type MatrixSource, matrixSource } from '../support/rows.ts';

const FEATURES = 3;
const ROWS = 41;
/** The latest sources of stored rows. */
const opened: MatrixSource[] = [];
/** The run is asked to end when this many more windows of stored rows are read. */
let readsUntilEnd = Number.POSITIVE_INFINITY;

/** Opens stored rows for a run with that control. */
function opener(control: Int32Array) {
  return (rows: unknown) => {
    const source = matrixSource(rows as Float32Array, FEATURES);
    opened.push(source);
    const read: MatrixSource['read'] = (...range) => {
      source.read(...range);
      if (--readsUntilEnd === 0) control[0] = 1;
    };
    return { ...source, read };
  };
}

interface Case {
  config?: Parameters<typeof trainingConfig>[0];
  arm?: Arm;
  task?: 'classification' | 'regression';
  engine?: 'plain' | 'reference';
  weights?: boolean;
  validation?: boolean;
  /** Rows of a window; null is all in memory. */
  windowRows?: number | null;
  keep?: KeptEpoch | null;
}

/** A trainer on rows that are always the same. */
function make(given: Case, epochs = 3): Trainer {
  const { arm = 'batchnorm', task = 'classification', weights = false, validation = true, windowRows = null } = given;
  const engine = chooseEngine(given.engine ?? 'plain', message => expect.fail(message));
  const memory = memoryOf(engine);
  const random = Random.stream(1, 'gradcheck');
  const rowsOf = (rows: number) => {
    const x = memory.floats(rows * FEATURES, 'float32').map(() => random.normal());
    const targets = task === 'classification' ? memory.int32(rows) : memory.floats(rows, 'float32');
    for (let n = 0; n < rows; n++) targets[n] = task === 'classification' ? n % 3 : random.normal();
    const inArena = memory.floats(x.length, 'float32');
    inArena.set(x);
    const weighted = weights ? memory.floats(rows, 'float32').map((_, n) => 0.5 + (n % 4)) : null;
    const own = weighted === null ? null : memory.floats(rows, 'float32');
    own?.set(weighted!);
    const labels = { targets, weights: own, rows };
    return windowRows === null ? { ...labels, x: inArena } : { ...labels, stored: inArena };
  };
  const what: ArmTask = {
    arm,
    task,
    config: trainingConfig({
      epochs,
      batchSize: 8,
      layers: [4],
      lr: 0.05,
      seed: 5,
      norm: arm === 'baseline' ? 'none' : 'batch',
      ...given.config,
    }),
    widths: [FEATURES, 4, task === 'classification' ? 3 : 1],
    train: rowsOf(ROWS),
    validation: validation ? rowsOf(17) : null,
    ...(windowRows === null ? {} : { windowRows }),
    targetDeviation: 2,
    minBatch: given.config?.minBatch === undefined ? 2 : Number(given.config.minBatch),
    engine,
    keep: given.keep ?? null,
    record: true,
    control: new Int32Array(1),
  };
  return makeTrainer(what, opener(what.control));
}

/** Advances by that many calls, or to the end, and returns the events. */
function advance(trainer: Trainer, calls = Number.POSITIVE_INFINITY): TrainingEvent[] {
  const events: TrainingEvent[] = [];
  for (let call = 0; call < calls && !trainer.finished; call++) {
    const event = trainer.advance();
    if (event !== null) events.push(event);
  }
  return events;
}

/** All that a trainer has come to, bit by bit, without times. */
function outcome(trainer: Trainer) {
  const { milliseconds, epochs, validations, ...state } = trainer.state();
  const bits = (values: ArrayLike<number>) => Buffer.from(Float64Array.from(values).buffer).toString('hex');
  return {
    ...state,
    totals: bits(state.totals),
    logged: bits(state.logged),
    parameters: bits(state.parameters),
    optimizer: Object.entries(state.optimizer).map(([name, block]) => [name, bits(block)]),
    buffers: bits(state.buffers),
    kept: state.kept && [bits(state.kept.parameters), bits(state.kept.buffers)],
    named: trainer.kept(),
    result: { ...trainer.result(), seconds: 0 },
    hashes: structuredClone(trainer.orderHashes),
  };
}

const timeless = (events: readonly TrainingEvent[]) =>
  events.map(event => ('seconds' in event ? { ...event, seconds: 0 } : event));

/** Ends a run after each of its calls, goes on in another trainer, and expects what comes of the uninterrupted run. */
function expectResumable(given: Case): TrainingEvent[] {
  const whole = make(given);
  const events = advance(whole);
  const expected = outcome(whole);
  let calls = 1;
  for (let ended = false; !ended; calls++) {
    const first = make(given);
    advance(first, calls);
    ended = first.finished;
    const state: TrainerState = structuredClone(first.state());
    const second = make(given);
    second.restore(state);
    const again = [...second.pastEvents(), ...advance(second)];
    expect(timeless(again), `events, ended after ${calls} calls`).to.deep.equal(timeless(events));
    expect(outcome(second), `ended after ${calls} calls`).to.deep.equal(expected);
    expect(second.result().seconds).to.be.at.least(state.milliseconds / 1000);
  }
  expect(calls).to.be.greaterThan(expected.steps);
  return events;
}

describe('a run that is ended and restored at any step', () => {
  const cases: [string, Case][] = [
    ['without batch norm', { arm: 'baseline' }],
    ['with batch norm and momentum', { config: { momentum: 0.9, nesterov: true, weightDecay: 0.01 } }],
    ['with Adam', { config: { optimizer: 'adam', weightDecay: 0.01 }, keep: 'best' }],
    [
      'with AdamW on stored rows',
      { config: { optimizer: 'adamw', betas: '0.8,0.9', weightDecay: 0.1 }, windowRows: 16 },
    ],
    ['with a schedule, warm-up and clipping', { config: { schedule: 'cosine', warmup: 4, clipNorm: 0.1 } }],
    [
      'with an average of the weights',
      { config: { average: 0.9, optimizer: 'adamw', weightDecay: 0.1, schedule: 'cosine', lr: 0.1 }, keep: 'best' },
    ],
    [
      'with an average of the weights, of SGD, validated within epochs',
      { config: { average: 0.8, validateEvery: 2 }, keep: 'best' },
    ],
    [
      'with an average by the reference',
      { engine: 'reference', config: { average: 0.9, momentum: 0.9 }, keep: 'last' },
    ],
    ['with an average, without validation', { config: { average: 0.9 }, validation: false, keep: 'best' }],
    ['with smoothed labels', { config: { labelSmoothing: 0.2 }, weights: true }],
    ['that keeps its best epoch', { keep: 'best', config: { lr: 0.4 } }],
    ['that keeps its last epoch', { keep: 'last' }],
    ['with weights', { weights: true }],
    ['without validation, whose scores are of the training passes', { validation: false, keep: 'best' }],
    ['of regression', { task: 'regression', weights: true }],
    ['of regression without validation', { task: 'regression', validation: false }],
    ['without shuffling', { config: { shuffle: false } }],
    ['that logs steps', { config: { logSteps: 4 } }],
    ['that validates every 2 steps', { config: { validateEvery: 2, logSteps: 4, lr: 0.4 }, keep: 'best' }],
    ['of regression that validates every 3 steps', { config: { validateEvery: 3 }, task: 'regression', keep: 'last' }],
    ['on stored rows, validated every 2 steps', { windowRows: 16, config: { validateEvery: 2 }, keep: 'best' }],
    ['on stored rows', { windowRows: 16, config: { logSteps: 3 }, keep: 'best' }],
    ['on stored rows whose last window is the row that sits out', { windowRows: 8 }],
    ['on stored rows whose last window is too short a batch', { windowRows: 8, config: { batchSize: 7, minBatch: 7 } }],
    ['that leaves out its last batch', { config: { batchSize: 12, minBatch: 6 }, keep: 'best' }],
    ['on stored rows without shuffling', { windowRows: 16, config: { shuffle: false } }],
    ['by the reference', { engine: 'reference', config: { momentum: 0.9 }, keep: 'best' }],
  ];
  for (const [what, given] of cases) {
    it(`ends with the same bits: ${what}`, () => {
      const events = expectResumable(given);
      expect(events.filter(({ event }) => event === 'epoch')).to.have.length(4);
    });
  }

  it('stops by patience in the same epoch', () => {
    const events = expectResumable({ config: { patience: 2, lr: 0.3, epochs: 40 }, keep: 'best' });
    expect(events.filter(({ event }) => event === 'epoch').length).to.be.within(3, 20);
  });

  for (const windowRows of [null, 8]) {
    it(`diverges at the same step, with the same warning: ${windowRows === null ? 'in memory' : 'stored'}`, () => {
      const events = expectResumable({ config: { lr: 1e20 }, windowRows, task: 'regression', keep: 'last' });
      expect(events.at(-1)).to.have.property('event', 'warning');
    });
  }

  it('continues from its end with more epochs, to the bits of a run that had them from the start', () => {
    for (const given of [{ keep: 'best' }, { keep: 'last', config: { momentum: 0.5 } }, { windowRows: 16 }] as Case[]) {
      const whole = make(given, 6);
      const events = advance(whole);
      const first = make(given, 3);
      advance(first);
      const second = make(given, 6);
      second.restore(structuredClone(first.state()));
      expect(second.finished).to.equal(false);
      expect(timeless([...second.pastEvents(), ...advance(second)])).to.deep.equal(timeless(events));
      expect(outcome(second)).to.deep.equal(outcome(whole));
    }
  });

  it('has no event of an epoch whose evaluation was given up, and loses nothing by it', () => {
    for (const given of [
      { keep: 'best', config: { validateEvery: 4 } },
      { validation: false },
      { task: 'regression' },
    ] as Case[]) {
      const stored = { ...given, windowRows: 16 };
      const whole = make(stored);
      const events = advance(whole);
      let givenUp = 0;
      for (let reads = 1; ; reads++) {
        readsUntilEnd = reads;
        const first = make(stored);
        // More calls than steps and epochs: the run stands still before the event that an evaluation would bring.
        const before = advance(first, 40);
        const wasAsked = readsUntilEnd <= 0;
        readsUntilEnd = Number.POSITIVE_INFINITY;
        if (!wasAsked) break;
        if (first.finished) continue;
        givenUp++;
        expect(before, `${reads} reads`).to.have.length.below(events.length);
        expect(first.hasBegun).to.equal(before.length > 0);
        if (!first.hasBegun) continue;
        const second = make(stored);
        expect(second.restore(structuredClone(first.state()))).to.equal(true);
        const again = [...second.pastEvents(), ...advance(second)];
        expect(timeless(again), `${reads} reads`).to.deep.equal(timeless(events));
        expect(outcome(second), `${reads} reads`).to.deep.equal(outcome(whole));
      }
      expect(givenUp).to.be.greaterThan(given.validation === false ? 1 : 5);
    }
  });

  it('gives up drawing the order of its rows again when it is asked to end', () => {
    const first = make({ windowRows: 16 });
    advance(first);
    readsUntilEnd = 1;
    const second = make({ windowRows: 16 });
    second.advance();
    expect(second.restore(structuredClone(first.state()))).to.equal(false);
    readsUntilEnd = Number.POSITIVE_INFINITY;
  });

  it('reads the window of stored rows that is not finished, and no finished one', () => {
    const given: Case = { windowRows: 16, validation: false };
    for (const [steps, rows] of [
      [5, 0],
      [7, 16],
    ] as const) {
      const first = make(given);
      while (first.hasBegun === false || first.state().steps < steps) first.advance();
      opened.length = 0;
      make(given).restore(structuredClone(first.state()));
      expect(opened.map(({ told }) => told.rows)).to.deep.equal([rows]);
    }
  });

  it('is refused where its row order or initial weights differ', () => {
    const first = make({});
    advance(first, 5);
    const state = structuredClone(first.state());
    expect(() => make({ config: { shuffle: false } }).restore(state)).to.throw('other rows, or another order');
    expect(() => make({ config: { seed: 6 } }).restore(state)).to.throw('initial weights are not those');
  });
});
