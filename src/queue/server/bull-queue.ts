/** The queue of a coordinator, kept by BullMQ. */

import type { EventEmitter } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Job, QueueEvents } from 'bullmq';
import { UserError } from '../../base/errors.ts';
import type { Bundle, Ended, JobQueue, QueueState } from '../job-queue.ts';
import type { Contact } from './contact.ts';
import { type BundleData, type BundleQueue, type Host, jobOptions } from './host.ts';
import { countWorkers, kindOf, queueName } from './queue-name.ts';

/** Bundles that are added, and looked up, at a time. */
const PAGE = 100;
const MAX_CLOSING = 1000;

export async function openBullQueue(kind: string, host: Host, contact: Contact): Promise<JobQueue> {
  const name = queueName(kind);
  // BullMQ remembers a first failure for ever.
  const queue = await contact.persist(() => ready(host.makeQueue(name), contact));
  const events = await contact.persist(() => ready(host.makeEvents(name), contact));
  return new BullQueue(name, queue, events, host, contact);
}

interface Connected {
  waitUntilReady(): Promise<unknown>;
  close(): Promise<unknown>;
}

/** Resolves when it is connected; one that cannot be is closed. */
export async function ready<T extends Connected>(connected: T, contact: Contact): Promise<T> {
  (connected as unknown as EventEmitter).on('error', error => contact.failed(error));
  try {
    await connected.waitUntilReady();
    return connected;
  } catch (error) {
    await connected.close().catch(() => {});
    throw error;
  }
}

class BullQueue implements JobQueue {
  readonly #name: string;
  readonly #queue: BundleQueue;
  readonly #events: QueueEvents;
  readonly #host: Host;
  readonly #contact: Contact;
  /** Those that bundles were added of. */
  readonly #sweeps = new Set<string>();

  constructor(name: string, queue: BundleQueue, events: QueueEvents, host: Host, contact: Contact) {
    this.#name = name;
    this.#queue = queue;
    this.#events = events;
    this.#host = host;
    this.#contact = contact;
    events.run().catch(error => contact.failed(error));
  }

  async add(bundles: readonly Bundle[]): Promise<void> {
    for (const page of pages(bundles)) {
      await this.#checkCancelled(page.map(({ sweep }) => sweep));
      for (const sweep of new Set(page.map(it => it.sweep))) {
        const ids = page.filter(it => it.sweep === sweep).map(({ id }) => id);
        await this.#ask(() => this.#host.sweeps.begin(sweep, this.#name, ids));
        this.#sweeps.add(sweep);
      }
      // On PostgreSQL, adding in bulk takes the right to make sequences.
      await this.#ask(() =>
        Promise.all(page.map(({ id, text, sweep }) => this.#queue.add(sweep, { text }, jobOptions(id)))),
      );
    }
  }

  async known(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const states = await this.#each(ids, async id => [id, await this.#queue.getJobState(id)] as const);
    return new Set(states.filter(([, state]) => state !== 'unknown').map(([id]) => id));
  }

  async ended(ids: readonly string[]): Promise<readonly Ended[]> {
    await this.#checkCancelled([...this.#sweeps]);
    const found = await this.#each(ids, id => this.#queue.getJob(id));
    return found.flatMap(job => (job?.finishedOn === undefined ? [] : [outcome(job)]));
  }

  async remove(ids: readonly string[]): Promise<void> {
    await this.#each(ids, async id => {
      const job = await this.#queue.getJob(id);
      if (job?.finishedOn !== undefined) await job.remove();
    });
  }

  onHint(listener: (id: string | null) => void): void {
    this.#events.on('completed', ({ jobId }) => listener(jobId));
    this.#events.on('failed', ({ jobId }) => listener(jobId));
    this.#contact.onBack(() => listener(null));
  }

  async state(): Promise<QueueState> {
    const [clients, counts] = await this.#ask(() =>
      Promise.all([this.#host.clientNames(), this.#queue.getJobCounts('waiting', 'active', 'delayed')]),
    );
    const workers = countWorkers(clients);
    const own = kindOf(this.#name)!;
    return {
      own: workers.get(own) ?? 0,
      others: [...workers].filter(([kind]) => kind !== own).map(([kind, count]) => ({ kind, count })),
      waiting: (counts.waiting ?? 0) + (counts.delayed ?? 0),
      running: counts.active ?? 0,
    };
  }

  async close(): Promise<void> {
    this.#contact.close();
    const closed = Promise.all([this.#events.close(), this.#queue.close()]);
    // BullMQ waits for ever for the end of a connection to a Redis that is away.
    await Promise.race([closed, pause(MAX_CLOSING)]);
  }

  #ask<T>(ask: () => Promise<T>): Promise<T> {
    return this.#contact.persist(ask);
  }

  async #each<T>(ids: readonly string[], ask: (id: string) => Promise<T>): Promise<T[]> {
    const answers: T[] = [];
    for (const page of pages(ids)) answers.push(...(await this.#ask(() => Promise.all(page.map(ask)))));
    return answers;
  }

  /** Throws UserError where another process has cancelled a sweep of this one. */
  async #checkCancelled(sweeps: readonly string[]): Promise<void> {
    for (const sweep of new Set(sweeps)) {
      if (!this.#sweeps.has(sweep) || !(await this.#ask(() => this.#host.sweeps.isCancelled(sweep)))) continue;
      throw new UserError(`⟪queue⟫: the sweep ${sweep} was cancelled; start the same command again to go on with it`);
    }
  }
}

function outcome(job: Job<BundleData, string, string>): Ended {
  const { returnvalue, failedReason, processedBy = '' } = job;
  const id = job.id!;
  if (typeof returnvalue === 'string') return { id, results: returnvalue, worker: processedBy };
  // What is no text is no result either, and is found to be none.
  return failedReason ? { id, failure: failedReason } : { id, results: '', worker: processedBy };
}

function pages<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / PAGE) }, (_, n) => all.slice(n * PAGE, (n + 1) * PAGE));
}
