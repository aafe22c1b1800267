/** A small sweep of a table, alone or by a queue in memory. */

import { join } from 'node:path';
import type { BundleEvent, Listener, TrainingEvent } from '../../src/events/events.ts';
import { conclude } from '../../src/evidence/conclusions.ts';
import { makeGrid } from '../../src/evidence/sweep/grid.ts';
import { comparedArms } from '../../src/experiment/arms.ts';
import { runExperiment } from '../../src/experiment/experiment.ts';
import type { Experiment } from '../../src/experiment/spec.ts';
import { bitsOf, chooseEngine } from '../../src/kernels/engine.ts';
import { Coordinator } from '../../src/queue/coordinator.ts';
import { defaultLimits, type Limits } from '../../src/queue/job/limits.ts';
import type { BundleSource, DataStore } from '../../src/queue/job-queue.ts';
import { Verification } from '../../src/queue/verification.ts';
import { runWorker } from '../../src/queue/worker.ts';
import { withoutTimes } from './bntrain.ts';
import { root } from './fixtures.ts';
import type { MemoryQueue } from './memory-queue.ts';

export const iris = join(root, 'data/iris.csv');
const engine = chooseEngine('auto', () => {}, null);
export const kernels = bitsOf(engine);
export const here: DataStore = { find: async () => iris };

const given = { layers: '4', epochs: '3', lr: '0.1,1', initScale: '0.1,1', seeds: '3', threads: '1' };
const times = { scanEvery: 200, stateEvery: 20, noWorkerAfter: 50 };
/** Each pair is a bundle of its own. */
const sizes = { shortest: 0, longest: 0 };

/** 12 pairs; `more` has other settings. */
export function sweep(more: object = {}): Experiment {
  const { config, points } = makeGrid({ given: { ...given, ...more }, yes: false }, comparedArms);
  return { command: 'sweep', paths: [iris], arms: comparedArms, config, points };
}

export interface Queued {
  readonly detached?: boolean;
  readonly verify?: number;
  /** All pairs in one bundle; by default each is one. */
  readonly oneBundle?: true;
}

export function queued(
  experiment: Experiment,
  queue: MemoryQueue,
  directory: string,
  options: Queued = {},
): Experiment {
  const { detached = false, verify, oneBundle } = options;
  const dispatcher = new Coordinator({
    open: async () => queue,
    detached,
    verification: verify === undefined ? null : new Verification(verify, { threads: 1 }),
    times,
    ...(oneBundle ? {} : { sizes }),
    send: async () => {},
  });
  return { ...experiment, results: { directory, dispatcher } };
}

/** `done` counts pairs, as the progress does at last. */
export async function eventsOf(experiment: Experiment, signal?: AbortSignal) {
  const events: TrainingEvent[] = [];
  let error: unknown = null;
  let done = 0;
  const listener: Listener = {
    event: event => events.push(event),
    pairs: progress => {
      done = progress.done;
    },
  };
  try {
    await runExperiment(experiment, [listener], signal, conclude);
  } catch (thrown) {
    error = thrown;
  }
  return { events, error, done };
}

/** Without what differs from run to run. */
export const timeless = (events: readonly TrainingEvent[]) =>
  withoutTimes(events.filter(({ event }) => event !== 'start'));

export interface WorkOptions {
  readonly limits?: Limits;
  readonly data?: DataStore;
  readonly drain?: boolean;
  readonly finishWithin?: number;
  readonly hurry?: AbortSignal;
}

/** Begins to work; `stop` resolves when the worker has ended. */
export function work(source: BundleSource, worker: string, options: WorkOptions = {}) {
  const stop = new AbortController();
  const bundles: BundleEvent[] = [];
  const ended = runWorker(source, {
    ...{
      worker,
      kernels,
      engine,
      threads: 1,
      machine: { threads: 1 },
      limits: defaultLimits,
      data: here,
      drain: false,
    },
    ...options,
    stop: stop.signal,
    onBundle: event => bundles.push(event),
  });
  const end = () => {
    stop.abort();
    return ended;
  };
  return { bundles, ended, stop: end };
}
