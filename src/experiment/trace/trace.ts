/**
 * Batch norm by hand, on a batch that training really takes. The rows, the initial weights and the steps before are those of the
 * arm `batchnorm` of a comparison. The step itself is then computed in float64, by the reference kernels, so that every number of
 * it can be shown.
 */

import { UserError } from '../../base/errors.ts';
import { formatCount, plural, significant } from '../../base/text/format.ts';
import type { Warn, Warning } from '../../base/warn.ts';
import type { LoadedData } from '../../data/load.ts';
import { defaultBudget } from '../../data/reading/memory-budget.ts';
import type { TableProgress } from '../../data/reading/read-table.ts';
import type { TraceEvent } from '../../events/events.ts';
import { chooseEngine } from '../../kernels/engine.ts';
import type { Targets } from '../../kernels/kernels.ts';
import { reference } from '../../kernels/reference/reference.ts';
import { traceBatchNorm } from '../../network/batchnorm-trace.ts';
import { BatchNorm, conventions } from '../../network/layers/batch-norm.ts';
import { LossTotals } from '../../network/loss/totals.ts';
import { Network } from '../../network/network.ts';
import type { Config } from '../../settings/config.ts';
import { allocateLike } from '../../training/batch.ts';
import type { Run, Trainer } from '../../training/trainer.ts';
import { makeTask, trainedRows } from '../arm-tasks.ts';
import { armOf, resolveArms, sharedConfig } from '../arms.ts';
import { readInitial } from '../init-from.ts';
import { loadForExperiment } from '../loading.ts';
import { makeTrainer } from '../make-trainer.ts';
import { readyExperiment } from '../ready.ts';
import { checkBatchSize } from '../spec.ts';
import { traceNodes } from './nodes.ts';
import { checkTraced, type TraceRequest } from './request.ts';

export interface TraceContext {
  readonly threads: number;
  readonly warn: Warn;
  /** Called with the progress of reading a file. */
  reading?(progress: TableProgress): void;
  /** Called after steps of training. */
  trained?(steps: number): void;
}

/** Throws UserError. */
export async function traceBatch(
  paths: readonly string[],
  settings: Config,
  request: TraceRequest,
  { threads, warn, reading, trained }: TraceContext,
): Promise<TraceEvent> {
  checkTraced(request, settings);
  const given = { ...settings, batchSize: request.rows };
  const arms = resolveArms([armOf('batch')], given);
  const asked = { command: 'compare', paths, arms, config: sharedConfig(arms, given) } as const;
  checkBatchSize(asked);
  const initial = readInitial(asked);
  const engine = chooseEngine(given.engine, warn, given.blas);
  const warnings: Warning[] = [];
  const budget = given.memory ?? defaultBudget();
  const options = { experiment: asked, engine, warnings, budget, checkpoint: null, initial };
  const listener = { event: () => {}, reading: (progress: TableProgress) => reading?.(progress) };
  const data = await loadForExperiment(options, threads, [listener]).finally(() => {
    for (const { message, code } of warnings) warn(message, code);
  });
  try {
    checkRows(request, data);
    const experiment = readyExperiment(asked, data);
    const task = await makeTask(experiment, experiment.arms[0]!, data, engine, null);
    const trainer = makeTrainer({ ...task, initial: initial?.layers ?? null, control: new Int32Array(1) });
    try {
      await trainUntil(trainer, request.step, trained);
      return traceStep(trainer.run, data, request);
    } finally {
      trainer.close();
    }
  } finally {
    data.close();
  }
}

/** Throws UserError. */
function checkRows({ rows }: TraceRequest, data: LoadedData): void {
  const most = trainedRows(data);
  if (rows <= most) return;
  throw new UserError(
    `⟪rows⟫: got ${rows}, and ${data.description.paths[0]} has ${plural(most, 'training row')}; ` +
      `give ${formatCount(most)} or fewer`,
  );
}

/** Trains until only `step` is left to do. Throws UserError if training has no such step. */
async function trainUntil(trainer: Trainer, step: number, trained: TraceContext['trained']): Promise<void> {
  const { batches, config } = trainer.run;
  const total = config.epochs * batches.count;
  if (step > total) {
    const way = `give ${formatCount(total)} or fewer, or more ⟪epochs⟫`;
    throw new UserError(`⟪step⟫: got ${step}, and training has ${plural(total, 'step')}; ${way}`);
  }
  while (trainer.steps < step - 1 && !trainer.finished) {
    trainer.advance(step - 1 - trainer.steps);
    trained?.(trainer.steps);
    // Lets the event loop notice Ctrl-C between epochs.
    await new Promise(resolve => setImmediate(resolve));
  }
  const diverged = step > 1 && !Number.isFinite(trainer.progress.loss);
  if (trainer.steps === step - 1 && !diverged) return;
  const how = diverged ? 'diverged in' : 'ended early, after';
  throw new UserError(
    `⟪step⟫: got ${step}, and training ${how} step ${trainer.steps}; give ${formatCount(trainer.steps)} or fewer`,
  );
}

