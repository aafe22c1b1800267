/** The connection to a server: it may be away for a while, which is said once. */

import { setTimeout as pause } from 'node:timers/promises';
import type { Warn } from '../../base/warn.ts';
import type { Address } from './address.ts';
import { type Durations, pauseAfter } from './durations.ts';
import { asUserError, detail, explain, passes } from './explain.ts';

export class Contact {
  readonly #address: Address;
  readonly #warn: Warn;
  readonly #durations: Durations;
  readonly #closing = new AbortController();
  readonly #listeners: (() => void)[] = [];
  #away = false;

  constructor(address: Address, warn: Warn, durations: Durations) {
    this.#address = address;
    this.#warn = warn;
    this.#durations = durations;
  }

  /** Calls `listener` when the server is back. */
  onBack(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Takes an error of a connection. Others are of no interest here: whoever asked gets them. */
  failed(error: unknown): void {
    if (this.#away || this.#closing.signal.aborted || !passes(error)) return;
    this.#away = true;
    const problem = explain(error)!.problem;
    this.#warn(
      `⟪queue⟫: ${this.#address.shown}: ${problem} (${detail(error)}); it is tried again until it works`,
      'queue',
    );
  }

  works(): void {
    if (!this.#away) return;
    this.#away = false;
    this.#warn(`⟪queue⟫: ${this.#address.shown}: the server is back`, 'queue');
    for (const listener of this.#listeners) listener();
  }

  /** Tries again while the server is away. Throws UserError where it refuses. */
  async persist<T>(ask: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const ending = signal === undefined ? this.#closing.signal : AbortSignal.any([this.#closing.signal, signal]);
    for (let failures = 0; ; failures++) {
      try {
        const answer = await ask();
        this.works();
        return answer;
      } catch (error) {
        if (!passes(error) || ending.aborted) throw asUserError(error, this.#address);
        this.failed(error);
        // It ends early where nobody waits any longer.
        await pause(pauseAfter(failures, this.#durations), undefined, { signal: ending }).catch(() => {});
        if (ending.aborted) throw asUserError(error, this.#address);
      }
    }
  }

  /** Nothing is tried again from here on, nor said. */
  close(): void {
    this.#closing.abort();
  }
}
