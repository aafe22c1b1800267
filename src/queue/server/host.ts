/** A server with queues, whichever it is: PostgreSQL or Redis. */

import type { Processor, Queue, QueueEvents, Worker } from 'bullmq';
import type { BlobServer } from '../data/blob-server.ts';
import type { Durations } from './durations.ts';

/** What BullMQ keeps of a bundle. Its job is named by the sweep. */
export interface BundleData {
  readonly text: string;
}

export type BundleQueue = Queue<BundleData, string, string>;
export type BundleWorker = Worker<BundleData, string, string>;
export type BundleProcessor = Processor<BundleData, string, string>;

export type BundleState = 'waiting' | 'running' | 'done' | 'failed';

const states: Readonly<Record<string, BundleState>> = { active: 'running', completed: 'done', failed: 'failed' };

/** By the name that BullMQ has for it. */
export function stateOf(name: string): BundleState {
  return states[name] ?? 'waiting';
}

export interface ListedBundle {
  readonly id: string;
  readonly sweep: string;
  readonly state: BundleState;
}

export interface Sweep {
  readonly id: string;
  /** ISO 8601 */
  readonly at: string;
  readonly cancelled: boolean;
}

export interface Host {
  makeQueue(name: string): BundleQueue;
  makeEvents(name: string): QueueEvents;
  makeWorker(name: string, worker: string, process: BundleProcessor, durations: Durations): BundleWorker;
  /** Names of the connections to the server, among them those of workers. */
  clientNames(): Promise<string[]>;
  /** Names of the queues. */
  queues(): Promise<string[]>;
  /** Bundles of a queue, of all sweeps or of one. */
  bundles(queue: string, sweep: string | null): Promise<ListedBundle[]>;
  readonly sweeps: {
    /** Remembers a sweep, with bundles of a queue; if it was cancelled, it is no longer. */
    begin(sweep: string, queue: string, bundles: readonly string[]): Promise<void>;
    isCancelled(sweep: string): Promise<boolean>;
    cancel(sweep: string): Promise<void>;
    list(): Promise<Sweep[]>;
    forget(sweep: string): Promise<void>;
    /** Throws the error of the server for a user who may not change them. */
    checkRights(): Promise<void>;
  };
  /** Tables; null where the server is no place for them. */
  readonly blobs: BlobServer | null;
  close(): Promise<void>;
}

/** Options that all workers have. */
export function workerOptions(name: string, { lock, stalled, firstPause, lastPause }: Durations) {
  return {
    name,
    autorun: false,
    concurrency: 1,
    lockDuration: lock,
    stalledInterval: stalled,
    // With the first try, three.
    maxStalledCount: 2,
    runRetryDelay: Math.min(10 * firstPause, lastPause),
  };
}

const DAY_IN_SECONDS = 24 * 60 * 60;

/** Options of a bundle's job. */
export function jobOptions(id: string) {
  const keep = { age: 30 * DAY_IN_SECONDS };
  return { jobId: id, attempts: 3, removeOnComplete: keep, removeOnFail: keep };
}

/** Events have the results with them, and are hints only. */
export const streams = { events: { maxLen: 100 } };
