/** How long a run will still take, from how fast it was lately. */

/** Seconds between the samples that are kept, and their max number. */
const SAMPLE_EVERY = 0.5;
const MAX_SAMPLES = 60;

export class TimeLeft {
  readonly #samples: { readonly seconds: number; readonly share: number }[] = [];

  /** Seconds, or null while there is nothing to go by. `share` of the run is done at `seconds`. */
  at(share: number, seconds: number): number | null {
    const last = this.#samples.at(-1);
    if (last === undefined || seconds - last.seconds >= SAMPLE_EVERY) this.#samples.push({ seconds, share });
    if (this.#samples.length > MAX_SAMPLES) this.#samples.shift();
    const first = this.#samples[0]!;
    const gained = share - first.share;
    return gained > 0 && seconds > first.seconds ? ((1 - share) * (seconds - first.seconds)) / gained : null;
  }
}
