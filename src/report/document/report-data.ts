/** What a report is made of: plain data of one or more experiments. Every page, figure and file is drawn from it. */

import type {
  Arm,
  CellEvent,
  ClaimEvent,
  ComparisonEvent,
  CurveEvent,
  EnsembleEvent,
  GradientsEvent,
  LandscapeEvent,
  PairEvent,
  ProbeEvent,
  ResultEvent,
  StableLrSummaryEvent,
  StartEvent,
  StepCostEvent,
  StepEvent,
  SummaryEvent,
  SweepEvent,
  WarningEvent,
} from '../../events/events.ts';

/** The settings of a point of a sweep, by key; empty for a run that belongs to none. */
export type Cell = Readonly<Record<string, unknown>>;

/** An evaluation of a run. A number that is not finite, or was not computed, is null. */
export interface RunPoint {
  readonly epoch: number;
  readonly step: number;
  readonly seconds: number;
  /** Null within an epoch; so is `trainScore`. */
  readonly trainLoss: number | null;
  readonly trainScore: number | null;
  readonly validationLoss: number | null;
  readonly validationScore: number | null;
  readonly trainEvalLoss: number | null;
  readonly trainEvalScore: number | null;
}

/** One arm with one seed, at one point of a sweep. */
export interface Run {
  /** The experiment, from 1, in the order of the start events: several files have several. */
  readonly experiment: number;
  readonly arm: Arm;
  readonly seed: number;
  /** The network of an ensemble, from 1; null if there is none. */
  readonly part: number | null;
  readonly cell: Cell;
  /** In order. The first is before training. */
  readonly points: readonly RunPoint[];
  readonly steps: readonly StepEvent[];
  readonly probes: readonly ProbeEvent[];
  readonly gradients: readonly GradientsEvent[];
  readonly landscapes: readonly LandscapeEvent[];
  /** Null if the events end before it. */
  readonly result: ResultEvent | null;
}

/** A measure of an evaluation that is drawn along the training. */
export type Measure = 'validationLoss' | 'trainLoss' | 'validationScore' | 'trainScore';

/** Median and quartiles over the seeds, in which a run that diverged is the worst; null where they are that. */
export interface Quartiles {
  readonly q25: number | null;
  readonly median: number | null;
  readonly q75: number | null;
}

/** An evaluation over the whole pairs; steps are those of the first. */
export interface BandPoint extends Quartiles {
  readonly epoch: number;
  readonly step: number;
}

/** The same loss along training time, which is interpolated. */
export interface TimePoint extends Quartiles {
  readonly seconds: number;
}

/** The loss that is compared, and where the arms came to it: medians over the seeds. */
export interface Mark {
  readonly loss: number;
  readonly steps: Readonly<Record<Arm, number>>;
}

/** What is drawn along the training, by arm. */
export interface Bands {
  /** The loss that the arms are compared by. */
  readonly loss: 'validationLoss' | 'trainLoss';
  readonly of: { readonly [M in Measure]?: ReadonlyMap<Arm, readonly BandPoint[]> };
  /** `loss` along the seconds, up to where all runs still train. */
  readonly bySeconds: ReadonlyMap<Arm, readonly TimePoint[]>;
  readonly mark: Mark | null;
}

/** Runs of the same experiment: those of one start event, or of several that differ only in their seeds. */
export interface Group {
  /** The start of the first run. */
  readonly start: StartEvent;
  /** The settings that tell it from the other groups of the report, by key; empty if there is one group. */
  readonly differs: Cell;
  /** The arms in order: the others are compared with the first. */
  readonly arms: readonly Arm[];
  /** The seeds in order. */
  readonly seeds: readonly number[];
  /** By seed and then by arm. */
  readonly runs: readonly Run[];
  readonly pairs: readonly PairEvent[];
  /** Over seeds; empty for one seed. */
  readonly curves: readonly CurveEvent[];
  readonly summaries: readonly SummaryEvent[];
  readonly stepCosts: readonly StepCostEvent[];
  readonly claims: readonly ClaimEvent[];
  /** Of pairs that were compared by themselves: of one seed. */
  readonly comparisons: readonly ComparisonEvent[];
  /** The scores of whole ensembles, one a seed. */
  readonly ensembles: readonly EnsembleEvent[];
  /** Of a sweep: its points, and what they come to. */
  readonly cells: readonly CellEvent[];
  readonly sweep: SweepEvent | null;
  /** Of a search for the largest learning rates that train. */
  readonly stableRates: StableLrSummaryEvent | null;
  readonly warnings: readonly WarningEvent[];
  /** Of a sweep whose settings were run one by one: an experiment for each of them, in the order given. */
  readonly members: readonly Group[];
  /** Null without a whole run, and for a sweep. */
  readonly bands: Bands | null;
  /** The command that repeats it. */
  readonly command: string;
  /** Whether runs are missing or incomplete. */
  readonly interrupted: boolean;
}

export interface ReportData {
  /** The title that was asked for, or null. */
  readonly title: string | null;
  readonly groups: readonly Group[];
}
