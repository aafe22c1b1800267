import { expect } from 'chai';
import type { TrainingEvent } from '../../src/events/events.ts';
import { type ArmMessage, type ArmTask, trainArms } from '../../src/experiment/arm.ts';
import { chooseEngine, memoryOf } from '../../src/kernels/engine.ts';
import type { Attachment, ObservedTrainer } from '../../src/training/attachment.ts';
import { trainingConfig } from '../support/configs.ts';

const ROWS = 40;
const BATCH = 8;
const EPOCHS = 3;
const STEPS = (EPOCHS * ROWS) / BATCH;

interface Call {
  name: 'afterSteps' | 'end';
  step: number;
  event: TrainingEvent | null;
  /** Messages that were sent before. */
  sent: number;
}

/** Writes down how it is called, and looks at all that it can see. */
class Recorder implements Attachment {
  readonly calls: Call[] = [];
  readonly #every: number | null;
  /** What the run sends. */
  sent: readonly ArmMessage[] = [];
  readonly #failure: string | null;

  constructor(failure: string | null = null, every: number | null = null) {
    this.#failure = failure;
    this.#every = every;
  }

  stepsUntilCall(done: number): number {
    return this.#every === null ? Number.POSITIVE_INFINITY : this.#every - (done % this.#every);
  }

  afterSteps(trainer: ObservedTrainer, event: TrainingEvent | null): void {
    this.#record('afterSteps', trainer, event);
  }

  end(trainer: ObservedTrainer): string | null {
    this.#record('end', trainer, null);
    return this.#failure;
  }

  #record(name: Call['name'], trainer: ObservedTrainer, event: TrainingEvent | null): void {
    structuredClone(trainer.state());
    this.calls.push({ name, step: trainer.steps, event, sent: this.sent.length });
  }
}

/** Trains one arm on rows that are always the same: what it sends. */
function run(attachments: readonly Attachment[], control = new Int32Array(1), rows = ROWS): ArmMessage[] {
  const engine = chooseEngine('plain', message => expect.fail(message));
  const memory = memoryOf(engine);
  const x = memory.floats(2 * rows, 'float32');
  for (let i = 0; i < x.length; i++) x[i] = Math.sin(i);
  const targets = memory.int32(rows);
  for (let n = 0; n < rows; n++) targets[n] = n % 3;
  const train = { x, targets, weights: null, rows };
  const task: ArmTask = {
    arm: 'batchnorm',
    config: trainingConfig({ epochs: EPOCHS, batchSize: BATCH, layers: [5], logSteps: 4 }),
    task: 'classification',
    widths: [2, 5, 3],
    train,
    validation: train,
    targetDeviation: 1,
    minBatch: 1,
    engine,
    record: true,
    control,
  };
  const sent: ArmMessage[] = [];
  for (const attachment of attachments) if (attachment instanceof Recorder) attachment.sent = sent;
  trainArms([task], message => sent.push(message), {
    open: () => expect.fail('nothing is stored'),
    attach: () => [...attachments],
  });
  return sent;
}

const events = (sent: readonly ArmMessage[]) =>
  sent.flatMap(message => (message.kind === 'event' ? [message.event] : []));
const resultOf = (sent: readonly ArmMessage[]) => {
  const last = sent.at(-1)!;
  return last.kind === 'result' ? last : expect.fail('the result comes last');
};
const timeless = (sent: readonly ArmMessage[]) =>
  [...events(sent), resultOf(sent).result].map(event => ({ ...event, seconds: 0 }));

describe('what is attached to a trainer', () => {
  it('is called after each event except the last, and once at the end, before the result', () => {
    const recorder = new Recorder();
    const sent = run([recorder]);
    const between = recorder.calls.filter(({ name }) => name === 'afterSteps');
    const seen = between.flatMap(({ event }) => (event === null ? [] : [event]));
    expect(seen).to.deep.equal(events(sent).slice(0, -1));
    for (const { event, sent: count } of between) {
      if (event !== null) expect(sent.slice(0, count)).to.deep.include({ kind: 'event', arm: 'batchnorm', event });
    }
    const ends = recorder.calls.filter(({ name }) => name === 'end');
    expect(ends.map(({ step, sent: count }) => [step, count])).to.deep.equal([[STEPS, sent.length - 1]]);
    expect(recorder.calls.at(-1)).to.equal(ends[0]);
  });

  it('is called in the order in which it was attached', () => {
    const order: string[] = [];
    const named = (name: string): Attachment => ({
      afterSteps: () => void order.push(name),
      end: () => {
        order.push(`${name} ends`);
        return null;
      },
    });
    run([named('a'), named('b')]);
    expect(order.slice(0, 4)).to.deep.equal(['a', 'b', 'a', 'b']);
    expect(order.slice(-2)).to.deep.equal(['a ends', 'b ends']);
  });

  it('is called at every step that it requests', () => {
    for (const every of [1, 7]) {
      const recorder = new Recorder(null, every);
      run([recorder]);
      const steps = new Set(recorder.calls.map(({ step }) => step));
      for (let step = every; step < STEPS; step += every) expect([...steps], `every ${every}`).to.include(step);
    }
  });

  it('changes no bit of a run', () => {
    const without = run([]);
    const attached = run([new Recorder(null, 1), new Recorder(null, 3)]);
    expect(timeless(attached)).to.deep.equal(timeless(without));
    expect(resultOf(attached).orderHashes).to.deep.equal(resultOf(without).orderHashes);
  });

  it('ends when the run is interrupted, and the result carries the first error', () => {
    const recorders = [new Recorder(), new Recorder('a'), new Recorder('b')];
    const sent = run(recorders, Int32Array.of(1));
    expect(resultOf(sent).result).to.include({ interrupted: true, steps: 0 });
    expect(resultOf(sent).failure).to.equal('a');
    for (const { calls } of recorders) expect(calls.map(({ name }) => name)).to.deep.equal(['end']);
  });

  it('is not called when a run is interrupted before epoch 0 of many rows is evaluated, which has no result', () => {
    const recorder = new Recorder('a failure');
    const sent = run([recorder], Int32Array.of(1), 1000);
    expect(events(sent)).to.deep.equal([]);
    expect(resultOf(sent)).to.deep.include({ arm: 'batchnorm', result: null, failure: null, kept: null });
    expect(recorder.calls).to.deep.equal([]);
  });
});
