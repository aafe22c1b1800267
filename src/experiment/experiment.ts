/**
 * An experiment: one arm, or the same network with and without batch norm on the same rows, from the same initial
 * weights, fed the same batches. The arms take turns, an epoch each, so that what else the machine does meets both.
 */

import { Batches } from '../data/batches.ts';
import { type LoadedData, loadData } from '../data/dataset.ts';
import { UserError } from '../errors.ts';
import { plural } from '../format.ts';
import { reference } from '../kernels/reference/reference.ts';
import { countParameters, Network } from '../model/network.ts';
import { Random } from '../random.ts';
import type { Config } from '../training/config.ts';
import { type Arm, type EpochEvent, FORMAT, type Listener, type TrainingEvent } from '../training/events.ts';
import { Trainer } from '../training/trainer.ts';
import { version } from '../version.ts';
import { compareArms } from './comparison.ts';

export interface Experiment {
  /** `compare` has both arms, `train` one. */
  command: 'compare' | 'train';
  path: string;
  arms: readonly Arm[];
  config: Config;
}

/** Rows of an evaluation pass, at least: larger passes are faster, up to here. */
const EVALUATION_ROWS = 256;
/** Batches, and milliseconds, of the rehearsal. */
const REHEARSAL_BATCHES = 4;
const REHEARSAL = 60;
/** Milliseconds of work between looks at signals, pipes and the terminal. */
const BREATH = 30;

/**
 * Runs it and tells the listeners everything, in order. An abort ends the arms where they are, and the results are of
 * the epochs until then.
 *
 * Throws UserError for data or settings that cannot be used.
 */
export async function runExperiment(
  experiment: Experiment,
  listeners: readonly Listener[],
  signal?: AbortSignal,
): Promise<void> {
  const emit = (event: TrainingEvent) => {
    for (const listener of listeners) listener.event(event);
  };
  const warnings: string[] = [];
  checkBatchSize(experiment);
  const data = loadData(experiment.path, experiment.config, 'float32', reference.memory, message =>
    warnings.push(message),
  );
  checkRows(experiment, data);
  const trainers = experiment.arms.map(arm => makeTrainer(experiment, arm, data));
  emit(startEvent(experiment, data));
  for (const message of [...warnings, ...remarks(experiment, data)]) emit({ event: 'warning', message });

  rehearse(experiment, data);
  const curves = await takeTurns(trainers, experiment.arms, emit, listeners, signal);
  const results = trainers.map(trainer => trainer.result());
  for (const result of results) emit(result);
  if (results.length === 2) {
    const [baseline, batchnorm] = curves.map((epochs, index) => ({ epochs, result: results[index]! }));
    emit(compareArms(baseline!, batchnorm!));
  }
  for (const listener of listeners) listener.end?.();
}

/**
 * Trains copies of the arms for a moment, step by step in turn, and throws them away. The engine compiles code when it
 * has run for a while, and the arm that comes first would pay for both.
 */
function rehearse(experiment: Experiment, data: LoadedData): void {
  const { x, targets } = data.train;
  const rows = Math.min(data.train.rows, REHEARSAL_BATCHES * experiment.config.batchSize);
  const train = { x: x.subarray(0, rows * data.description.features), targets: targets.subarray(0, rows), rows };
  const few = { ...data, train, validation: null };
  const running = experiment.arms.map(arm => makeTrainer(experiment, arm, few).train());
  const end = performance.now() + REHEARSAL;
  let ended = false;
  while (!ended) ended = running.some(run => run.next().done) || performance.now() > end;
}

/** Each arm in turn trains an epoch, until all are done. Returns each arm's epochs. */
async function takeTurns(
  trainers: readonly Trainer[],
  arms: readonly Arm[],
  emit: (event: TrainingEvent) => void,
  listeners: readonly Listener[],
  signal: AbortSignal | undefined,
): Promise<EpochEvent[][]> {
  const curves = arms.map((): EpochEvent[] => []);
  const running = trainers.map(trainer => trainer.train());
  const done = arms.map(() => false);
  let breath = performance.now();
  for (let turn = 0; done.includes(false); turn = (turn + 1) % arms.length) {
    while (!done[turn]) {
      const { value, done: ended } = running[turn]!.next();
      if (ended) done[turn] = true;
      else if (value !== null) emit(value);
      if (performance.now() - breath > BREATH) {
        for (const listener of listeners) listener.progress?.(trainers[turn]!.progress);
        await new Promise(resolve => setImmediate(resolve));
        breath = performance.now();
      }
      // An aborted arm still says what it was before training: a result needs one epoch to speak of.
      if (signal?.aborted && curves[turn]!.length > 0) done[turn] = true;
      if (value?.event === 'epoch') {
        curves[turn]!.push(value);
        for (const listener of listeners) listener.progress?.(trainers[turn]!.progress);
        break;
      }
    }
  }
  return curves;
}

