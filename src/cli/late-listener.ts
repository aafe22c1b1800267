/** Listeners that load while the arms train: there is hardly anything to write before that. */

import type { Listener, PairsProgress, Progress, TableProgress, TrainingEvent } from '../events/events.ts';
import { allDrained } from '../experiment/experiment.ts';

/** Milliseconds of reading after which its progress is worth showing. */
const SOON = 200;
/** Calls that wait for the listeners, before events wait too. */
const MAX_WAITING = 1000;

export class LateListener implements Listener {
  readonly #import: () => Promise<readonly Listener[]>;
  readonly #made = performance.now();
  #loading: Promise<void> | null = null;
  /** Null until they are loaded. */
  #listeners: readonly Listener[] | null = null;
  readonly #waiting: ((listener: Listener) => void)[] = [];

  /** Loads the listeners at the first event. */
  constructor(load: () => Promise<readonly Listener[]>) {
    this.#import = load;
  }

  event(event: TrainingEvent): void {
    this.#call(listener => listener.event(event));
  }

  reading(progress: TableProgress): void {
    if (performance.now() - this.#made >= SOON) void this.#load();
    this.#listeners?.forEach(listener => {
      listener.reading?.(progress);
    });
  }

  progress(progress: Progress): void {
    this.#listeners?.forEach(listener => {
      listener.progress?.(progress);
    });
  }

  pairs(progress: PairsProgress): void {
    this.#listeners?.forEach(listener => {
      listener.pairs?.(progress);
    });
  }

  drained(): Promise<void> | null {
    if (this.#listeners !== null) return allDrained(this.#listeners);
    return this.#waiting.length < MAX_WAITING ? null : this.#load();
  }

  end(): void {
    this.#call(listener => listener.end?.());
  }

  abandon(): void {
    this.#listeners?.forEach(listener => {
      listener.abandon?.();
    });
  }

  /** Resolves when nothing waits for the listeners any more. Rejects where they could not be loaded, or failed as soon as they were. */
  async settled(): Promise<void> {
    await this.#loading;
  }

  #call(call: (listener: Listener) => void): void {
    if (this.#listeners !== null) this.#listeners.forEach(call);
    else {
      this.#waiting.push(call);
      void this.#load();
    }
  }

  #load(): Promise<void> {
    this.#loading ??= this.#import().then(listeners => {
      this.#listeners = listeners;
      for (const call of this.#waiting.splice(0)) listeners.forEach(call);
    });
    // Whoever waits gets the error; `settled` is waited for in the end.
    this.#loading.catch(() => {});
    return this.#loading;
  }
}
