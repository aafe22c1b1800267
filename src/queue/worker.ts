/** Takes bundles from a queue until it is stopped. */

import { UserError } from '../base/errors.ts';
import type { BundleEvent } from '../events/events.ts';
import { PairCrew } from '../experiment/pairs/pair-crew.ts';
import { type Engine, withOwnMemory } from '../kernels/engine.ts';
import { type BundleSource, GivenBack } from './job-queue.ts';
import { type BundleTraining, trainBundle } from './train-bundle.ts';

/** A bundle that takes longer to its end is given back when the worker is to stop. Kubernetes kills what has not ended after 30 s. */
export const FINISH_WITHIN = 25_000;

export interface WorkerOptions extends Omit<BundleTraining, 'crew'> {
  readonly engine: Engine;
  readonly threads: number;
  /** Whether to end when the queue is empty. */
  readonly drain: boolean;
  /** Aborts when the worker is to stop. */
  readonly stop: AbortSignal;
  /** Milliseconds for the bundle under way then. */
  readonly finishWithin?: number;
  /** Aborts when that one is to be given back at once. */
  readonly hurry?: AbortSignal;
  onBundle(event: BundleEvent): void;
}

export async function runWorker(source: BundleSource, options: WorkerOptions): Promise<void> {
  const { drain, stop, finishWithin = FINISH_WITHIN, hurry, onBundle, engine, threads } = options;
  const now = new AbortController();
  hurry?.addEventListener('abort', () => now.abort(), { once: true });
  let timer: NodeJS.Timeout | undefined;
  const stopping = () => {
    timer = setTimeout(() => now.abort(), finishWithin).unref();
  };
  if (stop.aborted) return;
  let crew = null as PairCrew | null;
  stop.addEventListener('abort', stopping);
  try {
    await source.work(
      async (text, signal) => {
        const begun = performance.now();
        const done = (outcome: BundleEvent['outcome'], runs: number, reason?: string) => {
          const seconds = (performance.now() - begun) / 1000;
          onBundle({ event: 'bundle', outcome, runs, seconds, ...(reason === undefined ? {} : { reason }) });
        };
        try {
          crew ??= new PairCrew(withOwnMemory(engine), threads);
          const results = await trainBundle(text, { ...options, crew }, AbortSignal.any([signal, now.signal]));
          done('done', results.split('\n').length);
          return results;
        } catch (error) {
          // Its memory may be full, and its threads may be at work.
          await crew?.end();
          crew = null;
          const outcome = error instanceof GivenBack ? 'given-back' : error instanceof UserError ? 'refused' : 'failed';
          done(outcome, 0, (error as Error).message);
          throw error;
        }
      },
      { drain, signal: stop },
    );
  } finally {
    await crew?.end();
    clearTimeout(timer);
    stop.removeEventListener('abort', stopping);
  }
}
