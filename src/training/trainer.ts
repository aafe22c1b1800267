/**
 * Trains one arm: minibatches on an initialized network. It advances a few steps at a time, so that its caller can do
 * other things between them, such as training the other arm. It reads the clock once per call, because each reading is
 * an object in older versions of Node.
 */

import { UserError } from '../base/errors.ts';
import type { Batches, OrderHashes } from '../data/batches/batches.ts';
import type { OpenDataset } from '../data/batches/windows.ts';
import type {
  Arm,
  EpochEvent,
  ProbingEvent,
  Progress,
  ResultEvent,
  StepEvent,
  ValidationEvent,
  WarningEvent,
} from '../events/events.ts';
import type { Vector } from '../kernels/kernels.ts';
import type { LossTotals } from '../network/loss/totals.ts';
import type { Network } from '../network/network.ts';
import type { PredictionRange } from '../network/prediction-range.ts';
import type { Task } from '../network/tasks.ts';
import type { TrainingConfig } from '../settings/table.ts';
import { WeightAverage } from './average.ts';
import type { Batch } from './batch.ts';
import { watchedLoss } from './best-epoch.ts';
import { warnOfDivergence } from './divergence.ts';
import { Evaluation } from './evaluation.ts';
import { DIVERGED, History, type Pass } from './history.ts';
import { runName } from './run-name.ts';
import { type KeptEpoch, type KeptNetwork, Snapshot } from './snapshot.ts';
import { progressOf, type TrainerState } from './state.ts';
import { Steps } from './steps.ts';
import { isValidationStep, type ValidationSteps } from './validation-steps.ts';

export interface Run {
  arm: Arm;
  /** The part that validates it, from 1; absent without an ensemble. */
  part?: number | undefined;
  task: Task;
  network: Network;
  train: OpenDataset;
  validation: OpenDataset | null;
  /** Training rows to evaluate like the validation rows; null or absent for none. */
  trainEval?: OpenDataset | null;
  batches: Batches;
  /** Memory for stored rows in an evaluation; may be the window of the batches. Null if no rows are stored. */
  rowBuffer: Vector | null;
  config: TrainingConfig;
  /** Digest of which rows train and which validate. */
  splitHash?: string | undefined;
  /** One standardized unit of a regression target, in the units of the target. */
  targetDeviation: number;
  /** What standardized predictions of validation rows are cut to; null or absent if they are not cut. */
  outputRange?: PredictionRange | null;
  /** The epoch whose network to copy; null or absent for none. */
  keep?: KeptEpoch | null;
  /** The epoch after which to end; the schedule is still that of all epochs. Absent for the last. */
  endAfter?: number | undefined;
  /** Whether to keep all events, so that there is a state to resume from. */
  record?: boolean;
  /** Whether training is to end now; never if absent. */
  isEnding?: () => boolean;
}

export class Trainer {
  readonly #run: Run;
  readonly #steps: Steps;
  readonly #evaluation: Evaluation;
  readonly #totalSteps: number;
  readonly #initHash: string;
  readonly #snapshot: Snapshot | null;
  readonly #history: History;
  readonly #validationSteps: ValidationSteps;
  /** `diverged`: only the warning is left to emit. */
  #state: 'new' | 'training' | 'diverged' | 'finished' = 'new';
  #epoch = 0;
  /** The next batch of the epoch. */
  #index = 0;
  /** The step of the last validation within an epoch. */
  #validatedAt = 0;
  #milliseconds = 0;
  #diverged = false;
  #stoppedEarly = false;

  constructor(run: Run) {
    const { arm, part, task, network, batches, config, targetDeviation, keep = null, record = false } = run;
    const { seed, logSteps, validateEvery } = config;
    const { count: stepsPerEpoch } = batches;
    this.#run = run;
    this.#totalSteps = config.epochs * stepsPerEpoch;
    this.#validationSteps = { every: validateEvery, stepsPerEpoch };
    // Without validation rows, the class scores are those of the training passes.
    this.#steps = new Steps({ ...run, totalSteps: this.#totalSteps, scoreClasses: run.validation === null });
    const { average } = this.#steps;
    const evaluated = average && new WeightAverage(network, average);
    this.#evaluation = new Evaluation(network, task, run.rowBuffer, run.isEnding, evaluated);
    this.#initHash = network.weightHash();
    this.#snapshot = keep === null ? null : new Snapshot(network, average);
    const scale = { arm, part, seed, task, stepsPerEpoch, logSteps, validateEvery };
    this.#history = new History({ ...scale, targetDeviation, record });
  }

