/**
 * Training one arm: minibatch SGD on a network that is already initialized. A generator, so that whoever drives it
 * decides when the next step is done and can do other things between steps, such as training the other arm.
 */

import type { Batches } from '../data/batches.ts';
import type { Dataset } from '../data/dataset.ts';
import type { Targets } from '../kernels/kernels.ts';
import { LossTotals, type Task } from '../model/loss.ts';
import type { Network } from '../model/network.ts';
import type { Config } from './config.ts';
import type { Arm, EpochEvent, Progress, ResultEvent, StepEvent, WarningEvent } from './events.ts';
import { learningRate } from './schedule.ts';

export interface Run {
  arm: Arm;
  task: Task;
  network: Network;
  train: Dataset;
  validation: Dataset | null;
  batches: Batches;
  config: Config;
  /** One unit of a regression target in the target's own units. */
  targetDeviation: number;
}

export class Trainer {
  readonly #run: Run;
  readonly #totals: LossTotals;
  readonly #evaluation: LossTotals;
  readonly #batchTargets: Targets;
  readonly #totalSteps: number;
  #epoch = 0;
  #step = 0;
  #milliseconds = 0;
  #batchLoss = Number.NaN;
  #best: EpochEvent | undefined;
  #bestLoss = Number.POSITIVE_INFINITY;
  #last: EpochEvent | undefined;
  #diverged = false;
  #stoppedEarly = false;
  #finished = false;
  readonly #initHash: string;

  constructor(run: Run) {
    this.#run = run;
    this.#totals = new LossTotals(run.task, run.network.kernels);
    this.#batchTargets = allocateTargets(run);
    this.#evaluation = new LossTotals(run.task, run.network.kernels);
    this.#totalSteps = run.config.epochs * run.batches.count;
    this.#initHash = run.network.weightHash();
  }

