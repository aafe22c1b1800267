/** Every event as one line of JSON, written as it happens. JSON has no NaN and no Infinity: they become null. */

import type { Listener, TrainingEvent } from '../events/events.ts';

/** Where lines go. */
export interface LineStream {
  /** False when it holds back what it was given, until its reader takes it. */
  write(text: string): boolean;
  /** Resolves when its reader has taken all, or is gone. */
  drained(): Promise<void>;
}

export class JsonLines implements Listener {
  readonly #stream: LineStream;
  #isFull = false;

  constructor(stream: LineStream) {
    this.#stream = stream;
  }

  event(event: TrainingEvent): void {
    this.#isFull = !this.#stream.write(`${JSON.stringify(event)}\n`);
  }

  drained(): Promise<void> | null {
    return this.#isFull ? this.#stream.drained() : null;
  }
}
