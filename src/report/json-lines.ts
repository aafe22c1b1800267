/** Writes each event as one line of JSON when it is emitted. JSON has no NaN and no Infinity: they become null. */

import type { Listener, TrainingEvent } from '../events/events.ts';

/** The stream that lines are written to. */
export interface LineStream {
  /** Returns false if the text is buffered until the reader takes it. */
  write(text: string): boolean;
  /** Resolves when the reader has taken everything, or is gone. */
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
