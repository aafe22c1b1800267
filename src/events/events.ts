/**
 * What a run says while it goes on: plain records, in order. Everything that shows or writes is a listener. The format
 * is public; docs/metrics.md describes it. A number that is not finite becomes null in JSON.
 */

import type { DataDescription } from '../data/load.ts';
import type { TableProgress } from '../data/reading/read-table.ts';
import type { EngineName } from '../kernels/engine-names.ts';
import type { ActivationName } from '../kernels/kernels.ts';
import type { Config } from '../settings/config.ts';

export type { TableProgress };

export const FORMAT = 'bntrain/1';

export type Arm = 'baseline' | 'batchnorm';

export interface StartEvent {
  event: 'start';
  format: typeof FORMAT;
  version: string;
  command: 'compare' | 'train';
  data: DataDescription;
  network: {
    /** Features, hidden widths, outputs. */
    widths: readonly number[];
    activation: ActivationName;
    /** Learned numbers of each arm that runs. */
    parameters: Partial<Record<Arm, number>>;
  };
  config: Config;
  arms: readonly Arm[];
  /** The kernels: the same name gives the same bits. */
  engine: EngineName;
  threads: number;
  stepsPerEpoch: number;
}

export interface StepEvent {
  event: 'step';
  arm: Arm;
  seed: number;
  epoch: number;
  /** Counted from 1 over the whole run. */
  step: number;
  /** Mean loss of the step's batch, before the update. */
  loss: number;
  learningRate: number;
}

export interface EpochEvent {
  event: 'epoch';
  arm: Arm;
  seed: number;
  /** 0 is the network before training. */
  epoch: number;
  /** Steps done. */
  step: number;
  /** Mean of the step losses, weighted by their rows or the rows' weights; of epoch 0, in eval mode. */
  trainLoss: number;
  /** Accuracy or R² of the same passes. */
  trainScore: number;
  /** In eval mode after the epoch; null without validation rows. */
  validationLoss: number | null;
  validationScore: number | null;
  /** Training time since the arm's start; evaluation is not counted. */
  seconds: number;
}

/** Of the validation rows; without any, of the same passes as the training loss. */
export interface Scores {
  /** Root of the mean squared error in the target's own units; regression only. */
  rmse?: number;
  /** Means over the classes that have rows, of their recalls and of their F1; classification only. */
  balancedAccuracy?: number;
  macroF1?: number;
}

export interface ResultEvent {
  event: 'result';
  arm: Arm;
  seed: number;
  /** Epochs begun. */
  epochs: number;
  steps: number;
  seconds: number;
  /** The loss was no longer finite. */
  diverged: boolean;
  /** Ended by --patience. */
  stoppedEarly: boolean;
  /** Ended by the user. */
  interrupted: boolean;
  /** The epoch of the least validation loss; of the least training loss without validation rows. */
  best: {
    epoch: number;
    step: number;
    validationLoss: number | null;
    validationScore: number | null;
  } & Scores;
  final: { trainLoss: number; validationLoss: number | null; validationScore: number | null } & Scores;
  /** Digest of the initial affine weights. */
  initHash: string;
  /** Digest of the order of the batches, over the epochs that all arms began. */
  orderHash: string;
}

/** A point of a loss curve. */
export interface CurvePoint {
  epoch: number;
  step: number;
  seconds: number;
}

export interface ComparisonEvent {
  event: 'comparison';
  seed: number;
  /** Which loss is compared. */
  measure: 'validationLoss' | 'trainLoss';
  /** The arm whose best loss is the mark, and the arm that came to it; null when there is none. */
  reference: Arm | null;
  reachedBy: Arm | null;
  /** The mark. */
  loss: number | null;
  /** Where the reference had its best loss, and where the other arm was first at or below it. */
  referenceAt: CurvePoint | null;
  reachedAt: CurvePoint | null;
  /** Reference over other: 2 means that the other arm needed half. Null where one of them is 0. */
  stepsRatio: number | null;
  secondsRatio: number | null;
  /** Seconds per step of batchnorm over those of the baseline. */
  stepCostRatio: number | null;
  /** The least loss of each arm. */
  bestLoss: Record<Arm, number | null>;
  sentence: string;
}

/** A model file was written. */
export interface SavedEvent {
  event: 'saved';
  arm: Arm;
  path: string;
  /** Of the file. */
  bytes: number;
  /** Whose network it is, and the steps done by then. */
  epoch: number;
  step: number;
}

export interface WarningEvent {
  event: 'warning';
  message: string;
}

export type TrainingEvent =
  | StartEvent
  | StepEvent
  | EpochEvent
  | ResultEvent
  | ComparisonEvent
  | SavedEvent
  | WarningEvent;

/** How far an arm is, for progress bars; not part of the format. */
export interface Progress {
  arm: Arm;
  epoch: number;
  step: number;
  totalSteps: number;
  loss: number;
  score: number;
}

export interface Listener {
  event(event: TrainingEvent): void;
  /** How far the reading of a file is. */
  reading?(progress: TableProgress): void;
  progress?(progress: Progress): void;
  /** Nothing more will come: all went well. */
  end?(): void;
  /** Nothing more will come, whatever happened. */
  abandon?(): void;
}
