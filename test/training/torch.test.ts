import { expect } from 'chai';
import { Batches } from '../../src/data/batches/batches.ts';
import type { EpochEvent, StepEvent, TrainingEvent } from '../../src/events/events.ts';
import type { FloatWidth } from '../../src/kernels/memory.ts';
import { heap } from '../../src/kernels/reference/heap-memory.ts';
import { reference } from '../../src/kernels/reference/reference.ts';
import { Network } from '../../src/network/network.ts';
import type { Norm } from '../../src/network/plan.ts';
import { Trainer } from '../../src/training/trainer.ts';
import { expectClose } from '../support/close.ts';
import { trainingConfig } from '../support/configs.ts';
import { load } from '../support/data.ts';
import { fixturePath, readJson, readSafetensors, transpose } from '../support/fixtures.ts';

/** SGD has no betas. */
function optimizerOf({ optimizer = 'sgd', betas }: { optimizer?: string; betas?: number[] }) {
  return optimizer === 'sgd' ? { optimizer } : { optimizer, betas };
}

/** Trains the fixture's network on the fixture's rows, as the program would. */
async function train(fixture: string, width: FloatWidth) {
  const expected = readJson(`torch/${fixture}/expected.json`);
  const given = {
    layers: expected.widths.slice(1, -1),
    activation: expected.activation,
    epochs: expected.epochs,
    batchSize: expected.batch_size,
    lr: expected.learning_rate,
    weightDecay: expected.weight_decay,
    ...optimizerOf(expected),
    schedule: expected.schedule ?? 'constant',
    labelSmoothing: expected.label_smoothing ?? null,
    average: expected.average ?? null,
    minBatch: expected.min_batch ?? null,
    validation: 0,
    shuffle: false,
    standardize: false,
    logSteps: 1,
  };
  const config = trainingConfig(given);
  const data = await load(fixturePath(`torch/${fixture}/data.csv`), given, { width });
  expect(data.warnings).to.deep.equal([]);
  const { bnMomentum, bnEps, bnStats, activation } = config;
  const norm: Norm = expected.norm ?? (expected.batch_norm ? 'batch' : 'none');
  const capacity = data.train.rows;
  const spec = { widths: expected.widths, activation, norm, bnMomentum, bnEps, bnStats, capacity };
  const network = new Network(spec, reference, width);
  const initial = readSafetensors(`torch/${fixture}/init.safetensors`);
  for (const tensor of [...network.parameters, ...network.buffers]) {
    const { shape, values } = initial.get(tensor.name)!;
    tensor.view.set(shape.length === 2 ? transpose(values, shape[0]!, shape[1]!) : values);
  }
  const batches = new Batches({
    rows: data.train.rows,
    batchSize: config.batchSize,
    random: null,
    minBatch: config.minBatch ?? (norm === 'batch' ? 2 : 1),
    memory: heap,
  });
  const { train: rows, targetDeviation } = data;
  const { task } = data.description;
  const run = { arm: 'baseline', task, network, train: rows, validation: rows } as const;
  const trainer = new Trainer({ ...run, batches, rowBuffer: null, config, targetDeviation, keep: 'last' });
  const events: (TrainingEvent | null)[] = [];
  while (!trainer.finished) events.push(trainer.advance(100));
  const steps = events.filter((event): event is StepEvent => event?.event === 'step');
  const epochs = events.filter((event): event is EpochEvent => event?.event === 'epoch');
  return { expected, network, steps, epochs, kept: trainer.kept()! };
}

describe('training from the initial weights of PyTorch', () => {
  for (const fixture of ['relu-bn', 'relu-none', 'adam-bn', 'adamw-layer', 'sgd-layer', 'tabular-bn']) {
    for (const [width, relative] of [
      ['float32', 1e-4],
      ['float64', 1e-9],
    ] as const) {
      it(`has PyTorch's losses step by step, and its final weights (${fixture}, ${width})`, async () => {
        const { expected, network, steps, epochs, kept } = await train(fixture, width);
        expectClose(
          steps.map(step => step.loss),
          expected.step_loss_before_update,
          { relative, what: 'loss of step' },
        );
        const evaluated = epochs.slice(1).map(epoch => epoch.validationLoss!);
        expectClose(evaluated, expected.eval_mode_loss_on_all_rows_after_each_epoch, { relative, what: 'eval loss' });
        const tensors = [...network.parameters, ...network.buffers];
        expect(tensors.map(tensor => tensor.name)).to.have.members(Object.keys(expected.final_state));
        for (const { name, shape, view } of tensors) {
          const stored = expected.final_state[name];
          const values = shape.length === 2 ? transpose(stored, shape[1]!, shape[0]!) : stored;
          expectClose(view, values, { relative, absolute: relative / 100, what: name });
          if (expected.average === undefined || expected.final_average[name] === undefined) continue;
          const average = expected.final_average[name];
          const wanted = shape.length === 2 ? transpose(average, shape[1]!, shape[0]!) : average;
          const { values: found } = kept.tensors.find(tensor => tensor.name === name)!;
          expectClose(found, wanted, { relative, absolute: relative / 100, what: `average of ${name}` });
        }
      });
    }
  }
});
