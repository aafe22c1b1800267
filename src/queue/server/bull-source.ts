/** The bundles of a worker, handed out by BullMQ. */

import { setTimeout as pause } from 'node:timers/promises';
import type { Job } from 'bullmq';
import { UserError } from '../../base/errors.ts';
import { textDigest } from '../../base/text/canonical-json.ts';
import { MAX_TEXT } from '../job/job.ts';
import { type BundleSource, GivenBack, type Train } from '../job-queue.ts';
import { ready } from './bull-queue.ts';
import type { Contact } from './contact.ts';
import { type Durations, pauseAfter } from './durations.ts';
import type { BundleData, BundleWorker, Host } from './host.ts';
import type { Bull } from './packages.ts';
import { queueName } from './queue-name.ts';

type BundleJob = Job<BundleData, string, string>;

export interface Source {
  readonly kind: string;
  /** The name of the worker. */
  readonly worker: string;
  readonly bull: Bull;
  readonly host: Host;
  readonly contact: Contact;
  readonly durations: Durations;
}

export class BullSource implements BundleSource {
  readonly #source: Source;
  /** In turn, without a bundle that was done. */
  #failures = 0;

  constructor(source: Source) {
    this.#source = source;
  }

  async work(train: Train, { drain, signal }: { drain: boolean; signal: AbortSignal }): Promise<void> {
    const { kind, worker: name, host, contact, durations } = this.#source;
    const running = new Map<string, AbortController>();
    const process = async (job: BundleJob, token?: string): Promise<string> => {
      const abort = new AbortController();
      running.set(job.id!, abort);
      try {
        return await this.#train(train, job, token, abort, signal);
      } finally {
        running.delete(job.id!);
      }
    };
    const worker = await contact.persist(
      () => ready(host.makeWorker(queueName(kind), name, process, durations), contact),
      signal,
    );
    worker.on('lockRenewalFailed', ids => {
      for (const id of ids) running.get(id)?.abort();
    });
    worker.on('active', () => contact.works());
    try {
      await untilLeaving(worker, drain, signal);
    } finally {
      await worker.close();
    }
  }

  async #train(
    train: Train,
    job: BundleJob,
    token: string | undefined,
    abort: AbortController,
    leaving: AbortSignal,
  ): Promise<string> {
    const { bull, host, durations } = this.#source;
    let cancelled = false;
    const look = setInterval(async () => {
      if (!(await host.sweeps.isCancelled(job.name).catch(() => false))) return;
      cancelled = true;
      abort.abort();
    }, durations.cancelled);
    try {
      const results = await train(checkBundle(job), abort.signal);
      this.#failures = 0;
      return results;
    } catch (error) {
      if (cancelled) throw new bull.UnrecoverableError(CANCELLED);
      if (error instanceof GivenBack) {
        await job.moveToWait(token);
        throw new bull.WaitingError();
      }
      if (error instanceof UserError) throw new bull.UnrecoverableError(error.message);
      // Without the pause, a worker that lacks the table uses up the tries of all bundles while another one trains.
      await pause(Math.min(pauseAfter(this.#failures++, durations), durations.lastRest), undefined, {
        signal: leaving,
      }).catch(() => {});
      throw error;
    } finally {
      clearInterval(look);
    }
  }
}

/** Why a bundle has failed that was cancelled. */
export const CANCELLED = 'the sweep was cancelled';

/** Resolves when the worker is to take no more bundles. */
async function untilLeaving(worker: BundleWorker, drain: boolean, signal: AbortSignal): Promise<void> {
  const leaving = new Promise<void>(resolve => {
    if (drain) worker.on('drained', resolve);
    signal.addEventListener('abort', () => resolve(), { once: true });
    if (signal.aborted) resolve();
  });
  await Promise.race([worker.run(), leaving]);
}

/** The text of a bundle. Throws UserError if it is not what its id says. */
function checkBundle({ id, data }: BundleJob): string {
  const text: unknown = data?.text;
  if (typeof text !== 'string' || text.length > MAX_TEXT) throw new UserError('this is no bundle of runs');
  const digest = textDigest(text);
  if (digest !== id) throw new UserError(`the id of the bundle is not the digest of its text, ${digest}`);
  return text;
}
