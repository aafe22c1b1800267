/**
 * Rows of numbers, one for each event of a run without end. Up to `most` rows all are kept. Of more, those are kept whose
 * index is a multiple of a stride, which doubles whenever they are too many; and the last row, the first with the lowest
 * loss, and the last with a finite loss. Only the rows so far decide which are kept, so a run that continues from them keeps
 * the same.
 */

/** 64 MB of epochs. */
export const MAX_ROWS = 1_000_000;

export class KeptRows {
  readonly #width: number;
  readonly #lossOf: (row: Float64Array) => number;
  readonly #most: number;
  #block: Float64Array;
  #indices: Float64Array;
  #count: number;
  #added: number;
  #stride = 1;
  #best = -1;
  #bestLoss = Number.POSITIVE_INFINITY;
  #lastFinite = -1;

  /** Continues from rows. Their indices may be left out if all are kept. */
  constructor(
    width: number,
    lossOf: (row: Float64Array) => number,
    { numbers, indices }: { numbers: Float64Array; indices?: Float64Array | undefined },
    most = MAX_ROWS,
  ) {
    this.#width = width;
    this.#lossOf = lossOf;
    this.#most = most;
    this.#block = numbers;
    this.#count = numbers.length / width;
    this.#indices = indices ?? Float64Array.from({ length: this.#count }, (_, index) => index);
    this.#added = countAdded(this.#count, indices);
    while (this.#isTooMany()) this.#stride *= 2;
    for (let at = 0; at < this.#count; at++) this.#note(this.#indices[at]!, this.row(at));
  }

  /** The rows that are kept. */
  get count(): number {
    return this.#count;
  }

  /** Of rows that were added. */
  indexOf(at: number): number {
    return this.#indices[at]!;
  }

  row(at: number): Float64Array {
    return this.#block.subarray(at * this.#width, (at + 1) * this.#width);
  }

  get numbers(): Float64Array {
    return this.#block.subarray(0, this.#count * this.#width);
  }

  /** Undefined if all rows are kept. */
  get indices(): Float64Array | undefined {
    return this.#added === this.#count ? undefined : this.#indices.subarray(0, this.#count);
  }

  add(row: readonly number[]): void {
    if (this.#count === this.#indices.length) this.#grow();
    this.#block.set(row, this.#count * this.#width);
    this.#indices[this.#count++] = this.#added;
    const [best, lastFinite, last] = [this.#best, this.#lastFinite, this.#added - 1];
    this.#note(this.#added++, this.row(this.#count - 1));
    if (this.#stride > 1) for (const index of [best, lastFinite, last]) this.#drop(index);
    if (!this.#isTooMany()) return;
    this.#stride *= 2;
    this.#thin();
  }

  #note(index: number, row: Float64Array): void {
    const loss = this.#lossOf(row);
    if (!Number.isFinite(loss)) return;
    this.#lastFinite = index;
    if (loss < this.#bestLoss) [this.#best, this.#bestLoss] = [index, loss];
  }

  #isTooMany(): boolean {
    return this.#added > this.#most * this.#stride;
  }

  #isKept(index: number): boolean {
    return (
      index % this.#stride === 0 || index === this.#best || index === this.#lastFinite || index === this.#added - 1
    );
  }

  /** Drops the row with this index if it is there and not to be kept: one of the last, except for the best so far. */
  #drop(index: number): void {
    if (this.#isKept(index)) return;
    let at = this.#count - 1;
    while (at >= 0 && this.#indices[at]! > index) at--;
    if (at < 0 || this.#indices[at] !== index) return;
    this.#block.copyWithin(at * this.#width, (at + 1) * this.#width, this.#count * this.#width);
    this.#indices.copyWithin(at, at + 1, this.#count--);
  }

  #thin(): void {
    let kept = 0;
    for (let at = 0; at < this.#count; at++) {
      if (!this.#isKept(this.#indices[at]!)) continue;
      this.#block.set(this.row(at), kept * this.#width);
      this.#indices[kept++] = this.#indices[at]!;
    }
    this.#count = kept;
  }

  #grow(): void {
    const length = Math.max(2 * this.#count, 64);
    const [block, indices] = [new Float64Array(length * this.#width), new Float64Array(length)];
    block.set(this.numbers);
    indices.set(this.#indices);
    [this.#block, this.#indices] = [block, indices];
  }
}

/** How many rows were added, of which `kept` are kept. */
export function countAdded(kept: number, indices: Float64Array | undefined): number {
  return indices === undefined ? kept : (indices.at(-1) ?? -1) + 1;
}
