import { expect } from 'chai';
import { Random } from '../../src/base/numbers/random.ts';
import type { ProbeEvent, TrainingEvent } from '../../src/events/events.ts';
import { type ArmMessage, type ArmTask, trainArms } from '../../src/experiment/arm.ts';
import { loadAttachments } from '../../src/experiment/attachments.ts';
import { makeTrainer } from '../../src/experiment/make-trainer.ts';
import { chooseEngine, memoryOf } from '../../src/kernels/engine.ts';
import type { GivenSettings } from '../../src/settings/config.ts';
import { trainingConfig } from '../support/configs.ts';
import { matrixSource } from '../support/rows.ts';

const FEATURES = 3;
const PROBED = { probeSteps: 3, landscapeSteps: 4, landscapeMultipliers: '1,3' };

interface Case {
  readonly config?: GivenSettings;
  readonly task?: ArmTask['task'];
  readonly rows?: number;
  readonly weighted?: boolean;
  /** Rows of a window; absent is all in memory. */
  readonly windowRows?: number;
  /** The rows that a network of an ensemble learns from. */
  readonly index?: readonly number[];
  readonly engine?: 'plain' | 'reference';
}

/** A task on rows that are always the same. */
function taskOf(given: Case, config: GivenSettings = {}): ArmTask {
  const { task = 'classification', rows = 41, weighted = false, windowRows, index } = given;
  const engine = chooseEngine(given.engine ?? 'plain', message => expect.fail(message));
  const memory = memoryOf(engine);
  const random = Random.stream(1, 'gradcheck');
  const filled = <T extends Float32Array | Int32Array>(values: T, value: (n: number) => number) => {
    for (let n = 0; n < values.length; n++) values[n] = value(n);
    return values;
  };
  const floats = (size: number) => memory.floats(size, 'float32') as Float32Array;
  const x = filled(floats(rows * FEATURES), () => random.normal());
  const isRegression = task === 'regression';
  const targets = isRegression ? filled(floats(rows), () => random.normal()) : filled(memory.int32(rows), n => n % 3);
  const weights = weighted ? filled(floats(rows), n => 0.5 + (n % 4)) : null;
  const labels = { targets, weights, rows: index?.length ?? rows };
  const inMemory = {
    ...labels,
    x,
    ...(index === undefined ? {} : { index: filled(memory.int32(index.length), n => index[n]!) }),
  };
  return {
    arm: 'batchnorm',
    ...(index === undefined ? {} : { part: 2 }),
    task,
    config: trainingConfig({ epochs: 3, batchSize: 8, layers: [6, 4], lr: 0.05, ...given.config, ...config }),
    widths: [FEATURES, 6, 4, isRegression ? 1 : 3],
    train: windowRows === undefined ? inMemory : { ...labels, stored: x },
    validation: { x, targets, weights, rows },
    ...(windowRows === undefined ? {} : { windowRows }),
    targetDeviation: 2,
    minBatch: 2,
    engine,
    keep: 'best',
    record: true,
    control: new Int32Array(1),
  };
}

const open = (rows: unknown) => matrixSource(rows as Float32Array, FEATURES);

async function train(task: ArmTask) {
  const sent: ArmMessage[] = [];
  const attach = await loadAttachments([task]);
  trainArms([task], message => sent.push(structuredClone(message)), { open, attach });
  const events = sent.flatMap(message => (message.kind === 'event' ? [message.event] : []));
  const end = sent.at(-1)!;
  if (end.kind !== 'result') return expect.fail('the result comes last');
  return { events, result: { ...end.result, seconds: 0 }, orderHashes: end.orderHashes, kept: end.kept };
}

const isProbing = ({ event }: TrainingEvent) => ['probe', 'gradients', 'landscape'].includes(event);
const timeless = (events: readonly TrainingEvent[]) =>
  events.map(event => ('seconds' in event ? { ...event, seconds: 0 } : event));
const probesIn = (events: readonly TrainingEvent[]) =>
  events.filter((event): event is ProbeEvent => event.event === 'probe');

const cases: Record<string, Case> = {
  'without batch norm': { config: { norm: 'none' } },
  'with momentum and weight decay': { config: { momentum: 0.9, nesterov: true, weightDecay: 0.1 } },
  'with adamw, an average and a limit on the gradient': {
    config: { optimizer: 'adamw', weightDecay: 0.1, average: 0.9, clipNorm: 0.1, schedule: 'cosine' },
  },
  'with layer norm and tanh': { config: { norm: 'layer', activation: 'tanh' } },
  'with gelu and smoothed labels': { config: { activation: 'gelu', labelSmoothing: 0.2 } },
  'that logs steps and validates within epochs': { config: { logSteps: 2, validateEvery: 2 } },
  'of regression with weights': { task: 'regression', weighted: true },
  'of the reference': { engine: 'reference' },
  'on stored rows': { windowRows: 16, config: { validateEvery: 3 } },
  'of more rows than a probe has': { rows: 1500 },
  'of a network of an ensemble': { index: [0, 3, 4, 8, 9, 11, 13, 20, 22, 25, 26, 30, 31, 35, 40] },
  'that diverges': { config: { norm: 'none', lr: 1e30, epochs: 2 } },
};

