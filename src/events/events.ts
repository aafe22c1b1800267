/**
 * What the program reports: plain records, in order. Everything that shows or writes them is a listener. The format is
 * public; docs/metrics.md describes it, and docs/schema.json is its schema. A number that is not finite becomes null in
 * JSON.
 */

import type { TableProgress } from '../data/reading/read-table.ts';
import type { cache, cacheCleared, cacheEntry } from './cache.ts';
import type { backward, backwardRatio, batchnormCost, benchStep, gemm, gradcheck, verdict } from './checks.ts';
import type { error } from './failure.ts';
import type { EventOf, ObjectOf } from './fields.ts';
import type { inspection } from './inspection.ts';
import type { evaluation, exported, model, prediction } from './models.ts';
import type { comparison, epoch, result, saved, savedResult, start, step, warning } from './training.ts';

export type { TableProgress };

/** An arm's name. */
export type Arm = string;

export type StartEvent = EventOf<typeof start>;
export type StepEvent = EventOf<typeof step>;
export type EpochEvent = EventOf<typeof epoch>;
export type ResultEvent = EventOf<typeof result>;
export type ComparisonEvent = EventOf<typeof comparison>;
export type SavedEvent = EventOf<typeof saved>;
export type WarningEvent = EventOf<typeof warning>;

export type TrainingEvent =
  | StartEvent
  | StepEvent
  | EpochEvent
  | ResultEvent
  | ComparisonEvent
  | SavedEvent
  | WarningEvent;

/** Scores of validation rows; without any, of the same passes as the training loss. */
export type Scores = Pick<ResultEvent['final'], 'rmse' | 'balancedAccuracy' | 'macroF1'>;

/** A point of a loss curve. */
export type CurvePoint = NonNullable<ComparisonEvent['reachedAt']>;

/** A result as a saved model keeps it. */
export type SavedResult = ObjectOf<typeof savedResult>;

export type GradcheckEvent = EventOf<typeof gradcheck>;
export type VerdictEvent = EventOf<typeof verdict>;

export type BenchEvent =
  | EventOf<typeof gemm>
  | EventOf<typeof benchStep>
  | EventOf<typeof batchnormCost>
  | EventOf<typeof backward>
  | EventOf<typeof backwardRatio>;

export type CacheEntryEvent = EventOf<typeof cacheEntry>;
export type CacheEvent = EventOf<typeof cache>;
export type CacheClearedEvent = EventOf<typeof cacheCleared>;

export type InspectionEvent = EventOf<typeof inspection>;
export type ColumnReport = InspectionEvent['columns'][number];

export type ModelEvent = EventOf<typeof model>;
export type LayerDescription = ModelEvent['layers'][number];
export type PredictionEvent = EventOf<typeof prediction>;
export type EvaluationEvent = EventOf<typeof evaluation>;
export type ClassReport = NonNullable<EvaluationEvent['classes']>[number];
export type Confusion = NonNullable<EvaluationEvent['confusion']>[number];
export type GuessReport = EvaluationEvent['guess'];
export type Residuals = NonNullable<EvaluationEvent['residuals']>;
export type ExportedEvent = EventOf<typeof exported>;
export type FoldEffect = NonNullable<ExportedEvent['difference']>;

/** Written by the command line alone: the library throws. */
export type ErrorEvent = EventOf<typeof error>;

export type AnyEvent =
  | ErrorEvent
  | TrainingEvent
  | GradcheckEvent
  | VerdictEvent
  | BenchEvent
  | CacheEntryEvent
  | CacheEvent
  | CacheClearedEvent
  | InspectionEvent
  | ModelEvent
  | PredictionEvent
  | EvaluationEvent
  | ExportedEvent;

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
  /** Resolves when it can take more events, which are held back until then; null is now. */
  drained?(): Promise<void> | null;
  /** Nothing more will come: all went well. */
  end?(): void;
  /** Nothing more will come, whatever happened. */
  abandon?(): void;
}