  /** Events as they come; null after each step that has nothing to say. */
  *train(): Generator<StepEvent | EpochEvent | WarningEvent | null, void> {
    const { config, batches } = this.#run;
    yield this.#finishEpoch(this.#evaluate(this.#run.train));
    while (this.#epoch < config.epochs && !this.#diverged && !this.#stoppedEarly) {
      this.#epoch++;
      this.#totals.reset();
      this.#beginEpoch();
      for (let index = 0; index < batches.count && !this.#diverged; index++) yield this.#trainStep(index);
      yield this.#finishEpoch(this.#diverged ? { loss: Number.NaN, score: Number.NaN } : this.#totals);
      this.#stoppedEarly = !this.#diverged && this.#outOfPatience();
    }
    this.#finished = true;
    if (this.#diverged) yield { event: 'warning', message: this.#adviceOnDivergence() };
  }

  get arm(): Arm {
    return this.#run.arm;
  }

  /** Whether there is a result to speak of: epoch 0 was evaluated. */
  get hasBegun(): boolean {
    return this.#last !== undefined;
  }

  /** Digests of the order of the batches, up to each epoch. */
  get orderHashes(): readonly string[] {
    return this.#run.batches.hashes;
  }

  get progress(): Progress {
    return {
      arm: this.#run.arm,
      epoch: this.#epoch,
      step: this.#step,
      totalSteps: this.#totalSteps,
      loss: this.#epoch === 0 ? (this.#last?.trainLoss ?? Number.NaN) : this.#totals.loss,
      score: this.#epoch === 0 ? (this.#last?.trainScore ?? Number.NaN) : this.#totals.score,
    };
  }

  /** The result of all epochs so far; of a run that has not come to its end, an interrupted one. */
  result(): ResultEvent {
    const { arm, config, batches } = this.#run;
    const best = this.#best!;
    const last = this.#last!;
    return {
      event: 'result',
      arm,
      seed: config.seed,
      epochs: this.#epoch,
      steps: this.#step,
      seconds: this.#milliseconds / 1000,
      diverged: this.#diverged,
      stoppedEarly: this.#stoppedEarly,
      interrupted: !this.#finished,
      best: {
        epoch: best.epoch,
        step: best.step,
        validationLoss: best.validationLoss,
        validationScore: best.validationScore,
        ...this.#rmse(best),
      },
      final: {
        trainLoss: last.trainLoss,
        validationLoss: last.validationLoss,
        validationScore: last.validationScore,
        ...this.#rmse(last),
      },
      initHash: this.#initHash,
      orderHash: batches.hashes.at(-1) ?? '',
    };
  }

  /** Shuffling is part of training. */
  #beginEpoch(): void {
    const began = performance.now();
    this.#run.batches.beginEpoch();
    this.#milliseconds += performance.now() - began;
  }

  #trainStep(index: number): StepEvent | null {
    const { network, train, batches, config, arm } = this.#run;
    const { kernels, input, doutput, spec } = network;
    const began = performance.now();
    const begin = batches.begin(index);
    const rows = batches.size(index);
    kernels.gather(input, train.x, batches.order, begin, rows, spec.widths[0]!);
    kernels.gatherTargets(this.#batchTargets, train.targets, batches.order, begin, rows);

    const outputs = network.forward(input, rows, 'train');
    const loss = this.#totals.add(doutput, outputs, this.#batchTargets, rows, spec.widths.at(-1)!);
    this.#step++;
    const rate = learningRate(config, this.#step, this.#totalSteps);
    this.#diverged = !Number.isFinite(loss);
    if (!this.#diverged) this.#update(rows, rate);
    this.#batchLoss = loss;
    this.#milliseconds += performance.now() - began;

    if (config.logSteps === null || this.#step % config.logSteps !== 0) return null;
    return { event: 'step', arm, seed: config.seed, epoch: this.#epoch, step: this.#step, loss, learningRate: rate };
  }

  #update(rows: number, rate: number): void {
    const { network, config } = this.#run;
    const { kernels, blocks } = network;
    const size = network.parameterCount;
    network.backward(rows);
    if (config.clipNorm !== null) {
      const norm = Math.sqrt(kernels.sumOfSquares(blocks.gradients, size));
      if (norm > config.clipNorm) kernels.scale(blocks.gradients, config.clipNorm / norm, size);
    }
    kernels.sgdStep(
      blocks.parameters,
      blocks.velocity,
      blocks.gradients,
      rate,
      config.momentum,
      config.nesterov,
      config.weightDecay,
      blocks.decayed,
      size,
    );
  }

  /** Loss and score of all rows of a dataset, in eval mode. */
  #evaluate(dataset: Dataset): { loss: number; score: number } {
    const { network } = this.#run;
    const { widths, capacity } = network.spec;
    const features = widths[0]!;
    const totals = this.#evaluation;
    totals.reset();
    for (let begin = 0; begin < dataset.rows; begin += capacity) {
      const rows = Math.min(capacity, dataset.rows - begin);
      const x = dataset.x.subarray(begin * features, (begin + rows) * features);
      const outputs = network.forward(x, rows, 'eval');
      totals.add(null, outputs, dataset.targets.subarray(begin, begin + rows), rows, widths.at(-1)!);
    }
    return { loss: totals.loss, score: totals.score };
  }

  #finishEpoch(training: { loss: number; score: number }): EpochEvent {
    const { arm, config } = this.#run;
    const validation = this.#run.validation === null || this.#diverged ? null : this.#evaluate(this.#run.validation);
    const epoch: EpochEvent = {
      event: 'epoch',
      arm,
      seed: config.seed,
      epoch: this.#epoch,
      step: this.#step,
      trainLoss: training.loss,
      trainScore: training.score,
      validationLoss: validation?.loss ?? null,
      validationScore: validation?.score ?? null,
      seconds: this.#milliseconds / 1000,
    };
    const watched = validation?.loss ?? training.loss;
    // Before training, running statistics may be as far off as they like: only training can diverge.
    if (this.#epoch > 0 && !Number.isFinite(watched)) this.#diverged = true;
    if (this.#best === undefined || watched < this.#bestLoss) {
      this.#best = epoch;
      this.#bestLoss = Number.isFinite(watched) ? watched : Number.POSITIVE_INFINITY;
    }
    this.#last = epoch;
    return epoch;
  }

  #outOfPatience(): boolean {
    const { patience } = this.#run.config;
    return patience !== null && this.#epoch - this.#best!.epoch >= patience;
  }

  #rmse(epoch: EpochEvent): { rmse?: number } {
    if (this.#run.task !== 'regression') return {};
    return { rmse: Math.sqrt(epoch.validationLoss ?? epoch.trainLoss) * this.#run.targetDeviation };
  }

  #adviceOnDivergence(): string {
    const { arm, config } = this.#run;
    const ways = [`a lower --lr (${config.lr} now)`];
    if (config.clipNorm === null) ways.push('--clip-norm 1');
    if (config.weightDecay > 1) ways.push(`a lower --weight-decay (${config.weightDecay} now)`);
    if (!config.standardize) ways.push('leaving out --no-standardize');
    if (config.initScale > 1) ways.push(`a lower --init-scale (${config.initScale} now)`);
    const what = Number.isFinite(this.#batchLoss) ? 'its validation loss' : 'its loss';
    const where = `in epoch ${this.#epoch}, at step ${this.#step}`;
    return `${arm} diverged ${where}: ${what} is not a finite number. Try ${ways.join(', or ')}`;
  }
}

/** Room for the targets of a batch, of the kind that the dataset's are. */
function allocateTargets({ network, train }: Run): Targets {
  const { memory } = network.kernels;
  const { capacity } = network.spec;
  if (train.targets instanceof Int32Array) return memory.int32(capacity);
  return memory.floats(capacity, train.targets instanceof Float32Array ? 'float32' : 'float64');
}
