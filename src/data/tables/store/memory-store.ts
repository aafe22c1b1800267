/** Blocks in memory. */

import type { Block } from '../block.ts';
import { type BlockHead, headOf } from './head.ts';
import { Slabs } from './slabs.ts';
import type { BlockStore, StoreData } from './store.ts';

export class MemoryStore implements BlockStore {
  readonly location = 'memory';
  readonly blocks: readonly BlockHead[];
  readonly rows: number;
  readonly #kept: (Block | null)[];
  readonly #slabs: Slabs;

  /** Null stands for blocks that were released; heads are needed only then. `slabs` has kept the blocks, if any has. */
  constructor(
    kept: readonly (Block | null)[],
    slabs = new Slabs(),
    heads: readonly BlockHead[] = kept.map(block => headOf(block!)),
  ) {
    this.#kept = [...kept];
    this.#slabs = slabs;
    this.blocks = heads;
    this.rows = heads.reduce((sum, { rows }) => sum + rows, 0);
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

  describe(): StoreData {
    return { location: 'memory', heads: this.blocks, kept: [...this.#kept] };
  }

  close(): void {
    for (const index of this.#kept.keys()) this.release(index);
  }
}
