/** What an experiment with several seeds came to, for conclusions. */

import type { Task } from '../../network/tasks.ts';
import type { ArmTask } from '../arm.ts';
import type { Overrides } from '../arms.ts';
import type { ReadyExperiment } from '../ready.ts';
import type { StepMeter } from '../step-cost.ts';
import type { PairRecord } from './records.ts';

/** Runs of a seed: pairs, or single arms. */
export interface SeedRuns {
  readonly seed: number;
  /** All arms where none is named. */
  readonly runs: readonly { readonly point: Overrides; readonly arm?: string }[];
}

export interface Study {
  /** The experiment; what the data decide is that of the first seed. */
  readonly experiment: ReadyExperiment;
  readonly task: Task;
  /** Whole pairs, in order. */
  readonly records: readonly PairRecord[];
  /** The pairs that were asked for; a signal may have ended the run before. */
  readonly pairs: number;
  /** Tasks of the first pair, to measure the cost of their steps; empty where nothing is trained. */
  readonly tasks: readonly Omit<ArmTask, 'control'>[];
  readonly meter: StepMeter;
  readonly signal: AbortSignal | undefined;
  /** Trains what follows from the records. Its events come after theirs; returns the records of what is whole. */
  train(further: readonly SeedRuns[]): Promise<readonly PairRecord[]>;
}
