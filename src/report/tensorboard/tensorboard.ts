/** Event files for TensorBoard: a folder for each run, with losses and scores by step. */

import { probeValues } from '../document/probe-values.ts';
import type { ReportData, Run, RunPoint } from '../document/report-data.ts';
import type { FileOfReport } from '../formats.ts';
import { eventFile, type Scalars } from './events.ts';
import { foldersOf } from './folders.ts';

/** It has no time in its name, so that a run's file takes the place of the one before. */
const FILE = 'events.out.tfevents.bntrain';

const tags = {
  trainLoss: 'loss/train',
  trainScore: 'score/train',
  validationLoss: 'loss/validation',
  validationScore: 'score/validation',
  trainEvalLoss: 'loss/train_eval',
  trainEvalScore: 'score/train_eval',
} as const satisfies Partial<Record<keyof RunPoint, string>>;

/** Times are those of the run: its start, and the seconds of training. */
export function renderTensorboard(data: ReportData): FileOfReport[] {
  return foldersOf(data).map(({ group, run, path }) => {
    const start = Date.parse(group.start.time) / 1000 || 0;
    return { path: `${path}/${FILE}`, bytes: eventFile(start, scalarsOf(run, start)) };
  });
}

function scalarsOf(run: Run, start: number): Scalars[] {
  const secondsAt = secondsBySteps(run.points);
  const evaluations = run.points.map(point => ({
    time: start + point.seconds,
    step: point.step,
    values: Object.fromEntries(
      Object.entries(tags).flatMap(([key, tag]) => {
        const value = point[key as keyof typeof tags];
        return value === null ? [] : [[tag, value]];
      }),
    ),
  }));
  const steps = run.steps.map(({ step, loss, learningRate }) => ({
    time: start + secondsAt(step),
    step,
    values: { ...(loss === null ? {} : { 'loss/step': loss }), learning_rate: learningRate },
  }));
  return [...evaluations, ...steps, ...probed(run, start)]
    .filter(({ values }) => Object.keys(values).length > 0)
    .sort((a, b) => a.step - b.step);
}

/** `probes/layer-1/preactivation.p50`, with all values of a step together. */
function probed(run: Run, start: number): Scalars[] {
  const secondsAt = secondsBySteps(run.points);
  const bySteps = new Map<number, Record<string, number>>();
  for (const { step, layer, measure, value } of probeValues(run)) {
    const [group, ...name] = measure.split('.') as [string, ...string[]];
    const tag = [group === 'probe' ? 'probes' : group, ...(layer === null ? [] : [`layer-${layer}`]), name.join('.')];
    const values = bySteps.get(step) ?? {};
    values[tag.join('/')] = value;
    bySteps.set(step, values);
  }
  const inOrder = [...bySteps].sort(([a], [b]) => a - b);
  return inOrder.map(([step, values]) => ({ time: start + secondsAt(step), step, values }));
}

/** The seconds at steps, which themselves have no time: on a line between the evaluations around them. */
function secondsBySteps(points: readonly RunPoint[]): (step: number) => number {
  let next = 0;
  return step => {
    while (next < points.length && points[next]!.step < step) next++;
    const [before, after] = [points[next - 1], points[next]];
    if (before === undefined || after === undefined) return (after ?? before)?.seconds ?? 0;
    return before.seconds + ((step - before.step) / (after.step - before.step)) * (after.seconds - before.seconds);
  };
}
