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
  readonly #logsEpochs: boolean;
  #isFull = false;
  #isSweep = false;

  /** The epochs of a sweep are many: they are written only where `logsEpochs`. */
  constructor(stream: LineStream, { logsEpochs }: { readonly logsEpochs: boolean }) {
    this.#stream = stream;
    this.#logsEpochs = logsEpochs;
  }

  event(event: TrainingEvent): void {
    if (event.event === 'start') this.#isSweep = event.command === 'sweep';
    const isOfEpoch = event.event === 'epoch' || event.event === 'validation';
    if (this.#isSweep && isOfEpoch && !this.#logsEpochs) return;
    this.#isFull = !this.#stream.write(`${JSON.stringify(event)}\n`);
  }

  drained(): Promise<void> | null {
    return this.#isFull ? this.#stream.drained() : null;
  }
}
