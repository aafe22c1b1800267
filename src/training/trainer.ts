/**
 * Training one arm: minibatch SGD on a network that is already initialized. It goes on a few steps at a time, so that
 * whoever drives it can do other things between them, such as training the other arm.
 * The clock is read once for all the steps of a call: in older versions of Node each reading is an object.
 */

import { UserError } from '../base/errors.ts';
import type { Batches } from '../data/batches/batches.ts';
import type { OpenDataset } from '../data/batches/windows.ts';
import type { Arm, EpochEvent, Progress, ResultEvent, Scores, StepEvent, WarningEvent } from '../events/events.ts';
import type { Vector } from '../kernels/kernels.ts';
import type { LossTotals } from '../network/loss/totals.ts';
import type { Network } from '../network/network.ts';
import type { Task } from '../network/tasks.ts';
import type { Config } from '../settings/config.ts';
import { Standing, watchedLoss } from './best-epoch.ts';
import { Curve, type CurveScale, type Milestone } from './curve.ts';
import { warnOfDivergence } from './divergence.ts';
import { Evaluation } from './evaluation.ts';
import { type KeptEpoch, type KeptNetwork, Snapshot } from './snapshot.ts';
import { placeOf, type TrainerState } from './state.ts';
import { Steps } from './steps.ts';

export interface Run {
  arm: Arm;
  task: Task;
  network: Network;
  train: OpenDataset;
  validation: OpenDataset | null;
  batches: Batches;
  /** Where stored rows are read to for evaluation; may be the window of the batches. Null where none are stored. */
  room: Vector | null;
  config: Config;
  /** One unit of a regression target in the target's own units. */
  targetDeviation: number;
  /** Which epoch's network to keep a copy of; null or absent is none. */
  keep?: KeptEpoch | null;
  /** Whether to keep what was told, so that there is a state to go on from another time. */
  record?: boolean;
}

/** What a pass has to show. */
type Pass = Pick<LossTotals, 'loss' | 'score' | 'classScores'>;

const NOTHING: Pass = { loss: Number.NaN, score: Number.NaN, classScores: null };

export class Trainer {
  readonly #run: Run;
  readonly #steps: Steps;
  readonly #evaluation: Evaluation;
  readonly #totalSteps: number;
  readonly #initHash: string;
  readonly #snapshot: Snapshot | null;
  #curve: Curve | null;
  /** `diverged`: what is left to say is a warning. */
  #state: 'new' | 'training' | 'diverged' | 'finished' = 'new';
  #epoch = 0;
  /** The epoch's next batch. */
  #index = 0;
  #milliseconds = 0;
  readonly #standing = new Standing();
  #diverged = false;
  #stoppedEarly = false;

  constructor(run: Run) {
    this.#run = run;
    this.#totalSteps = run.config.epochs * run.batches.count;
    // Where no rows validate, the classes' scores are those of the training passes.
    this.#steps = new Steps({ ...run, totalSteps: this.#totalSteps, scoreClasses: run.validation === null });
    this.#evaluation = new Evaluation(run.network, run.task, run.room);
    this.#initHash = run.network.weightHash();
    this.#snapshot = (run.keep ?? null) === null ? null : new Snapshot(run.network);
    this.#curve = run.record ? new Curve(curveScale(run)) : null;
  }

