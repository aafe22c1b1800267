/**
 * Whether a BLAS of this machine would train a network faster. It is measured after a long training, on made-up rows and in a
 * thread of its own: a few steps with each engine in turn. Shorter trainings load no library.
 */

import { Worker } from 'node:worker_threads';
import { UserError } from '../base/errors.ts';
import { significant } from '../base/text/format.ts';
import type { FasterEngineEvent, ResultEvent } from '../events/events.ts';
import { findBlas } from '../kernels/blas/find.ts';
import { blasTitle, identityOf } from '../kernels/blas/library.ts';
import { type Engine, withLibrary } from '../kernels/engine.ts';
import type { ArmTask } from './arm.ts';
import { countWeights, plainTask, type StepTask } from './step-cost.ts';

/** Seconds of a step with each engine. */
export interface EngineTimes {
  readonly now: number;
  readonly blas: number;
}

/** What the worker gets. */
export interface EngineTrial {
  /** The same task with each engine. */
  readonly tasks: readonly [now: StepTask, blas: StepTask];
  readonly milliseconds: number;
}

/** Less of a gain is not worth a line. */
const WORTH_A_LINE = 1.2;
/** Trainings of fewer seconds are over soon enough. */
const LEAST_SECONDS = 10;
/** The part of the training that the measurement may take, with so many steps at least. */
const SHARE = 0.05;
export const TRIAL_STEPS = 16;
/** Milliseconds at most, unless the steps take longer. */
const MOST = 400;
/** Products that are slower than this, in multiply-adds a second, are not most of a step. */
const SLOWEST_PRODUCTS = 5e9;
/** Larger networks are not made once more. */
const MAX_WEIGHTS = 1 << 24;

/** Null if no other engine would be faster, or if it is not known. */
export async function adviseEngine(
  task: Omit<ArmTask, 'control'>,
  result: Pick<ResultEvent, 'steps' | 'seconds' | 'interrupted'>,
  signal?: AbortSignal,
): Promise<FasterEngineEvent | null> {
  const { config, engine } = task;
  if (config.engine !== 'auto' || result.interrupted || !isWorthMeasuring(task, result)) return null;
  const other = engineWithBlas(engine);
  if (other === null) return null;
  const milliseconds = Math.min(1000 * SHARE * result.seconds, MOST);
  const times = await measure(task, [engine, other], milliseconds, signal);
  if (times === null || !(times.now >= WORTH_A_LINE * times.blas)) return null;
  return fasterEngineEvent(engine, other, times);
}

/** Whether the training was long, its steps many, and products most of them. */
export function isWorthMeasuring(
  { widths, config }: Pick<ArmTask, 'widths' | 'config'>,
  { steps, seconds }: Pick<ResultEvent, 'steps' | 'seconds'>,
): boolean {
  const weights = countWeights(widths);
  const products = (3 * weights * config.batchSize * steps) / seconds;
  const share = TRIAL_STEPS / steps;
  return seconds >= LEAST_SECONDS && share <= SHARE && weights <= MAX_WEIGHTS && products >= SLOWEST_PRODUCTS;
}

export function fasterEngineEvent(
  { name }: Pick<Engine, 'name'>,
  { blas }: Pick<Engine, 'blas'>,
  times: EngineTimes,
): FasterEngineEvent {
  const ratio = times.now / times.blas;
  const milliseconds = (seconds: number) => `${significant(1000 * seconds, 3)} ms`;
  const sentence =
    `⟪engine=blas⟫ would train this network ${significant(ratio, 2)} times as fast: a step takes ${milliseconds(times.blas)} with ` +
    `${blasTitle(blas!)} and ${milliseconds(times.now)} with the ${name} kernels, measured after training.`;
  return {
    event: 'faster-engine',
    blas: identityOf(blas!),
    seconds: times.now,
    blasSeconds: times.blas,
    ratio,
    sentence,
  };
}

function engineWithBlas(engine: Engine): Engine | null {
  try {
    return withLibrary(engine, findBlas(null));
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

/** Null if it fails, or is aborted; then its thread ends at once. */
async function measure(
  task: StepTask,
  engines: readonly [Engine, Engine],
  milliseconds: number,
  signal?: AbortSignal,
): Promise<EngineTimes | null> {
  if (signal?.aborted) return null;
  const [now, blas] = engines;
  const workerData: EngineTrial = {
    tasks: [plainTask({ ...task, engine: now }), plainTask({ ...task, engine: blas })],
    milliseconds,
  };
  let worker: Worker | undefined;
  let giveUp = () => {};
  try {
    worker = new Worker(new URL('./faster-engine-worker.js', import.meta.url), { workerData });
    return await new Promise((resolve, reject) => {
      giveUp = () => reject();
      for (const end of ['error', 'exit']) worker!.once(end, giveUp);
      signal?.addEventListener('abort', giveUp);
      worker!.once('message', resolve);
    });
  } catch {
    return null;
  } finally {
    signal?.removeEventListener('abort', giveUp);
    await worker?.terminate();
  }
}
