/**
 * How much longer a step of one arm takes than a step of another. Training times of arms depend on what else the machine does
 * meanwhile, so this is measured by itself, after training: a thread that has trained does short stretches of steps of
 * each arm in turn, on made-up rows, by processor time. The median of the ratios of neighbouring stretches ignores those that were
 * disturbed, and those of several places in memory tell how far the next run may differ.
 */

import type { ResultEvent } from '../events/events.ts';
import type { ArmTask } from './arm.ts';

/** The ratio of times, and the limits between which runs of the same command agree. */
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
const [LEAST, MOST] = [24, 400];
/** The places in memory at which networks are made to be measured. Those with more weights take long to make. */
const [PLACES, FEW_PLACES] = [8, 4];
const MAX_OFTEN_MADE = 1 << 17;
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
  readonly places: number;
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
  const places = countWeights(tasks[0]!.widths) > MAX_OFTEN_MADE ? FEW_PLACES : PLACES;
  const request = { tasks: tasks.map(plainTask), milliseconds, places };
  const costs = await orAborted(() => meter.stepCosts(request), signal);
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
  const measured = places.filter(place => place.length > 0);
  const pairs = measured.reduce((sum, place) => sum + place.length, 0);
  if (pairs < MIN_PAIRS) return null;
  const medians = measured.map(median).sort((a, b) => a - b);
  const center = median(medians);
  // The median of all places lies between the second and the last but one of 8 in 93 % of cases, between the ends of 4 in 88 %.
  const outside = Math.floor(medians.length / 8);
  const [low, high] = [medians[outside]!, medians[medians.length - 1 - outside]!];
  return { ratio: Math.exp(center), low: Math.exp(low - UNSEEN), high: Math.exp(high + UNSEEN) };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
}
