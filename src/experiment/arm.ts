/**
 * The arms of an experiment: their networks, batches and trainers. This code runs in worker threads. With enough
 * threads each arm has its own; otherwise the arms share one and take turns by epochs, so that other load on the
 * machine affects both.
 */

import type { OrderHashes } from '../data/batches/batches.ts';
import type { Dataset } from '../data/batches/dataset.ts';
import type { OpenRows, StoredDataset } from '../data/batches/windows.ts';
import type { Arm, Progress, ResultEvent, TrainingEvent } from '../events/events.ts';
import { agrees, type Engine } from '../kernels/engine.ts';
import type { Kernels } from '../kernels/kernels.ts';
import type { InitialLayer } from '../network/layers/layer.ts';
import type { PredictionRange } from '../network/prediction-range.ts';
import type { Task } from '../network/tasks.ts';
import type { TrainingConfig } from '../settings/table.ts';
import { type Attachment, stepsInOneGo } from '../training/attachment.ts';
import { runName } from '../training/run-name.ts';
import type { KeptEpoch, KeptNetwork } from '../training/snapshot.ts';
import type { TrainerState } from '../training/state.ts';
import type { Trainer } from '../training/trainer.ts';
import type { Attach } from './attachments.ts';
import { type Backlog, growBacklog } from './backlog.ts';
import type { CheckpointTask } from './checkpointer.ts';
import { isAskedToEnd } from './end-request.ts';
import { makeTrainer } from './make-trainer.ts';
import { rehearse } from './rehearsal.ts';

/** Everything that an arm needs. It can be sent to a worker thread; the views of the data stay shared. */
export interface ArmTask {
  arm: Arm;
  /** The part that validates a network of an ensemble, from 1; absent without. */
  part?: number;
  /** The settings of this arm. */
  config: TrainingConfig;
  task: Task;
  widths: readonly number[];
  train: Dataset | StoredDataset;
  validation: Dataset | StoredDataset | null;
  /** Max stored rows in memory at once. */
  windowRows?: number;
  /** Digest of which rows train and which validate. */
  splitHash?: string;
  targetDeviation: number;
  /** What standardized predictions are cut to; null or absent if they are not cut. */
  outputRange?: PredictionRange | null;
  /** A last batch of fewer rows is left out. */
  minBatch: number;
  engine: Engine;
  /** Weights to start from; null or absent if they are random. */
  initial?: readonly InitialLayer[] | null;
  /** The epoch whose network to return; null or absent for none. */
  keep?: KeptEpoch | null;
  /** The epoch after which to end, before that of the schedule; absent for the last. */
  endAfter?: number;
  /** Whether the trainer records the state that a resumed run needs. */
  record?: boolean;
  /** Where to write checkpoints; null or absent for none. */
  checkpoint?: CheckpointTask | null;
  /** The state to continue from; null or absent to start from the beginning. */
  state?: TrainerState | null;
  /** [0] becomes nonzero when the arms must end. */
  control: Int32Array;
  /** Counts the events that another thread has not yet received; absent for no bound. */
  backlog?: Backlog;
}

/** Whose message it is. */
function whose({ arm, part }: ArmTask): Pick<ArmTask, 'arm' | 'part'> {
  return part === undefined ? { arm } : { arm, part };
}

/** A message from a running arm. */
export type ArmMessage =
  | { kind: 'event'; arm: Arm; part?: number; event: TrainingEvent }
  | { kind: 'progress'; progress: Progress }
  | {
      kind: 'result';
      arm: Arm;
      part?: number;
      /** Null if the arm was interrupted before epoch 0 was evaluated. */
      result: ResultEvent | null;
      orderHashes: OrderHashes;
      kept: KeptNetwork | null;
      /** A problem other than the training itself, such as a last checkpoint that could not be written. */
      failure: string | null;
    };

/** Milliseconds between messages about progress. */
const PROGRESS_EVERY = 50;
/** Approximate milliseconds of steps between checks for the end, progress and attachments. */
const STRETCH = 5;
const MAX_STEPS = 4096;

export interface TrainOptions {
  /** Opens rows in a file. */
  readonly open?: OpenRows;
  readonly attach?: Attach;
  /** Whether times are compared, so that the arms rehearse; they are if absent. */
  readonly timed?: boolean;
  /** Whether to check the kernels again after each arm; they are if absent. */
  readonly checked?: boolean;
  /** Makes the kernels of an arm; on all memory of the engine if absent. */
  readonly kernels?: (engine: Engine) => Kernels;
}