function makeTrainer(experiment: Experiment, arm: Arm, data: LoadedData): Trainer {
  const { config } = experiment;
  const { train, validation, targetDeviation } = data;
  const network = makeNetwork(config, arm, data);
  network.initialize(config.init, config.initScale, Random.stream(config.seed, 'init'));
  const batches = new Batches({
    rows: train.rows,
    batchSize: config.batchSize,
    random: config.shuffle ? Random.stream(config.seed, 'order') : null,
    dropSingle: meetsBatchNorm(experiment),
    memory: network.kernels.memory,
  });
  return new Trainer({
    arm,
    task: data.description.task,
    network,
    train,
    validation,
    batches,
    config,
    targetDeviation,
  });
}

function makeNetwork(config: Config, arm: Arm, data: LoadedData): Network {
  const { activation, bnMomentum, bnEps, bnStats } = config;
  const rows = data.train.rows + (data.validation?.rows ?? 0);
  const capacity = Math.min(Math.max(config.batchSize, EVALUATION_ROWS), rows);
  const batchNorm = arm === 'batchnorm';
  const spec = { widths: widthsOf(config, data), activation, batchNorm, bnMomentum, bnEps, bnStats, capacity };
  return new Network(spec, reference, 'float32');
}

function widthsOf(config: Config, data: LoadedData): number[] {
  return [data.description.features, ...config.layers, data.outputs];
}

function startEvent(experiment: Experiment, data: LoadedData): TrainingEvent {
  const { command, arms, config } = experiment;
  const widths = widthsOf(config, data);
  const parameters = Object.fromEntries(arms.map(arm => [arm, countParameters(widths, arm === 'batchnorm')]));
  const network = { widths, activation: config.activation, parameters };
  return { event: 'start', format: FORMAT, version, command, data: data.description, network, config, arms };
}

/** Both arms leave out what the arm with batch norm cannot take, so that they stay fed alike. */
function meetsBatchNorm({ arms, config }: Experiment): boolean {
  return arms.includes('batchnorm') && config.layers.length > 0;
}

function checkBatchSize(experiment: Experiment): void {
  if (experiment.config.batchSize > 1 || !meetsBatchNorm(experiment)) return;
  throw new UserError(
    '--batch-size: got 1, takes 2 or more with batch norm: the variance of one row is 0. ' +
      "'bntrain train --no-batch-norm' takes 1",
  );
}

function checkRows(experiment: Experiment, data: LoadedData): void {
  if (data.train.rows > 1 || !meetsBatchNorm(experiment)) return;
  throw new UserError(`${experiment.path}: one training row is too few for batch norm: the variance of one row is 0`);
}

/** Things that are as asked for and yet better said. */
function remarks(experiment: Experiment, data: LoadedData): string[] {
  const { arms, config } = experiment;
  const { rows } = data.train;
  const said: string[] = [];
  if (meetsBatchNorm(experiment) && rows % config.batchSize === 1) {
    said.push(
      `1 of ${plural(rows, 'training row')} sits out each epoch${config.shuffle ? ', another each time' : ''}: it would be a ` +
        `batch of its own, and batch norm cannot train on one row. Another --batch-size than ${config.batchSize} avoids it`,
    );
  }
  if (arms.length === 2 && config.layers.length === 0) {
    said.push('--layers none leaves no place for batch norm: both arms are the same network');
  }
  const steps = config.epochs * Math.ceil(rows / config.batchSize);
  if (config.warmup >= steps) {
    said.push(`--warmup ${config.warmup} is not over by the end of training, at step ${steps}`);
  }
  return said;
}
