/** Signals that end a run with the results so far. */

import { constants } from 'node:os';

const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
export type EndingSignal = (typeof names)[number];

/** A signal ended a run whose results are written. */
export class Interrupted extends Error {
  override name = 'Interrupted';
  /** The exit code, as in shells: 130 for Ctrl-C. */
  readonly exitCode: number;

  constructor(signal: EndingSignal, what: string) {
    super(`${signal} ended the run: ${what}`);
    this.exitCode = 128 + constants.signals[signal];
  }
}

/** Calls `interrupt` at the first signal. The second signal has its default effect: it ends the program at once. */
export class SignalHandlers {
  readonly #handlers: readonly (readonly [EndingSignal, () => void])[];

  constructor(interrupt: (signal: EndingSignal) => void) {
    this.#handlers = names.map(name => [
      name,
      () => {
        // When the other listeners have seen that there is this one too. Whoever reads of the second signal may send it at once.
        process.nextTick(() => {
          this.remove();
          interrupt(name);
        });
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
