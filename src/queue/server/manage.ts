/** What the owner of a queue looks at and does, over all versions that have bundles there. */

import { UserError } from '../../base/errors.ts';
import type { QueueServer } from './connect.ts';
import { explain } from './explain.ts';
import type { BundleQueue, BundleState, ListedBundle } from './host.ts';
import { countWorkers, kindOf } from './queue-name.ts';

/** Bundles of a sweep for workers of a kind, such as "0.1.0-fma". */
export interface SweepStatus extends Readonly<Record<BundleState, number>> {
  readonly sweep: string;
  readonly kind: string;
  /** When it was first added, ISO 8601. */
  readonly at: string;
  readonly cancelled: boolean;
}

export interface Failure {
  readonly sweep: string;
  readonly bundle: string;
  readonly why: string;
}

export interface QueueStatus {
  readonly workers: readonly { readonly kind: string; readonly count: number }[];
  readonly sweeps: readonly SweepStatus[];
  readonly failures: readonly Failure[];
}

export interface Changed {
  readonly bundles: number;
  /** Tables that were removed. */
  readonly tables: number;
}

export class Manager {
  readonly #server: QueueServer;

  constructor(server: QueueServer) {
    this.#server = server;
  }

  async status(sweep: string | null): Promise<QueueStatus> {
    const { host } = this.#server;
    const workers = countWorkers(await host.clientNames());
    const known = await host.sweeps.list();
    const sweeps: SweepStatus[] = [];
    const failures: Failure[] = [];
    await this.#eachQueue(sweep, async (queue, bundles, kind) => {
      for (const { id, at, cancelled } of known) {
        const own = bundles.filter(it => it.sweep === id);
        if (own.length === 0) continue;
        const counts = { waiting: 0, running: 0, done: 0, failed: 0 };
        for (const { state } of own) counts[state]++;
        sweeps.push({ sweep: id, kind, at, cancelled, ...counts });
      }
      for (const { id, sweep } of bundles.filter(({ state }) => state === 'failed')) {
        const job = await queue.getJob(id);
        failures.push({ sweep, bundle: id, why: job?.failedReason ?? 'it is gone' });
      }
    });
    return { workers: [...workers].map(([kind, count]) => ({ kind, count })), sweeps, failures };
  }

  /** Removes the bundles of a sweep that wait. Those that run end when their workers notice. */
  async cancel(sweep: string): Promise<Changed> {
    await this.#server.host.sweeps.cancel(sweep);
    return await this.#change(sweep, ['waiting'], (queue, { id }) => queue.remove(id));
  }

  /** Puts bundles that failed into the queue again. */
  async retry(sweep: string | null): Promise<Changed> {
    const lifted = new Set<string>();
    return await this.#change(sweep, ['failed'], async (queue, bundle) => {
      const job = await queue.getJob(bundle.id);
      await job?.retry('failed', { resetAttemptsMade: true, resetAttemptsStarted: true });
      if (!lifted.has(bundle.sweep)) await this.#server.host.sweeps.begin(bundle.sweep, queue.name, [bundle.id]);
      lifted.add(bundle.sweep);
    });
  }

  /** Removes bundles that ended, sweeps that have none left, and the tables where no bundle of any sweep is left to train. */
  async prune(sweep: string | null): Promise<Changed> {
    const { host, blobs } = this.#server;
    const { bundles } = await this.#change(sweep, ['done', 'failed'], (queue, { id }) => queue.remove(id));
    const left: ListedBundle[] = [];
    await this.#eachQueue(null, async (_, found) => {
      left.push(...found);
    });
    for (const { id } of await host.sweeps.list()) {
      if (!left.some(bundle => bundle.sweep === id)) await host.sweeps.forget(id);
    }
    const tables = left.some(({ state }) => state !== 'done' && state !== 'failed') ? 0 : ((await blobs?.clear()) ?? 0);
    return { bundles, tables };
  }

  /** The sweep whose id begins so; null means all of them. Throws UserError. */
  async find(begin: string | undefined): Promise<string | null> {
    if (begin === undefined) return null;
    const ids = (await this.#server.host.sweeps.list()).map(({ id }) => id);
    const found = ids.filter(id => id.startsWith(begin));
    if (found.length === 1) return found[0]!;
    const problem = found.length === 0 ? 'there is no such sweep' : `${found.length} sweeps begin so`;
    throw new UserError(`⟪sweep⟫: got '${begin}': ${problem}; 'bntrain queue status' lists them`);
  }

  async #change(
    sweep: string | null,
    states: readonly BundleState[],
    change: (queue: BundleQueue, bundle: ListedBundle) => Promise<unknown>,
  ): Promise<Changed> {
    let changed = 0;
    // Workers may change bundles by themselves, but not these: they are refused before anything is changed.
    await this.#server.host.sweeps.checkRights();
    await this.#eachQueue(sweep, async (queue, bundles) => {
      for (const bundle of bundles.filter(({ state }) => states.includes(state))) {
        // Meanwhile a worker may have taken it.
        try {
          await change(queue, bundle);
          changed++;
        } catch (error) {
          if (explain(error) !== null) throw error;
        }
      }
    });
    return { bundles: changed, tables: 0 };
  }

  async #eachQueue(
    sweep: string | null,
    visit: (queue: BundleQueue, bundles: readonly ListedBundle[], kind: string) => Promise<void>,
  ): Promise<void> {
    const { host } = this.#server;
    for (const name of await host.queues()) {
      const kind = kindOf(name);
      if (kind === null) continue;
      const queue = host.makeQueue(name);
      queue.on('error', () => {});
      try {
        await visit(queue, await host.bundles(name, sweep), kind);
      } finally {
        await queue.close();
      }
    }
  }
}
