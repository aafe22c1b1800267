/** The comparisons of Udacity's lesson on batch normalization. */

import type { AnyEvent } from '../../src/events/events.ts';
import { armNames, arms, only } from './events.ts';
import { markdownTable, overSeeds } from './spread.ts';

interface Comparison {
  activation: 'relu' | 'sigmoid';
  initScale: number;
  lr: number;
  /** Validation accuracies that the notebook of the course has, without and with batch norm: of each of its runs. */
  course: readonly (readonly [number, number])[];
  /** The same after 2,000 batches, where the notebook has such a run. */
  early?: readonly [number, number];
}

/**
 * batch-norm/Batch_Normalization_Lesson.ipynb of https://github.com/udacity/deep-learning, commit 6d8bdf6: accuracies on 5,000 images after
 * 50,000 batches.
 */
const comparisons: readonly Comparison[] = [
  { activation: 'relu', initScale: 0.05, lr: 0.01, course: [[0.973, 0.983]], early: [0.829, 0.958] },
  { activation: 'sigmoid', initScale: 0.05, lr: 0.01, course: [[0.834, 0.976]] },
  {
    activation: 'relu',
    initScale: 0.05,
    lr: 1,
    course: [
      [0.096, 0.984],
      [0.099, 0.984],
    ],
  },
  { activation: 'sigmoid', initScale: 0.05, lr: 1, course: [[0.978, 0.984]], early: [0.921, 0.952] },
  { activation: 'relu', initScale: 0.05, lr: 2, course: [[0.099, 0.983]] },
  { activation: 'sigmoid', initScale: 0.05, lr: 2, course: [[0.98, 0.98]], early: [0.938, 0.957] },
  { activation: 'relu', initScale: 5, lr: 0.01, course: [[0.096, 0.795]] },
  { activation: 'sigmoid', initScale: 5, lr: 0.01, course: [[0.22, 0.859]] },
  {
    activation: 'relu',
    initScale: 5,
    lr: 1,
    course: [
      [0.113, 0.924],
      [0.113, 0.099],
    ],
  },
  { activation: 'sigmoid', initScale: 5, lr: 1, course: [[0.897, 0.957]] },
  {
    activation: 'relu',
    initScale: 5,
    lr: 2,
    course: [
      [0.096, 0.913],
      [0.096, 0.099],
    ],
  },
  { activation: 'sigmoid', initScale: 5, lr: 2, course: [[0.909, 0.961]] },
];

export function udacity(events: readonly AnyEvent[]): string {
  const results = only(events, 'result');
  const rows = comparisons.map(({ activation, initScale, lr, course, early }) => {
    const own = results.filter(
      ({ cell }) => cell!.activation === activation && cell!.initScale === initScale && cell!.lr === lr,
    );
    const scores = arms.map(arm => accuracies(own.filter(result => result.arm === arm)));
    const theirs = [0, 1].map(side => {
      const all = course.map(pair => pair[side]!.toFixed(3)).join(', ');
      return early === undefined ? all : `${all} (early: ${early[side]!.toFixed(3)})`;
    });
    return [`${activation}, ${initScale}, ${lr}`, ...theirs, ...scores];
  });
  const head = ['course', 'bntrain'].flatMap(who => arms.map(arm => `${who}, ${armNames[arm]}`));
  return markdownTable([['activation, initial scale, learning rate', ...head], ...rows]);
}

type Result = ReturnType<typeof only<'result'>>[number];

/** The mean and range of those that did not diverge, and how many did. */
function accuracies(results: readonly Result[]): string {
  const finite = results.filter(({ diverged }) => !diverged);
  const diverged = results.length - finite.length;
  const spread = finite.length === 0 ? [] : [overSeeds(finite.map(({ final }) => final!.validationScore!))];
  return [...spread, ...(diverged === 0 ? [] : [`${diverged} diverged`])].join('; ');
}
