/**
 * Whether a leader works with its team or alone: by which was faster lately. Time is taken over windows long enough to
 * hold every kind of kernel of a step, and includes what lies between kernels, where a helper that spins may also be in
 * the way. What is slower is tried again now and then, seldomer each time that it is slower still.
 */

/** A window has this many kernels, and milliseconds, at least. */
const WINDOW_KERNELS = 64;
const WINDOW = 3;
/** Windows alone after the team was slower; twice as many each time, up to the most. */
const FEWEST_ALONE = 4;
const MOST_ALONE = 128;
/** Windows with the team after which one is spent alone, to know how fast that is. */
const TOGETHER = 64;
/** How much slower alone one window can make it look: it may have had a pause in it, such as an evaluation. */
const SLOWER_AT_ONCE = 1.25;
/** The team is given up within a window when it has taken this many times as long as the leader alone would have. */
const HOPELESS = 2;

export class Pace {
  #together = false;
  /** Milliseconds per cost, of the last window of each kind. */
  #aloneRate = Number.POSITIVE_INFINITY;
  #began = Number.NaN;
  #cost = 0;
  #kernels = 0;
  /** Windows until the other way is tried. */
  #left = 1;
  #backoff = FEWEST_ALONE;
  #strikes = 0;

  /** Whether the next kernel, of that cost, goes to the team; `now` is in milliseconds. */
  next(cost: number, now: number): boolean {
    if (Number.isNaN(this.#began)) this.#begin(now);
    const elapsed = now - this.#began;
    if (this.#kernels >= WINDOW_KERNELS && elapsed >= WINDOW) this.#end(elapsed, now);
    else if (this.#together && elapsed > HOPELESS * this.#cost * this.#aloneRate + 1) this.#strike(now);
    this.#cost += cost;
    this.#kernels++;
    return this.#together;
  }

  #begin(now: number): void {
    this.#began = now;
    this.#cost = 0;
    this.#kernels = 0;
  }

  #end(elapsed: number, now: number): void {
    const rate = elapsed / this.#cost;
    if (this.#together && rate > this.#aloneRate) {
      this.#strike(now);
      return;
    }
    if (this.#together) {
      this.#strikes = 0;
      this.#backoff = FEWEST_ALONE;
    } else {
      this.#aloneRate = Math.min(rate, SLOWER_AT_ONCE * this.#aloneRate);
    }
    if (--this.#left <= 0) {
      this.#together = !this.#together;
      this.#left = this.#together ? TOGETHER : 1;
    }
    this.#begin(now);
  }

  /** A slow window may have had a pause in it that has nothing to do with the team; two are enough. */
  #strike(now: number): void {
    this.#begin(now);
    if (++this.#strikes < 2) return;
    this.#strikes = 0;
    this.#together = false;
    this.#left = this.#backoff;
    this.#backoff = Math.min(2 * this.#backoff, MOST_ALONE);
  }
}