  /**
   * Goes on to the next event, or by at most that many steps. Null when there is nothing to say: after steps, and when
   * training is finished.
   */
  advance(steps = 1): StepEvent | EpochEvent | WarningEvent | null {
    if (this.#state === 'finished') return null;
    if (this.#state === 'diverged') return this.#warn();
    if (this.#state === 'new') return this.#endEpoch(this.#evaluation.run(this.#run.train));
    if (this.#diverged) return this.#endEpoch(NOTHING);
    if (this.#index === this.#run.batches.count) return this.#endEpoch(this.#steps.totals);
    return this.#train(steps);
  }

  /** Nothing more will come. */
  get finished(): boolean {
    return this.#state === 'finished';
  }

  get arm(): Arm {
    return this.#run.arm;
  }

  /** Done so far. */
  get steps(): number {
    return this.#steps.count;
  }

  /** Whether there is a result to speak of: epoch 0 was evaluated. */
  get hasBegun(): boolean {
    return this.#standing.last !== undefined;
  }

  /** Lets go of stored rows. */
  close(): void {
    const { train, validation } = this.#run;
    for (const dataset of [train, validation]) if (dataset !== null && 'source' in dataset) dataset.source.close();
  }

  /** Digests of the order of the batches, up to each epoch, or each window of it where rows are stored. */
  get orderHashes(): readonly string[] {
    return this.#run.batches.hashes;
  }

  get progress(): Progress {
    return {
      arm: this.#run.arm,
      epoch: this.#epoch,
      step: this.#steps.count,
      totalSteps: this.#totalSteps,
      loss: this.#epoch === 0 ? (this.#standing.last?.trainLoss ?? Number.NaN) : this.#steps.totals.loss,
      score: this.#epoch === 0 ? (this.#standing.last?.trainScore ?? Number.NaN) : this.#steps.totals.score,
    };
  }

  /** The result of all epochs so far; of a run that has not come to its end, an interrupted one. */
  result(): ResultEvent {
    return {
      event: 'result',
      arm: this.arm,
      seed: this.#run.config.seed,
      epochs: this.#epoch,
      steps: this.#steps.count,
      seconds: this.#milliseconds / 1000,
      diverged: this.#diverged,
      stoppedEarly: this.#stoppedEarly,
      interrupted: !this.finished,
      ...this.#standing.told(),
      initHash: this.#initHash,
      orderHash: this.#run.batches.hashes.at(-1) ?? '',
    };
  }

  /**
   * All that decides what comes next, of a run that records and has begun. The arrays are the trainer's own, and change
   * when it goes on.
   */
  state(): TrainerState {
    const { network, batches } = this.#run;
    const { parameters, buffers } = network.blocks;
    return {
      steps: this.#steps.count,
      milliseconds: this.#milliseconds,
      initHash: this.#initHash,
      orderHash: batches.hashes.at(-1) ?? '',
      totals: this.#steps.totals.state,
      epochs: this.#curve!.epochs,
      logged: this.#curve!.steps,
      parameters,
      buffers,
      optimizer: this.#steps.optimizerState,
      kept: this.#snapshot?.blocks ?? null,
    };
  }

  /**
   * Goes on, before anything was done, from the state of a run like this one: to the same bits as if it had not stopped.
   * Only settings that have no say in network and order may differ. Throws UserError when the initial weights or the
   * order of the batches are not those of the state.
   */
  restore(state: TrainerState): void {
    const { batches, network } = this.#run;
    if (this.#initHash !== state.initHash) {
      throw new UserError(`the ${this.arm}'s initial weights are not those of its checkpoint`);
    }
    batches.replay(state.steps);
    if ((batches.hashes.at(-1) ?? '') !== state.orderHash) {
      throw new UserError(`the ${this.arm}'s batches are not those of its checkpoint: other rows, or another order`);
    }
    const { parameters, buffers } = network.blocks;
    parameters.set(state.parameters);
    buffers.set(state.buffers);
    for (const [name, block] of Object.entries(this.#steps.optimizerState)) block.set(state.optimizer[name]!);
    this.#steps.count = state.steps;
    this.#steps.totals.restore(state.totals);
    this.#milliseconds = state.milliseconds;
    this.#curve = new Curve(curveScale(this.#run), state.epochs, state.logged);
    for (const milestone of this.#curve.milestones(state.steps)) this.#pass(milestone);
    const kept = this.#run.keep === 'last' ? this.#standing.last! : this.#standing.best!;
    if (state.kept !== null) this.#snapshot?.restore(state.kept, kept.epoch, kept.step);
    const { epoch, index, ended } = placeOf(state.steps, batches.count, this.#standing.last!.epoch + 1);
    this.#epoch = epoch;
    if (ended) {
      this.#settle();
    } else {
      this.#index = index;
      this.#diverged = !Number.isFinite(this.#steps.totals.batchLoss);
      this.#state = 'training';
    }
  }

  /** What was told before it was restored, in order. A warning that was told comes again by itself. */
  *told(): Generator<StepEvent | EpochEvent> {
    if (this.#curve !== null) yield* this.#curve.events(this.#steps.count);
  }

  /** The network of the epoch that was to be kept; null where none was. */
  kept(): KeptNetwork | null {
    return this.#snapshot?.kept() ?? null;
  }

  /** Up to `steps` steps of one epoch, to the first that has something to say. Shuffling is part of training. */
  #train(steps: number): StepEvent | null {
    const { batches, config } = this.#run;
    const began = performance.now();
    if (this.#index === 0) this.#beginEpoch();
    const last = Math.min(batches.count, this.#index + steps);
    let told = false;
    while (this.#index < last && !told && !this.#diverged) {
      this.#diverged = !this.#steps.take(this.#index++);
      told = config.logSteps !== null && this.#steps.count % config.logSteps === 0;
    }
    this.#milliseconds += performance.now() - began;
    return told ? this.#tellStep() : null;
  }

  #beginEpoch(): void {
    this.#epoch++;
    this.#steps.totals.reset();
    this.#run.batches.beginEpoch();
  }

  #tellStep(): StepEvent {
    const { arm, config } = this.#run;
    const [epoch, step, loss] = [this.#epoch, this.#steps.count, this.#steps.totals.batchLoss];
    const { learningRate } = this.#steps;
    const told: StepEvent = { event: 'step', arm, seed: config.seed, epoch, step, loss, learningRate };
    this.#curve?.addStep(told);
    return told;
  }

  #endEpoch(training: Pass): EpochEvent {
    const { arm, config } = this.#run;
    const { loss: trainLoss, score: trainScore } = training;
    const { validation: rows } = this.#run;
    const validation = rows === null || this.#diverged ? null : this.#evaluation.run(rows);
    const epoch: EpochEvent = {
      event: 'epoch',
      arm,
      seed: config.seed,
      epoch: this.#epoch,
      step: this.#steps.count,
      trainLoss,
      trainScore,
      validationLoss: validation?.loss ?? null,
      validationScore: validation?.score ?? null,
      seconds: this.#milliseconds / 1000,
    };
    const milestone = { ...epoch, scores: this.#scores(validation?.loss ?? trainLoss, validation ?? training) };
    this.#pass(milestone);
    this.#curve?.addEpoch(milestone);
    if (this.#standing.best === milestone || this.#run.keep === 'last') this.#snapshot?.take(epoch.epoch, epoch.step);
    this.#settle();
    return epoch;
  }

  /** Takes an epoch for the last, and for the best if it is. */
  #pass(milestone: Milestone): void {
    this.#standing.pass(milestone);
    // Before training, running statistics may be as far off as they like: only training can diverge.
    if (milestone.epoch > 0 && !Number.isFinite(watchedLoss(milestone))) this.#diverged = true;
  }

  /** Whether there is more to do behind the end of an epoch. */
  #settle(): void {
    this.#stoppedEarly = !this.#diverged && this.#outOfPatience();
    this.#index = 0;
    if (this.#diverged) this.#state = 'diverged';
    else this.#state = this.#stoppedEarly || this.#epoch >= this.#run.config.epochs ? 'finished' : 'training';
  }

  #outOfPatience(): boolean {
    const { patience } = this.#run.config;
    return patience !== null && this.#epoch - this.#standing.best!.epoch >= patience;
  }

  #warn(): WarningEvent {
    this.#state = 'finished';
    return warnOfDivergence(
      this.#run.arm,
      this.#run.config,
      this.#epoch,
      this.#steps.count,
      this.#steps.totals.batchLoss,
    );
  }

  /** What the result says of an epoch beyond its event. */
  #scores(loss: number, { classScores }: Pass): Scores {
    const { task, targetDeviation } = this.#run;
    if (task === 'regression') return { rmse: Math.sqrt(loss) * targetDeviation };
    return classScores ?? { balancedAccuracy: Number.NaN, macroF1: Number.NaN };
  }
}

function curveScale({ arm, task, batches, config }: Run): CurveScale {
  return { arm, seed: config.seed, task, stepsPerEpoch: batches.count, logSteps: config.logSteps };
}
