/**
 * Whether a leader works with its team or alone: by which takes less time. What each kernel takes alone is known from
 * moments that are spent alone; with the team, what it takes more or less than that is added up. A team that has cost too
 * much since it was at its best is given up for a while, however good it was in between: helpers that share a
 * processor with another program are fast for some milliseconds and then missing for as many.
 */

/** Milliseconds that the team may lose before it is given up: a pause that has nothing to do with it is shorter. */
const ALLOWED = 4;
/** Milliseconds between kernels that count. Longer ones hold an evaluation, or another arm's turn. */
const LONGEST_GAP = 0.1;
/** Milliseconds alone to know what kernels take, before the team is tried and between its turns. */
const SAMPLE = 5;
/** Milliseconds of a turn with the team: the first, and the most; twice as many each time that the team was not given up. */
const FIRST_TURN = 10;
const LONGEST_TURN = 250;
/** Milliseconds alone after the team has lost time: the first, and the most; twice as many each time. */
const FIRST_REST = 20;
const LONGEST_REST = 1000;

export class Pace {
  /** Milliseconds that kernels take alone, by key. */
  readonly #alone = new Map<number, number>();
  #together = false;
  /** Milliseconds until the other way is tried. */
  #left = SAMPLE;
  #turn = FIRST_TURN;
  #rest = FIRST_REST;
  /** Milliseconds that the team has lost since it was at its best in this turn, and gained in all of it. */
  #lost = 0;
  #gained = 0;
  /** The kernel that is measured, until the next begins. */
  #key = Number.NaN;
  #withTeam = false;
  #began = Number.NaN;
  #ended = Number.NaN;

  /**
   * Whether the kernel that begins goes to the team; `now` is in milliseconds. Kernels with one key take the same time,
   * up to noise.
   */
  begin(key: number, now: number): boolean {
    if (!Number.isNaN(this.#key)) this.#count(this.#ended - this.#began + Math.min(now - this.#ended, LONGEST_GAP));
    this.#key = key;
    this.#began = now;
    this.#withTeam = this.#together && this.#alone.has(key);
    return this.#withTeam;
  }

  /** The kernel that began last is done. */
  end(now: number): void {
    this.#ended = now;
  }

  #count(taken: number): void {
    const alone = this.#alone.get(this.#key);
    if (this.#withTeam) {
      this.#gained += alone! - taken;
      this.#lost = Math.max(this.#lost + taken - alone!, 0);
    } else {
      this.#alone.set(this.#key, alone === undefined ? taken : estimate(alone, taken));
    }
    this.#left -= taken;
    if (this.#lost > ALLOWED) this.#giveUp();
    else if (this.#left <= 0) this.#change();
  }

  #change(): void {
    if (!this.#together) {
      this.#together = true;
      this.#left = this.#turn;
      this.#gained = 0;
      this.#lost = 0;
    } else if (this.#gained <= 0) {
      this.#giveUp();
    } else {
      this.#together = false;
      this.#left = SAMPLE;
      this.#turn = Math.min(2 * this.#turn, LONGEST_TURN);
      this.#rest = FIRST_REST;
    }
  }

  /** For no longer than at first where the turn has gained more than it lost in the end. */
  #giveUp(): void {
    this.#together = false;
    this.#left = this.#gained > 0 ? FIRST_REST : this.#rest;
    this.#rest = Math.min(2 * this.#left, LONGEST_REST);
    this.#turn = FIRST_TURN;
    this.#lost = 0;
  }
}

/** Nearer to the least than to the mean: what comes on top is pauses, and code that was not optimized yet. */
function estimate(alone: number, taken: number): number {
  return taken < alone ? (alone + taken) / 2 : alone + Math.min(taken - alone, alone / 4) / 8;
}
