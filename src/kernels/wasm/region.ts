/**
 * A part of an arena that is used again: by the runs of one thread, one after the other, or by the rows of one seed after those
 * of another. What is allocated after a reset overwrites what was allocated before.
 */

import { Arena } from './arena.ts';

/** Blocks are taken from the arena in at least so many bytes. */
const MIN_BLOCK = 1 << 20;
const LINE = 64;

interface TakenBlock {
  readonly start: number;
  readonly bytes: number;
}

export class Region extends Arena {
  readonly #blocks: TakenBlock[] = [];
  /** The block that is allocated from, and its bytes in use. */
  #current = 0;
  #used = 0;

  /** Makes all of its memory free for new allocations. */
  reset(): void {
    this.#current = 0;
    this.#used = 0;
  }

  protected override take(bytes: number): number {
    const size = Math.ceil(bytes / LINE) * LINE;
    while (this.#current < this.#blocks.length) {
      const block = this.#blocks[this.#current]!;
      if (this.#used + size <= block.bytes) return this.#takeFrom(block, size);
      this.#current++;
      this.#used = 0;
    }
    const taken = Math.max(size, MIN_BLOCK);
    this.#blocks.push({ start: super.take(taken), bytes: taken });
    return this.#takeFrom(this.#blocks.at(-1)!, size);
  }

  #takeFrom({ start }: TakenBlock, size: number): number {
    const at = start + this.#used;
    this.#used += size;
    new Uint8Array(this.memory.buffer, at, size).fill(0);
    return at;
  }
}
