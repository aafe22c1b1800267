/** Collects the results of bundles. Hints of the queue are for speed; a look at all of them now and then is the truth. */

import { FailedCheck } from '../base/errors.ts';
import { Malformed } from '../base/files/json.ts';
import { formatCount, plural, printable } from '../base/text/format.ts';
import { settingTo } from '../base/text/setting-names.ts';
import { version } from '../base/version.ts';
import type { Arrivals, RemotePair } from '../experiment/pairs/dispatcher.ts';
import { cellOf } from '../experiment/run.ts';
import { checkLine } from '../saved/results/result-line.ts';
import type { BundleOfPairs } from './bundles.ts';
import type { Hints } from './hints.ts';
import type { Ended, JobQueue, QueueState } from './job-queue.ts';
import { MAX_RESULTS } from './train-bundle.ts';

/** Milliseconds. */
export interface CollectionTimes {
  /** Between two looks at all bundles. */
  readonly scanEvery: number;
  /** Between two looks at the workers. */
  readonly stateEvery: number;
  /** Until there is a warning that no worker is there. */
  readonly noWorkerAfter: number;
}

const usual: CollectionTimes = { scanEvery: 15_000, stateEvery: 5000, noWorkerAfter: 10_000 };
/** Characters of why a bundle failed. */
const MAX_REASON = 1000;
/** Bundles whose results are in memory at a time. */
const RESULTS = 20;
/** Ids of one question. */
const PAGE = 500;

/** Results that were computed here: for each job the digest, or null if that was interrupted. */
export type Check = Promise<ReadonlyMap<string, string> | null>;

export interface CollectionOptions extends Partial<CollectionTimes> {
  readonly queue: JobQueue;
  readonly hints: Hints;
  readonly arrivals: Arrivals;
  readonly signal: AbortSignal;
  readonly kernels: string;
  /** By the id of a bundle. */
  readonly checks: ReadonlyMap<string, Check>;
}

export class Collection {
  readonly #options: CollectionOptions & CollectionTimes;
  /** Bundles that have not ended. */
  readonly #open: Map<string, BundleOfPairs>;
  readonly #ids: readonly string[];
  readonly #failures: string[] = [];
  #lackingSince: number | null = null;
  #hasWarned = false;

  constructor(options: CollectionOptions, bundles: readonly BundleOfPairs[]) {
    this.#options = { ...usual, ...options };
    this.#ids = bundles.map(({ id }) => id);
    this.#open = new Map(bundles.map(bundle => [bundle.id, bundle]));
  }

  /** Resolves with why bundles failed, when none is open or the signal aborts. Throws FailedCheck for different bits. */
  async collect(): Promise<readonly string[]> {
    const { hints, signal, scanEvery, stateEvery } = this.#options;
    let [scanned, stated] = [-scanEvery, -stateEvery];
    while (this.#open.size > 0 && !signal.aborted) {
      const ids = await hints.next(scanned < 0 ? 0 : Math.min(stateEvery, scanEvery), signal);
      const now = performance.now();
      if (ids.has(null) || now - scanned >= scanEvery) {
        await this.#look([...this.#open.keys()]);
        await this.#addLost();
        scanned = now;
      } else await this.#look([...ids].filter(id => id !== null && this.#open.has(id)) as string[]);
      // A bundle that ended may have been taken after the last look at the workers.
      const pause = ids.size > 0 ? stateEvery / 5 : stateEvery;
      if (now - stated < pause || this.#open.size === 0) continue;
      this.#say(await this.#options.queue.state());
      stated = now;
    }
    return this.#failures;
  }

  async #look(ids: readonly string[]): Promise<void> {
    const { queue, checks, signal } = this.#options;
    for (let start = 0; start < ids.length && !signal.aborted; start += RESULTS) {
      const ended = await queue.ended(ids.slice(start, start + RESULTS));
      // Those that are trained here too may have to wait for that.
      const inOrder = [...ended].sort((a, b) => Number(checks.has(a.id)) - Number(checks.has(b.id)));
      for (const each of inOrder) await this.#take(each);
    }
  }

