/** Trains a pair in an idle thread. */

import type { Progress, ResultEvent, TrainingEvent } from '../../events/events.ts';
import type { ArmTask } from '../arm.ts';
import { withCommonOrderHash } from '../outcomes.ts';
import { type ArmOutcome, hasResult } from '../threads.ts';
import type { PairThreads } from './pair-threads.ts';

export interface TrainedPair {
  /** In the order of the tasks; an arm that a signal ended early may have none. */
  readonly results: readonly ResultEvent[];
  /** Whether every arm was trained to its end. */
  readonly isWhole: boolean;
}

export interface PairListener {
  /** Everything but the results. */
  event(event: TrainingEvent): void;
  progress(progress: Progress): void;
}

export async function trainPair(
  threads: PairThreads,
  tasks: readonly ArmTask[],
  listener: PairListener,
): Promise<TrainedPair> {
  const outcomes: ArmOutcome[] = [];
  await threads.train(tasks, message => {
    if (message.kind === 'progress') listener.progress(message.progress);
    else if (message.kind === 'result') outcomes.push(message);
    else listener.event(message.event);
  });
  const complete = tasks.flatMap(({ arm }) => outcomes.filter(each => each.arm === arm)).filter(hasResult);
  if (complete.length === 0) return { results: [], isWhole: false };
  const results = withCommonOrderHash(complete).map(({ result }) => result);
  return { results, isWhole: complete.length === tasks.length && results.every(({ interrupted }) => !interrupted) };
}
