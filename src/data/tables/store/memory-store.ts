/** Blocks in memory. */

import type { Block } from '../blocks/block.ts';
import { type BlockHead, headOf } from './head.ts';
import { Slabs } from './slabs.ts';
import type { BlockStore } from './store.ts';

export class MemoryStore implements BlockStore {
  readonly file = null;
  readonly blocks: readonly BlockHead[];
  readonly rows: number;
  readonly #kept: (Block | null)[];
  readonly #slabs: Slabs;

  /** `slabs` hold the numbers of the blocks, if they are shared. */
  constructor(kept: readonly Block[], slabs = new Slabs()) {
    this.#kept = [...kept];
    this.#slabs = slabs;
    this.blocks = kept.map(headOf);
    this.rows = this.blocks.reduce((sum, { rows }) => sum + rows, 0);
  }

  load(index: number): Block {
    const block = this.#kept[index];
    if (!block) throw new Error(`block ${index} was released`);
    return block;
  }

  release(index: number): void {
    const block = this.#kept[index];
    if (!block) return;
    this.#kept[index] = null;
    this.#slabs.free(block);
  }

  close(): void {
    for (const index of this.#kept.keys()) this.release(index);
  }
}
