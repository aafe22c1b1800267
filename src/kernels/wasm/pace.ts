/**
 * Decides whether a leader works with its team or alone, by which takes less time. The time of each kernel alone is
 * known from periods of working alone; the differences with the team are added up. A team that has lost too much time
 * since its best moment is given up for a while, even if it was good in between: helpers that share a processor with
 * another program are fast for some milliseconds, and then missing for as long.
 *
 * Interruptions by other programs affect both ways of working. Times alone therefore include the pauses of recent work,
 * and longer pauses make longer trials.
 */

/**
 * Milliseconds that the team may lose before it is given up, and the unit of the next three constants. With pauses it
 * may lose more, up to a max.
 */
const ALLOWED = 4;
const MOST_ALLOWED = 50;
/** Time alone to measure kernels, before the team is tried and between its turns. */
const SAMPLE = 1.25;
/** The first turn with the team, and the first rest after a turn that has lost time. */
const FIRST_TURN = 2.5;
const FIRST_REST = 5;
/** Max milliseconds of a turn and of a rest. Each gain doubles the next turn, and each loss the next rest. */
const LONGEST_TURN = 250;
const LONGEST_REST = 1000;
/** Max milliseconds between kernels that count. A longer gap contains an evaluation, or another arm's turn. */
const LONGEST_GAP = 0.1;
/** Milliseconds alone after which earlier measurements have lost most of their weight. */
const MEMORY = 100;

export class Pace {
  /** Milliseconds that kernels take alone without pauses, by key. */
  readonly #alone = new Map<number, number>();
  /** Recent work alone: milliseconds with pauses, milliseconds without them, and the longest pause. */
  #with = ALLOWED;
  #without = ALLOWED;
  #pause = 0;
  #together = false;
  /** Milliseconds until the other way is tried. */
  #left = SAMPLE * ALLOWED;
  #turn = 0;
  #rest = 0;
  /** Milliseconds that the team has lost since its best moment in this turn, and gained in the whole turn. */
  #lost = 0;
  #gained = 0;
  /** The kernel that is measured, until the next begins. */
  #key = Number.NaN;
  #withTeam = false;
  #began = Number.NaN;
  #ended = Number.NaN;

  /**
   * Whether the next kernel goes to the team; `now` is in milliseconds. Kernels with the same key take the same time,
   * except for noise.
   */
  begin(key: number, now: number): boolean {
    if (!Number.isNaN(this.#key)) this.#count(this.#ended - this.#began + Math.min(now - this.#ended, LONGEST_GAP));
    this.#key = key;
    this.#began = now;
    this.#withTeam = this.#together && this.#alone.has(key);
    return this.#withTeam;
  }

  /** The last kernel is done. */
  end(now: number): void {
    this.#ended = now;
  }

  get #unit(): number {
    return Math.min(Math.max(ALLOWED, 2 * this.#pause), MOST_ALLOWED);
  }

  #count(taken: number): void {
    if (this.#withTeam) this.#judge(taken);
    else this.#learn(taken);
    this.#left -= taken;
    if (this.#lost > this.#unit) this.#giveUp();
    else if (this.#left <= 0) this.#change();
  }

  #judge(taken: number): void {
    const slower = Math.max(this.#with / this.#without, 1);
    const lost = taken - slower * this.#alone.get(this.#key)!;
    this.#gained -= lost;
    this.#lost = Math.max(this.#lost + lost, 0);
  }

  #learn(taken: number): void {
    const before = this.#alone.get(this.#key);
    const alone = before === undefined ? taken : estimate(before, taken);
    this.#alone.set(this.#key, alone);
    const kept = MEMORY / (MEMORY + taken);
    this.#with = kept * this.#with + taken;
    this.#without = kept * this.#without + alone;
    this.#pause = Math.max(kept * this.#pause, taken - alone);
  }

  #change(): void {
    if (!this.#together) {
      this.#together = true;
      this.#left = Math.max(this.#turn, FIRST_TURN * this.#unit);
      this.#gained = 0;
      this.#lost = 0;
    } else if (this.#gained <= 0) {
      this.#giveUp();
    } else {
      this.#together = false;
      this.#turn = Math.min(2 * Math.max(this.#turn, FIRST_TURN * this.#unit), LONGEST_TURN);
      this.#rest = 0;
      this.#left = SAMPLE * this.#unit;
    }
  }

  /** Gives the team up: for the first, short time if the turn gained more in total than it lost at its end. */
  #giveUp(): void {
    this.#together = false;
    this.#left = Math.max(this.#gained > 0 ? 0 : this.#rest, FIRST_REST * this.#unit);
    this.#rest = Math.min(2 * this.#left, LONGEST_REST);
    this.#turn = 0;
    this.#lost = 0;
  }
}

/**
 * The estimated time alone, closer to the min than to the mean: the rest is pauses, and code that was not yet
 * optimized.
 */
function estimate(alone: number, taken: number): number {
  return taken < alone ? (alone + taken) / 2 : alone + Math.min(taken - alone, alone / 4) / 8;
}