/** Trains the arms, one epoch each in turn, until they are done or asked to end. Sends their events and results. */
export function trainArms(
  tasks: readonly ArmTask[],
  send: (message: ArmMessage) => void,
  options: TrainOptions = {},
): void {
  const { timed = true } = options;
  if (timed && tasks.every(({ part, endAfter }) => part === undefined && endAfter === undefined)) rehearse(tasks);
  let running = tasks.map(task => startArm(task, send, options)).filter(arm => arm !== null);
  while (running.length > 0) {
    const ended = new Set(running.filter(arm => trainEpoch(arm, send)));
    if (ended.size > 0) endArms([...ended], send, options);
    running = running.filter(arm => !ended.has(arm));
  }
}

interface RunningArm {
  task: ArmTask;
  trainer: Trainer;
  attachments: readonly Attachment[];
  emit(event: TrainingEvent): void;
  /** Events that a resumed arm sends again. */
  past: Iterator<TrainingEvent>;
  /** Milliseconds. */
  lastProgress: number;
}

function startArm(
  task: ArmTask,
  send: (message: ArmMessage) => void,
  { open, kernels, attach = () => [] }: TrainOptions,
): RunningArm | null {
  const trainer = makeTrainer(task, open, kernels);
  const emit = (event: TrainingEvent) => {
    if (task.backlog !== undefined) growBacklog(task.backlog, () => isAskedToEnd(task));
    send({ kind: 'event', ...whose(task), event });
  };
  const { state = null } = task;
  if (state !== null && !trainer.restore(state)) {
    trainer.close();
    const { orderHashes } = trainer;
    send({ kind: 'result', ...whose(task), result: null, orderHashes, kept: null, failure: null });
    return null;
  }
  const past = trainer.pastEvents();
  const attachments = attach(task, trainer, emit);
  return { task, trainer, attachments, emit, past, lastProgress: performance.now() };
}

/**
 * Ends arms that were trained together. Checks their kernels again: they were checked when they were new, and since then the engine
 * has optimized them.
 */
function endArms(
  arms: readonly RunningArm[],
  send: (message: ArmMessage) => void,
  { checked = true }: TrainOptions,
): void {
  for (const { trainer } of arms) trainer.close();
  const { engine } = arms[0]!.task;
  const disagree = checked && !agrees(engine);
  for (const { task, trainer, attachments, emit } of arms) {
    const failures = trainer.hasBegun ? attachments.map(attachment => attachment.end(trainer)) : [];
    const failure = failures.find(failure => failure !== null) ?? null;
    if (disagree) emit({ event: 'warning', code: 'kernels', message: noLongerAgree(engine, runName(task)) });
    const { orderHashes } = trainer;
    const result = trainer.hasBegun ? trainer.result() : null;
    send({ kind: 'result', ...whose(task), result, orderHashes, kept: trainer.kept(), failure });
  }
}

export function noLongerAgree({ name }: Engine, trained: string): string {
  const advice = 'do not believe these results, and try ⟪engine=plain⟫';
  return `the ${name} kernels no longer agree with the reference after training ${trained}: ${advice}`;
}

/** Trains to the end of the next epoch; returns true if it was the last. */
function trainEpoch(arm: RunningArm, send: (message: ArmMessage) => void): boolean {
  const { task, trainer, attachments, emit } = arm;
  if (sendPastEpoch(arm)) return isAskedToEnd(task);
  let steps = 1;
  while (!trainer.finished) {
    const before = performance.now();
    steps = stepsInOneGo(attachments, trainer.steps, steps);
    const event = trainer.advance(steps);
    const now = performance.now();
    steps = now - before < STRETCH ? Math.min(2 * steps, MAX_STEPS) : Math.ceil(steps / 2);
    if (event !== null) emit(event);
    if (trainer.finished || now - arm.lastProgress > PROGRESS_EVERY) {
      send({ kind: 'progress', progress: trainer.progress });
      arm.lastProgress = now;
    }
    if (isAskedToEnd(task)) return true;
    if (!trainer.finished) for (const attachment of attachments) attachment.afterSteps(trainer, event);
    if (event?.event === 'epoch' && !trainer.finished) return false;
  }
  return true;
}

/** Sends past events up to the end of an epoch; returns false if there are no more. */
function sendPastEpoch({ past, emit }: RunningArm): boolean {
  for (let { value, done } = past.next(); !done; { value, done } = past.next()) {
    emit(value);
    if (value.event === 'epoch') return true;
  }
  return false;
}