/** The event of the step that comes next. */
function traceStep(run: Run, data: LoadedData, { step, layer, units }: TraceRequest): TraceEvent {
  const { description } = data;
  const { config, batches, network } = run;
  const { widths, bnEps: eps, bnMomentum, bnStats } = network.spec;
  const { batch, targets, loss, running } = computeStep(run, step, layer);
  const { nodes, difference } = traceNodes(batch, traceBatchNorm(batch), units);
  return {
    event: 'trace',
    paths: description.paths,
    target: description.target,
    widths,
    activation: config.activation,
    seed: config.seed,
    trainRows: trainedRows(data),
    epoch: Math.floor((step - 1) / batches.count) + 1,
    step,
    batchSize: config.batchSize,
    layer,
    N: batch.N,
    D: batch.D,
    eps,
    bnMomentum,
    loss,
    targets: Array.from(targets, target => targetText(target, data)),
    units,
    nodes,
    running: running.map(({ name, before, after }) => ({
      name,
      formula: runningFormula(name, bnMomentum, conventions[bnStats].unbiased),
      before: units.map(unit => before[unit - 1]!),
      after: units.map(unit => after[unit - 1]!),
    })),
    difference,
  };
}

/** Takes the step as far as its gradients, in float64, from the state that the run is in. */
function computeStep({ network: trained, batches, train, task, config }: Run, step: number, layer: number) {
  const network = new Network({ ...trained.spec, capacity: config.batchSize }, reference, 'float64', 'separate');
  network.blocks.parameters.set(trained.blocks.parameters);
  network.blocks.buffers.set(trained.blocks.buffers);
  const { layers, input, doutput } = network;
  const [features, outputs] = [network.spec.widths[0]!, network.spec.widths.at(-1)!];

  const index = (step - 1) % batches.count;
  if (index === 0) batches.beginEpoch();
  const begin = batches.seek(index);
  const N = batches.size(index);
  const gathered = <T extends Targets>(values: T): T => {
    const ofBatch = allocateLike(values, N, reference.memory);
    reference.gatherTargets(ofBatch, values, batches.positions, begin, N);
    return ofBatch;
  };
  const targets = gathered(train.targets);
  const weights = train.weights && gathered(train.weights);
  reference.gather(input, 'x' in train ? train.x : batches.windows!.x, batches.slots, begin, N, features);

  const norm = layers.filter(each => each instanceof BatchNorm)[layer - 1]!;
  const at = layers.indexOf(norm);
  const before = [norm.runningMean, norm.runningVar].map(({ view }) => view.slice());
  const outs = [input];
  for (const each of layers) outs.push(each.forward(outs.at(-1)!, N, 'train'));
  const totals = new LossTotals(task, reference, 0, config.labelSmoothing ?? 0);
  totals.add(doutput, outs.at(-1)!, targets, weights, N, outputs);
  let dout = doutput;
  for (const each of layers.slice(at + 1).reverse()) dout = each.backward(dout, N)!;

  const [gamma, beta] = [norm.gamma.view, norm.beta.view];
  const eps = Float64Array.of(network.spec.bnEps);
  const running = [
    { name: 'runningMean', before: before[0]!, after: norm.runningMean.view },
    { name: 'runningVar', before: before[1]!, after: norm.runningVar.view },
  ] as const;
  const batch = { x: outs[at]!, dout, gamma, beta, eps, N, D: norm.width };
  return { batch, targets, loss: totals.batchLoss, running };
}

function targetText(target: number, { description: { classes }, targetMean, targetDeviation }: LoadedData): string {
  return classes === null ? significant(targetMean + targetDeviation * target) : classes[target]!;
}

/** BatchNorm's rule, with the weights as numbers. */
function runningFormula(name: 'runningMean' | 'runningVar', momentum: number, isUnbiased: boolean): string {
  const batch = name === 'runningMean' ? 'mean' : isUnbiased ? 'var · N / (N - 1)' : 'var';
  return `${Number((1 - momentum).toPrecision(12))} · ${name} + ${momentum} · ${batch}`;
}
