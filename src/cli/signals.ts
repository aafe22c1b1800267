/** Signals that ask a run to end: it ends with the results that there are. */

import { constants } from 'node:os';

const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
export type EndingSignal = (typeof names)[number];

/** A run was ended by a signal, and its results are written. */
export class Interrupted extends Error {
  override name = 'Interrupted';
  /** As shells have it: 130 for Ctrl-C. */
  readonly exitCode: number;

  constructor(signal: EndingSignal) {
    super(`${signal} ended the run: its results are of the epochs until then`);
    this.exitCode = 128 + constants.signals[signal];
  }
}

/** Calls `interrupt` at the first signal. The second has its usual effect, and ends the program at once. */
export class SignalHandlers {
  readonly #handlers: readonly (readonly [EndingSignal, () => void])[];

  constructor(interrupt: (signal: EndingSignal) => void) {
    this.#handlers = names.map(name => [
      name,
      () => {
        this.remove();
        interrupt(name);
      },
    ]);
  }

  add(): void {
    for (const [name, handler] of this.#handlers) process.on(name, handler);
  }

  remove(): void {
    for (const [name, handler] of this.#handlers) process.removeListener(name, handler);
  }
}
