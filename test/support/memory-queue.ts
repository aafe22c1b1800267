/** A queue in the memory of this process, which can deliver twice, late, or lose what it had. */

import { UserError } from '../../src/base/errors.ts';
import { textDigest } from '../../src/base/text/canonical-json.ts';
import {
  type Bundle,
  type BundleSource,
  type Ended,
  GivenBack,
  type JobQueue,
  type QueueState,
  type Train,
} from '../../src/queue/job-queue.ts';

const MAX_ATTEMPTS = 3;

interface Entry {
  readonly bundle: Bundle;
  state: 'waiting' | 'running' | 'ended';
  attempts: number;
  deliveries: number;
  ended: Ended | null;
}

export class MemoryQueue implements JobQueue {
  readonly #entries = new Map<string, Entry>();
  readonly #listeners: ((id: string | null) => void)[] = [];
  #wake: (() => void)[] = [];
  #workers = 0;
  /** How often each bundle is handed out; the first result counts. */
  readonly deliveries: number;
  others: QueueState['others'] = [];
  /** What became of each delivery, in order. */
  readonly log: { readonly id: string; readonly worker: string; readonly results: string | null }[] = [];

  constructor({ deliveries = 1 }: { readonly deliveries?: number } = {}) {
    this.deliveries = deliveries;
  }

  async add(bundles: readonly Bundle[]): Promise<void> {
    for (const bundle of bundles) {
      if (this.#entries.has(bundle.id)) continue;
      this.#entries.set(bundle.id, { bundle, state: 'waiting', attempts: 0, deliveries: 0, ended: null });
    }
    this.#changed();
  }

  async known(ids: readonly string[]): Promise<ReadonlySet<string>> {
    return new Set(ids.filter(id => this.#entries.has(id)));
  }

  async ended(ids: readonly string[]): Promise<readonly Ended[]> {
    return ids.flatMap(id => this.#entries.get(id)?.ended ?? []);
  }

  async remove(ids: readonly string[]): Promise<void> {
    for (const id of ids) this.#entries.delete(id);
  }

  onHint(listener: (id: string | null) => void): void {
    this.#listeners.push(listener);
  }

  async state(): Promise<QueueState> {
    const count = (state: Entry['state']) => [...this.#entries.values()].filter(each => each.state === state).length;
    return { own: this.#workers, others: this.others, waiting: count('waiting'), running: count('running') };
  }

  async close(): Promise<void> {}

  get texts(): string[] {
    return [...this.#entries.values()].map(({ bundle }) => bundle.text);
  }

  get ids(): string[] {
    return [...this.#entries.keys()];
  }

  hint(id: string | null): void {
    for (const listener of this.#listeners) listener(id);
  }

  /** As if the server had restarted without its data. */
  forget(): void {
    this.#entries.clear();
  }

  source(worker: string): BundleSource {
    return {
      work: async (train, { drain, signal }) => {
        this.#workers++;
        signal.addEventListener('abort', () => this.#changed());
        try {
          while (!signal.aborted) {
            const entry = this.#take();
            if (entry !== undefined) await this.#run(entry, train, worker);
            else if (drain) return;
            else await new Promise<void>(resolve => this.#wake.push(resolve));
          }
        } finally {
          this.#workers--;
        }
      },
    };
  }

  #take(): Entry | undefined {
    const entry = [...this.#entries.values()].find(
      each => each.deliveries < this.deliveries && each.attempts < MAX_ATTEMPTS,
    );
    if (entry === undefined) return undefined;
    entry.deliveries++;
    if (entry.state === 'waiting') entry.state = 'running';
    return entry;
  }

  async #run(entry: Entry, train: Train, worker: string): Promise<void> {
    const { id, text } = entry.bundle;
    try {
      if (textDigest(text) !== id) throw new UserError('the job does not have the digest that it is named by');
      const results = await train(text, new AbortController().signal);
      this.log.push({ id, worker, results });
      entry.ended ??= { id, results, worker };
    } catch (error) {
      this.log.push({ id, worker, results: null });
      entry.deliveries--;
      if (!(error instanceof GivenBack)) entry.attempts++;
      if (error instanceof UserError) entry.attempts = MAX_ATTEMPTS;
      if (entry.attempts >= MAX_ATTEMPTS) entry.ended ??= { id, failure: (error as Error).message };
      else if (entry.ended === null) entry.state = 'waiting';
    }
    if (entry.ended !== null) entry.state = 'ended';
    this.#changed();
    this.hint(id);
  }

  #changed(): void {
    const waiting = this.#wake;
    this.#wake = [];
    for (const wake of waiting) wake();
  }
}
