/** Every event as one line of JSON, written as it happens. JSON has no NaN and no Infinity: they become null. */

import type { Listener, TrainingEvent } from '../events/events.ts';

export class JsonLines implements Listener {
  readonly #write: (text: string) => void;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  event(event: TrainingEvent): void {
    this.#write(`${JSON.stringify(event)}\n`);
  }
}
