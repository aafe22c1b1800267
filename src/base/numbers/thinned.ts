/**
 * A list that keeps few of the items of an endless run. Counts 1, 2, 3 ... with the same first binary digits are a
 * range, and one item of each range is kept: all items at first, then one of two, one of four. So neighbours are never
 * further apart than a fixed share of their count, and of n items about 2^(digits - 1) * log2(n) are kept.
 */
export class Thinned<T> {
  /** The counts of the kept items, ascending. */
  readonly counts: number[] = [];
  readonly values: T[] = [];
  readonly #digits: number;
  readonly #isBetter: (value: T, kept: T) => boolean;
  #count = 0;
  /** The first count after the range of the last item. */
  #stretchEnd = 0;

  /** Of the items in a range, the last one that `isBetter` than the one before it is kept. */
  constructor(digits: number, isBetter: (value: T, kept: T) => boolean = () => true) {
    this.#digits = digits;
    this.#isBetter = isBetter;
  }

  add(value: T): void {
    const count = ++this.#count;
    if (count >= this.#stretchEnd) {
      const size = 2 ** Math.max(Math.floor(Math.log2(count)) + 1 - this.#digits, 0);
      this.#stretchEnd = (Math.floor(count / size) + 1) * size;
    } else if (this.#isBetter(value, this.values.at(-1)!)) {
      this.counts.pop();
      this.values.pop();
    } else {
      return;
    }
    this.counts.push(count);
    this.values.push(value);
  }

  /** The number of items that were added. */
  get count(): number {
    return this.#count;
  }

  get last(): T | undefined {
    return this.values.at(-1);
  }
}
