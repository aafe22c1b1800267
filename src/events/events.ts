/**
 * The events that the program reports: plain records, in order. Listeners show or write them. The format is public:
 * docs/metrics.md describes it, and docs/schema.json is its schema. Non-finite numbers become null in JSON.
 */

import type { TableProgress } from '../data/reading/read-table.ts';
import type { cache, cacheCleared, cacheEntry } from './cache.ts';
import type { backward, backwardRatio, batchnormCost, benchStep, gemm, gradcheck, verdict } from './checks.ts';
import type { comparison } from './comparison.ts';
import type { claim, learningRates } from './evidence.ts';
import type { error } from './failure.ts';
import type { EventOf, ObjectOf } from './fields.ts';
import type { inspection } from './inspection.ts';
import type { evaluation, exported, model, prediction } from './models.ts';
import type { gradients, landscape, probe } from './probes.ts';
import type { bundle, queue, queueChanged } from './queue.ts';
import type { reported } from './reports.ts';
import type { ensemble, fasterEngine, linear, pair, refit, result, saved, savedResult } from './results.ts';
import type { curve, stepCost, summary } from './seeds.ts';
import type { start } from './start.ts';
import type { cell, stableLr, stableLrSummary, sweep } from './sweeps.ts';
import type { trace } from './trace.ts';
import type { epoch, step, validated } from './training.ts';
import type { warning } from './warning.ts';

export type { TableProgress };

/** The name of an arm. */
export type Arm = string;

export type StartEvent = EventOf<typeof start>;
export type StepEvent = EventOf<typeof step>;
export type EpochEvent = EventOf<typeof epoch>;
export type ValidationEvent = EventOf<typeof validated>;
export type ProbeEvent = EventOf<typeof probe>;
export type GradientsEvent = EventOf<typeof gradients>;
export type LandscapeEvent = EventOf<typeof landscape>;
/** What probes report. */
export type ProbingEvent = ProbeEvent | GradientsEvent | LandscapeEvent;
export type CellEvent = EventOf<typeof cell>;
export type SweepEvent = EventOf<typeof sweep>;
export type StableLrEvent = EventOf<typeof stableLr>;
export type StableLrSummaryEvent = EventOf<typeof stableLrSummary>;
/** What a sweep comes to. */
export type SweptEvent = CellEvent | SweepEvent | StableLrEvent | StableLrSummaryEvent;
export type ResultEvent = EventOf<typeof result>;
export type PairEvent = EventOf<typeof pair>;
export type CurveEvent = EventOf<typeof curve>;
export type SummaryEvent = EventOf<typeof summary>;
export type StepCostEvent = EventOf<typeof stepCost>;
export type LinearEvent = EventOf<typeof linear>;
export type FasterEngineEvent = EventOf<typeof fasterEngine>;
export type RefitEvent = EventOf<typeof refit>;
export type EnsembleEvent = EventOf<typeof ensemble>;
export type ComparisonEvent = EventOf<typeof comparison>;
export type SavedEvent = EventOf<typeof saved>;
export type WarningEvent = EventOf<typeof warning>;

export type TrainingEvent =
  | StartEvent
  | StepEvent
  | EpochEvent
  | ValidationEvent
  | ProbingEvent
  | ResultEvent
  | PairEvent
  | CurveEvent
  | SummaryEvent
  | StepCostEvent
  | ClaimEvent
  | LearningRatesEvent
  | SweptEvent
  | RefitEvent
  | EnsembleEvent
  | LinearEvent
  | FasterEngineEvent
  | ComparisonEvent
  | SavedEvent
  | WarningEvent;

/** Scores of validation rows; without any, of the passes of the training loss. */
export type Scores = Pick<ResultEvent['final'], 'rmse' | 'balancedAccuracy' | 'macroF1'>;

export type ClaimEvent = EventOf<typeof claim>;
export type LearningRatesEvent = EventOf<typeof learningRates>;

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
export type QueueEvent = EventOf<typeof queue>;
export type QueueChangedEvent = EventOf<typeof queueChanged>;

export type InspectionEvent = EventOf<typeof inspection>;
export type ColumnReport = InspectionEvent['columns'][number];

export type TraceEvent = EventOf<typeof trace>;

export type BundleEvent = EventOf<typeof bundle>;

export type ModelEvent = EventOf<typeof model>;
export type LayerDescription = ModelEvent['layers'][number];
export type PredictionEvent = EventOf<typeof prediction>;
export type EvaluationEvent = EventOf<typeof evaluation>;
export type ClassReport = NonNullable<EvaluationEvent['classes']>[number];
export type Confusion = NonNullable<EvaluationEvent['confusion']>[number];
export type GuessReport = EvaluationEvent['guess'];
export type Residuals = NonNullable<EvaluationEvent['residuals']>;
export type ExportedEvent = EventOf<typeof exported>;
export type ReportedEvent = EventOf<typeof reported>;
export type FoldEffect = NonNullable<ExportedEvent['difference']>;

/** Written only by the command line; the library throws instead. */
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
  | QueueEvent
  | QueueChangedEvent
  | InspectionEvent
  | TraceEvent
  | BundleEvent
  | ModelEvent
  | PredictionEvent
  | EvaluationEvent
  | ExportedEvent
  | ReportedEvent;

/** Progress of an arm, for progress bars; not part of the format. */
export interface Progress {
  arm: Arm;
  /** The network of an ensemble, from 1. */
  part?: number;
  epoch: number;
  step: number;
  totalSteps: number;
  /** Whether it is training again on all rows; `epoch` counts from 0 again, and the steps go on. */
  refit?: { readonly epochs: number };
  loss: number;
  score: number;
}

/** Progress of all pairs of an experiment with several seeds. */
export interface PairsProgress {
  readonly pairs: number;
  readonly done: number;
  /** Of all steps, from 0 to 1. */
  readonly share: number;
  /** What there is to say besides, such as who works. */
  readonly note?: string;
  /** Whether nobody works on them now. */
  readonly idle?: boolean;
}

export interface Listener {
  event(event: TrainingEvent): void;
  /** Called with the progress of reading a file. */
  reading?(progress: TableProgress): void;
  progress?(progress: Progress): void;
  pairs?(progress: PairsProgress): void;
  /** Resolves when the listener can take more events, which wait until then; null if it can now. */
  drained?(): Promise<void> | null;
  /** Called at the end if all went well. */
  end?(): void;
  /** Called at the end in any case. */
  abandon?(): void;
}