describe('a run with probes', () => {
  for (const [name, given] of Object.entries(cases)) {
    it(`has every other bit of the run without (${name})`, async () => {
      const without = await train(taskOf(given));
      const probed = await train(taskOf(given, PROBED));
      const others = probed.events.filter(event => !isProbing(event));
      expect(timeless(others)).to.deep.equal(timeless(without.events));
      const { events: _, ...outcome } = probed;
      expect(outcome).to.deep.equal({ result: without.result, orderHashes: without.orderHashes, kept: without.kept });
      expect(probed.events.some(({ event }) => event === 'landscape')).to.equal(without.result.steps! >= 4);
    });
  }

  it('has the same probes whatever else looks at it', async () => {
    const probing = async (config: GivenSettings) =>
      (await train(taskOf({}, { ...PROBED, ...config }))).events.filter(isProbing);
    const alone = await probing({});
    expect(await probing({ logSteps: 1, validateEvery: 2 })).to.deep.equal(alone);
    const everyStep = await probing({ probeSteps: 1, landscapeSteps: 1 });
    for (const event of alone) expect(everyStep).to.deep.include(event);
  });

  it('has them right after the step, and that of step 0 after epoch 0', async () => {
    const { events } = await train(taskOf({}, { ...PROBED, probeSteps: 5, landscapeSteps: 5, logSteps: 5 }));
    const order = events.map(event => ('step' in event ? `${event.event} ${event.step}` : event.event));
    expect(order.slice(0, 7)).to.deep.equal([
      'epoch 0',
      'probe 0',
      'step 5',
      'gradients 5',
      'landscape 5',
      'probe 5',
      'epoch 5',
    ]);
  });

  it('has the rows of the table in file order, and of many rows 1,000 that the seed decides', async () => {
    const lossOf = async (given: Case, config: GivenSettings) => {
      const [first] = probesIn((await train(taskOf(given, { ...PROBED, epochs: 1, ...config }))).events);
      return [first!.rows, first!.lossPopulation];
    };
    const same = { init: 'normal', initScale: 1e-9 };
    const [rows, loss] = await lossOf({ rows: 1500 }, same);
    expect(rows).to.equal(1000);
    expect(await lossOf({ rows: 1500, windowRows: 64 }, same)).to.deep.equal([rows, loss]);
    expect(await lossOf({ rows: 1500, config: { batchSize: 100 } }, same)).to.deep.equal([rows, loss]);
    expect((await lossOf({ rows: 999 }, same))[0]).to.equal(999);
    expect(await lossOf({}, {})).to.deep.equal(await lossOf({ windowRows: 16 }, {}));
  });

  it('reports numbers that are not finite as null', async () => {
    const { events } = await train(taskOf(cases['that diverges']!, { ...PROBED, probeSteps: 1, landscapeSteps: 1 }));
    const last = probesIn(events).at(-1)!;
    expect(last.lossPopulation).to.equal(null);
    expect(last.layers.map(({ preactivation }) => preactivation.mean)).to.include(null);
    const everything = JSON.stringify(events.filter(isProbing), (_, value) =>
      typeof value === 'number' && !Number.isFinite(value) ? expect.fail('not finite') : value,
    );
    expect(everything).to.include('null');
  });
});

describe('a run with probes that is ended and resumed', () => {
  for (const name of [
    'with momentum and weight decay',
    'that logs steps and validates within epochs',
    'that diverges',
  ]) {
    it(`emits all of them, the past ones too (${name})`, async () => {
      const given = cases[name]!;
      const attach = await loadAttachments([taskOf(given, PROBED)]);
      const probed = { ...PROBED, epochs: 2 };
      const whole = (await train(taskOf(given, probed))).events;
      let ended = false;
      for (let calls = 1; !ended; calls++) {
        const task = taskOf(given, probed);
        const first = makeTrainer(task, open);
        const [probes] = attach(task, first, () => {});
        for (let call = 0; call < calls && !first.finished; call++) {
          first.advance();
          if (!first.finished && call < calls - 1) probes!.afterSteps(first, null);
        }
        // Interrupted: only `end` is called after the last steps.
        probes!.end(first);
        ended = first.finished;
        const state = structuredClone(first.state());
        const resumed = await train({ ...taskOf(given, probed), state });
        expect(timeless(resumed.events), `after ${calls} calls`).to.deep.equal(timeless(whole));
      }
    });
  }
});
