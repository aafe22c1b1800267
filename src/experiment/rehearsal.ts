/**
 * Arms rehearse: they briefly train small networks like theirs on random rows, step by step in turn, in temporary memory. The
 * engine compiles code only after it has run for a while. Without a rehearsal the compilation would count as training time,
 * mostly of the arm that comes first. A thread rehearses while the data are read, for what they probably are.
 */

import type { Engine } from '../kernels/engine.ts';
import { decide } from '../settings/table.ts';
import { armConfig } from './arms.ts';
import { madeUpTrainer } from './make-trainer.ts';
import { type Experiment, minBatchOf } from './spec.ts';
import { plainTask, type StepTask } from './step-cost.ts';

/** Milliseconds and steps of a rehearsal, at most, its widest layer and its largest batch. After 500 steps it takes no less time. */
const MILLISECONDS = 60;
const STEPS = 1000;
const SIZE = 100;
/** What compiled code does not depend on. */
const [ROWS, FEATURES, CLASSES] = [1000, 10, 3];

/** The arms of this thread that have rehearsed, with their tasks. */
const rehearsed = new Set<string>();

/** Does nothing if this thread has rehearsed these arms. */
export function rehearse(tasks: readonly StepTask[]): void {
  const names = tasks.map(({ arm, task }) => `${arm} ${task}`);
  if (names.every(name => rehearsed.has(name))) return;
  const running = tasks.map(task => madeUpTrainer(task, SIZE));
  const end = performance.now() + MILLISECONDS;
  for (let step = 0; step < STEPS && performance.now() < end; step++) {
    for (const trainer of running) trainer.advance();
  }
  for (const name of names) rehearsed.add(name);
}

/** What the arms will probably train. */
export function expectedTasks(experiment: Experiment, engine: Engine): StepTask[] {
  return experiment.arms.map(arm => {
    const own = armConfig(arm, experiment.config);
    const task = own.task === 'regression' ? 'regression' : 'classification';
    const config = decide(own, { task, rows: ROWS });
    const widths = [FEATURES, ...config.layers, task === 'regression' ? 1 : CLASSES];
    const minBatch = minBatchOf(experiment);
    return plainTask({ arm: arm.name, config, task, widths, targetDeviation: 1, minBatch, engine });
  });
}
