/** What an experiment with several seeds came to, for conclusions. */

import type { Task } from '../../network/tasks.ts';
import type { ArmTask } from '../arm.ts';
import type { ReadyExperiment } from '../ready.ts';
import type { PairRecord } from './records.ts';

export interface Study {
  /** The experiment; what the data decide is that of the first seed. */
  readonly experiment: ReadyExperiment;
  readonly task: Task;
  /** Whole pairs, in order. */
  readonly records: readonly PairRecord[];
  /** The pairs that were asked for; a signal may have ended the run before. */
  readonly pairs: number;
  /** Tasks of the first pair, to measure the cost of their steps. */
  readonly tasks: readonly Omit<ArmTask, 'control'>[];
  readonly signal: AbortSignal | undefined;
}