  async #take(ended: Ended): Promise<void> {
    const bundle = this.#open.get(ended.id);
    if (bundle === undefined) return;
    const { queue, arrivals, checks } = this.#options;
    if ('failure' in ended) {
      this.#fail(bundle, reasonOf(ended.failure));
      return;
    }
    try {
      const lines = linesOf(ended.results, bundle);
      const check = await (checks.get(bundle.id) ?? new Map<string, string>());
      if (check === null) return;
      compare(lines, check, bundle, ended.worker);
      await arrivals.add(lines);
      this.#open.delete(bundle.id);
    } catch (error) {
      if (!(error instanceof Malformed || error instanceof FailedCheck)) throw error;
      if (error instanceof FailedCheck) {
        await this.#forget(ended.worker);
        throw error;
      }
      await queue.remove([bundle.id]);
      this.#fail(bundle, `worker ${printable(ended.worker)}: its results are none: ${printable(error.what)}`);
    }
  }

  /** Removes all that a worker has done, so that the same command has it trained again. */
  async #forget(worker: string): Promise<void> {
    const { queue } = this.#options;
    for (let start = 0; start < this.#ids.length; start += RESULTS) {
      const ended = await queue.ended(this.#ids.slice(start, start + RESULTS));
      await queue.remove(ended.filter(each => 'worker' in each && each.worker === worker).map(({ id }) => id));
    }
  }

  #fail(bundle: BundleOfPairs, reason: string): void {
    const short = reason.length <= MAX_REASON ? reason : `${reason.slice(0, MAX_REASON)}…`;
    this.#failures.push(`${plural(bundle.pairs.length, 'pair')} from ${nameOf(bundle.pairs[0]!)} on: ${short}`);
    this.#open.delete(bundle.id);
  }

  /** A server that restarted may have lost bundles that it had. */
  async #addLost(): Promise<void> {
    const { queue } = this.#options;
    const bundles = [...this.#open.values()];
    for (let start = 0; start < bundles.length; start += PAGE) {
      const page = bundles.slice(start, start + PAGE);
      const known = await queue.known(page.map(({ id }) => id));
      const lost = page.filter(({ id }) => !known.has(id));
      if (lost.length > 0) await queue.add(lost);
    }
  }

  #say({ own, others, waiting, running }: QueueState): void {
    const { arrivals, kernels, noWorkerAfter } = this.#options;
    const bundles = [`${formatCount(waiting)} waiting`, `${formatCount(running)} running`];
    const isLacking = own === 0 && running === 0;
    arrivals.note(`${plural(own, 'worker')}; bundles: ${bundles.join(', ')}`, isLacking);
    if (!isLacking) {
      this.#lackingSince = null;
      this.#hasWarned = false;
      return;
    }
    const now = performance.now();
    this.#lackingSince ??= now;
    if (this.#hasWarned || now - this.#lackingSince < noWorkerAfter) return;
    this.#hasWarned = true;
    const there = others.map(({ kind, count }) => `${formatCount(count)} for ${inWords(kind)}`).join(', ');
    const other = there === '' ? '' : `; there ${others[0]!.count === 1 ? 'is' : 'are'} ${there}`;
    arrivals.warn(`no worker for ${version}, ${kernels}${other}; start one: bntrain worker`);
  }
}

/** What BullMQ says of a bundle that three workers had when they ended. */
function reasonOf(failure: string): string {
  if (!/stalled more than allowable limit/.test(failure)) return failure;
  return 'three workers ended while they trained it; train these pairs with the same command without ⟪queue⟫ to see why';
}

/** One line for each pair. Throws Malformed. */
function linesOf(results: string, { pairs }: BundleOfPairs): string[] {
  if (results.length > MAX_RESULTS) throw new Malformed(`they have ${formatCount(results.length)} characters`);
  const lines = results.split('\n');
  if (lines.length !== pairs.length) throw new Malformed(`they are ${lines.length} of ${plural(pairs.length, 'pair')}`);
  const jobs = new Set(pairs.map(({ job }) => job));
  for (const line of lines) {
    const job = checkLine(Buffer.from(line))?.job;
    if (job === undefined || !jobs.delete(job)) throw new Malformed('a line is no result of a pair of the bundle');
  }
  return lines;
}

/** Throws FailedCheck where a result differs from that of this machine. */
function compare(lines: readonly string[], check: ReadonlyMap<string, string>, bundle: BundleOfPairs, worker: string) {
  for (const line of lines) {
    const { job, digest } = checkLine(Buffer.from(line))!;
    const own = check.get(job);
    if (own === undefined || own === digest) continue;
    const pair = bundle.pairs.find(each => each.job === job)!;
    throw new FailedCheck(
      `not the same bits: ${nameOf(pair)} by worker ${printable(worker)}, and trained again here; that result is not used; see to ` +
        'that machine, and run the command again: it has all of that worker trained again that was not kept',
    );
  }
}

function nameOf({ seed, point }: RemotePair): string {
  const cell = Object.entries(cellOf(point)).map(([key, value]) => settingTo(key, value));
  return [`seed ${seed}`, ...cell].join(', ');
}

/** "0.2.0, fma" for "0.2.0-fma". */
function inWords(kind: string): string {
  const dash = kind.lastIndexOf('-');
  return `${kind.slice(0, dash)}, ${kind.slice(dash + 1)}`;
}