  /**
   * Advances to the next event, or by `steps` steps. Returns null after steps without an event, when training is
   * finished, and when the evaluation was given up because training is to end.
   */
  advance(steps = 1): StepEvent | EpochEvent | ValidationEvent | WarningEvent | null {
    if (this.#state === 'finished') return null;
    if (this.#state === 'diverged') return this.#warn();
    if (this.#state === 'new') return this.#endEpoch(this.#evaluation.run(this.#run.train));
    if (this.#diverged) return this.#endEpoch(DIVERGED);
    if (this.#index === this.#run.batches.count) return this.#endEpoch(this.#trainingPass());
    if (this.#index > 0 && this.#isValidationDue()) return this.#validate();
    return this.#train(steps);
  }

  /** Whether no event is left. */
  get finished(): boolean {
    return this.#state === 'finished';
  }

  get arm(): Arm {
    return this.#run.arm;
  }

  get run(): Run {
    return this.#run;
  }

  /** Steps done. */
  get steps(): number {
    return this.#steps.count;
  }

  /** The batch of the last step, until the network's next pass. */
  get batch(): Batch {
    return this.#steps.batch;
  }

  /** Learning rate of the last step. */
  get learningRate(): number {
    return this.#steps.learningRate;
  }

  /** Whether epoch 0 was evaluated, so that there is a result. */
  get hasBegun(): boolean {
    return this.#history.last !== undefined;
  }

  /** Closes stored rows. */
  close(): void {
    const { train, validation } = this.#run;
    for (const dataset of [train, validation]) if (dataset !== null && 'source' in dataset) dataset.source.close();
  }

  /** Digests of the batch order up to each epoch, or up to each window for stored rows. */
  get orderHashes(): OrderHashes {
    const { counts, values } = this.#run.batches.hashes;
    return { counts, values };
  }

  get progress(): Progress {
    const { arm, part } = this.#run;
    const last = this.#history.last;
    return {
      arm,
      ...(part === undefined ? {} : { part }),
      epoch: this.#epoch,
      step: this.#steps.count,
      totalSteps: this.#lastEpoch * this.#run.batches.count,
      loss: this.#epoch === 0 ? (last?.trainLoss ?? Number.NaN) : this.#steps.totals.loss,
      score: this.#epoch === 0 ? (last?.trainScore ?? Number.NaN) : this.#steps.totals.score,
    };
  }

  /** The result of all epochs so far; `interrupted` before the end. */
  result(): ResultEvent {
    return {
      event: 'result',
      ...this.#history.run,
      epochs: this.#epoch,
      steps: this.#steps.count,
      seconds: this.#milliseconds / 1000,
      diverged: this.#diverged,
      stoppedEarly: this.#stoppedEarly,
      interrupted: !this.finished,
      ...this.#history.summary(),
      initHash: this.#initHash,
      orderHash: this.#run.batches.hashes.last ?? '',
      splitHash: this.#run.splitHash ?? '',
    };
  }

  /** The state of a run that records and has begun. The arrays are the trainer's own, and change when it advances. */
  state(): TrainerState {
    const { network, batches } = this.#run;
    const { parameters, buffers } = network.blocks;
    return {
      steps: this.#steps.count,
      milliseconds: this.#milliseconds,
      initHash: this.#initHash,
      orderHash: batches.hashes.last ?? '',
      totals: this.#steps.totals.state,
      ...this.#history.rows(),
      parameters,
      buffers,
      optimizer: this.#steps.optimizerState,
      kept: this.#snapshot?.blocks ?? null,
    };
  }

  /**
   * Continues a new trainer from the state of a run like its own, with the same bits as that run. Only settings that
   * affect neither the network nor the order may differ. Throws UserError if the initial weights or the batch order are
   * not those of the state. Returns false if it was given up because training is to end.
   */
  restore(state: TrainerState): boolean {
    const { batches, network } = this.#run;
    if (this.#initHash !== state.initHash) {
      throw new UserError(`the ${this.arm}'s initial weights are not those of its checkpoint`);
    }
    if (!batches.replay(state.steps, this.#run.isEnding)) return false;
    if ((batches.hashes.last ?? '') !== state.orderHash) {
      throw new UserError(`the ${this.arm}'s batches are not those of its checkpoint: other rows, or another order`);
    }
    network.blocks.parameters.set(state.parameters);
    network.blocks.buffers.set(state.buffers);
    this.#steps.restore(state);
    this.#milliseconds = state.milliseconds;
    this.#validatedAt = this.#history.restore(state, state.steps);
    const last = this.#history.last!;
    const kept = this.#run.keep === 'last' ? this.#history.lastFinite : this.#history.best;
    if (state.kept !== null && kept !== undefined) this.#snapshot?.restore(state.kept, kept.epoch, kept.step);
    const { epoch, index, ended } = progressOf(state.steps, batches.count, last.epoch + 1);
    this.#epoch = epoch;
    if (ended) {
      this.#afterEpoch();
    } else {
      this.#index = index;
      this.#diverged = !Number.isFinite(this.#steps.totals.batchLoss);
      this.#state = 'training';
    }
    return true;
  }

  /** Keeps an event of an attachment, so that a resumed run has it too. */
  keepEvent(event: ProbingEvent): void {
    this.#history.addProbing(event);
  }

  /** The events of a restored run up to its state, in order. A warning comes again by itself. */
  pastEvents(): Generator<StepEvent | EpochEvent | ValidationEvent | ProbingEvent> {
    return this.#history.events(this.#steps.count);
  }

  /** The network of the epoch to keep; null for none. */
  kept(): KeptNetwork | null {
    return this.#snapshot?.kept() ?? null;
  }

  /** Takes up to `steps` steps of one epoch, or until the first event or validation. Shuffling is part of training time. */
  #train(steps: number): StepEvent | null {
    const { batches, config } = this.#run;
    const began = performance.now();
    if (this.#index === 0) this.#beginEpoch();
    const end = Math.min(batches.count, this.#index + steps);
    let isLogged = false;
    let isDue = false;
    while (this.#index < end && !isLogged && !isDue && !this.#diverged) {
      this.#diverged = !this.#steps.runStep(this.#index++);
      isLogged = config.logSteps !== null && this.#steps.count % config.logSteps === 0;
      isDue = this.#isValidationDue();
    }
    this.#milliseconds += performance.now() - began;
    if (!isLogged) return null;
    const { count: step, totals, learningRate } = this.#steps;
    return this.#history.addStep({ epoch: this.#epoch, step, loss: totals.batchLoss, learningRate });
  }

  #isValidationDue(): boolean {
    const { count } = this.#steps;
    return count !== this.#validatedAt && isValidationStep(count, this.#validationSteps);
  }

  /** Validates within an epoch. Only the end of the epoch decides whether the arm goes on. Null if it was given up. */
  #validate(): ValidationEvent | null {
    const { validation, keep } = this.#run;
    const at = { epoch: this.#epoch, step: this.#steps.count, seconds: this.#milliseconds / 1000 };
    const pass = this.#evaluation.run(validation!, this.#run.outputRange);
    if (pass === null) return null;
    this.#validatedAt = at.step;
    const { event, isBest } = this.#history.addValidation(at, pass);
    if (isBest && keep === 'best') this.#capture(at, pass);
    const evaluated = this.#evaluateTraining();
    return evaluated === null ? event : { ...event, ...evaluated };
  }

  /** Copies the network; the totals of its validation are kept for the score of an ensemble only. */
  #capture({ epoch, step }: { epoch: number; step: number }, validation: LossTotals | null): void {
    this.#snapshot?.capture(epoch, step, this.#run.part === undefined ? null : validation!.state);
  }

  /** The loss and score of training rows in eval mode; null where they are not evaluated. */
  #evaluateTraining(): Pick<EpochEvent, 'trainEvalLoss' | 'trainEvalScore'> | null {
    const { trainEval = null } = this.#run;
    if (trainEval === null) return null;
    const pass = this.#diverged ? DIVERGED : this.#evaluation.run(trainEval);
    return { trainEvalLoss: pass?.loss ?? Number.NaN, trainEvalScore: pass?.score ?? Number.NaN };
  }

  #beginEpoch(): void {
    this.#epoch++;
    this.#steps.totals.reset();
    this.#run.batches.beginEpoch();
  }

  /** The pass over all batches. The last update may have been too large, which no loss of the pass shows. */
  #trainingPass(): Pass {
    const { network, train, validation } = this.#run;
    if (network.isFinite() && (validation !== null || this.#evaluation.isFinite(train))) return this.#steps.totals;
    this.#diverged = true;
    return DIVERGED;
  }

  /** Null if an evaluation was given up: then the epoch has not ended. */
  #endEpoch(training: Pass | null): EpochEvent | null {
    if (training === null) return null;
    const { validation: rows, keep } = this.#run;
    // In epoch 0 both passes are evaluations, and share their totals.
    const { loss, score, rmse, classScores } = training;
    const validated = rows !== null && !this.#diverged;
    const validation = validated ? this.#evaluation.run(rows, this.#run.outputRange) : null;
    if (validated && validation === null) return null;
    const at = { epoch: this.#epoch, step: this.#steps.count, seconds: this.#milliseconds / 1000 };
    const event = this.#history.addEpoch(at, { loss, score, rmse, classScores }, validation);
    const { best, last, lastFinite } = this.#history;
    if (last === (keep === 'last' ? lastFinite : best)) this.#capture(at, validation);
    const evaluated = this.#evaluateTraining();
    this.#afterEpoch();
    return evaluated === null ? event : { ...event, ...evaluated };
  }

  /** Decides whether training continues after the last epoch. */
  #afterEpoch(): void {
    const last = this.#history.last!;
    // Before training, running statistics may be far off: only training can diverge.
    if (last.epoch > 0 && !Number.isFinite(watchedLoss(last))) this.#diverged = true;
    this.#stoppedEarly = !this.#diverged && this.#outOfPatience();
    this.#index = 0;
    if (this.#diverged) this.#state = 'diverged';
    else this.#state = this.#stoppedEarly || this.#epoch >= this.#lastEpoch ? 'finished' : 'training';
  }

  get #lastEpoch(): number {
    return this.#run.endAfter ?? this.#run.config.epochs;
  }

  #outOfPatience(): boolean {
    const { patience } = this.#run.config;
    return patience !== null && this.#epoch - (this.#history.best?.epoch ?? 0) >= patience;
  }

  #warn(): WarningEvent {
    const { config } = this.#run;
    this.#state = 'finished';
    return warnOfDivergence(runName(this.#run), config, this.#epoch, this.#steps.count, this.#steps.totals.batchLoss);
  }
}
