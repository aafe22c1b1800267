/**
 * How much longer a step of one arm takes than a step of another. Training times of arms depend on what else the machine does
 * meanwhile, so this is measured by itself, after training: a thread that has trained does about a millisecond of steps of
 * each arm in turn, on made-up rows, by processor time. Whatever slows the machine down slows neighbouring stretches alike, and the
 * median of the ratios of neighbours ignores those that were disturbed.
 */

import type { ResultEvent } from '../events/events.ts';
import type { ArmTask } from './arm.ts';

/** Of the ratio of times: its median, and the limits between which runs of the same command agree. */
export interface StepCost {
  ratio: number;
  low: number;
  high: number;
}

/** Why the cost of a step was not measured by itself. */
export const unmeasuredSteps = {
  'same-network': 'both arms are the same network',
  'few-steps': 'an arm did fewer than 30 steps',
  'large-network': 'the network or its batches are too large to repeat enough steps',
  interrupted: 'the run was interrupted',
  'no-thread': 'no thread could measure it',
} as const satisfies Record<string, string>;

export type UnmeasuredSteps = keyof typeof unmeasuredSteps;

/** Fewer pairs of stretches say nothing. */
export const MIN_PAIRS = 20;
/** The share by which the cost may differ from run to run without any visible reason, at least. */
const UNSEEN = 0.03;
/** The part of the training time that the measurement takes; ms, at least and at most. */
const SHARE = 0.3;
const [LEAST, MOST] = [60, 400];
/** Min steps of an arm for times that are more than noise. */
export const MIN_STEPS = 30;
/** Larger networks are not made once more. */
const MAX_WEIGHTS = 1 << 21;
/** Max seconds of the fewest steps that a measurement takes. */
const MAX_SECONDS = 3;

/** What a step depends on. */
export type StepTask = Pick<ArmTask, 'arm' | 'config' | 'task' | 'widths' | 'targetDeviation' | 'minBatch' | 'engine'>;

/** Can be sent to a thread. */
export interface StepRequest {
  readonly tasks: readonly StepTask[];
  readonly milliseconds: number;
}

/** Measures steps in one of its threads. */
export interface StepMeter {
  stepCosts(request: StepRequest): Promise<(StepCost | null)[]>;
}

/** The cost of each task's step over the first one's; or why it is not measured. */
export async function measureStepCosts(
  tasks: readonly StepTask[],
  results: readonly Pick<ResultEvent, 'steps' | 'seconds' | 'interrupted'>[],
  meter: StepMeter,
  signal?: AbortSignal,
): Promise<(StepCost | UnmeasuredSteps)[]> {
  const reason = whyUnmeasured(tasks[0]!.widths, results);
  if (reason !== null) return tasks.map(() => reason);
  const seconds = Math.max(...results.map(result => result.seconds));
  const milliseconds = Math.min(Math.max(1000 * SHARE * seconds, LEAST), MOST);
  const costs = await orAborted(() => meter.stepCosts({ tasks: tasks.map(plainTask), milliseconds }), signal);
  return tasks.map((_, n) => costs?.[n] ?? (signal?.aborted ? 'interrupted' : 'no-thread'));
}

/** Rows, checkpoints and states stay here. */
export function plainTask({ arm, config, task, widths, targetDeviation, minBatch, engine }: StepTask): StepTask {
  return { arm, config, task, widths, targetDeviation, minBatch, engine: { ...engine, memory: null, team: null } };
}

/** Null if it fails, or is aborted. */
async function orAborted<T>(work: () => Promise<T>, signal: AbortSignal | undefined): Promise<T | null> {
  if (signal?.aborted) return null;
  return new Promise(resolve => {
    const giveUp = () => resolve(null);
    signal?.addEventListener('abort', giveUp);
    work()
      .then(resolve, giveUp)
      .finally(() => signal?.removeEventListener('abort', giveUp));
  });
}

/** Null if it can be measured. */
export function whyUnmeasured(
  widths: readonly number[],
  results: readonly Pick<ResultEvent, 'steps' | 'seconds' | 'interrupted'>[],
): UnmeasuredSteps | null {
  if (results.some(({ interrupted }) => interrupted)) return 'interrupted';
  if (results.some(({ steps }) => steps < MIN_STEPS)) return 'few-steps';
  const secondsOfPair = results.reduce((sum, { seconds, steps }) => sum + seconds / steps, 0);
  return countWeights(widths) > MAX_WEIGHTS || MIN_PAIRS * secondsOfPair > MAX_SECONDS ? 'large-network' : null;
}

/** The weights of all affines. */
export function countWeights(widths: readonly number[]): number {
  return widths.reduce((sum, width, n) => sum + (n === 0 ? 0 : width * widths[n - 1]!), 0);
}

/** From the logarithms of the ratios at each place. */
export function costOf(places: readonly (readonly number[])[]): StepCost | null {
  const all = places.flat();
  if (all.length < MIN_PAIRS) return null;
  const center = median(all);
  // Half the width of a 95 % interval of the median: by the spread of the stretches, and by that of the places' medians (t, 3 degrees of freedom).
  const deviation = 1.4826 * median(all.map(ratio => Math.abs(ratio - center)));
  const ofStretches = (1.96 * 1.2533 * deviation) / Math.sqrt(all.length);
  const medians = places.filter(place => place.length > 0).map(median);
  const squares = medians.reduce((sum, value) => sum + (value - center) ** 2, 0);
  const ofPlaces = medians.length < 2 ? 0 : 3.182 * Math.sqrt(squares / (medians.length - 1) / medians.length);
  const half = Math.max(ofStretches, ofPlaces) + UNSEEN;
  return { ratio: Math.exp(center), low: Math.exp(center - half), high: Math.exp(center + half) };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
}
