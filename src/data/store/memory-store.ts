/** Blocks in memory. */

import type { Block } from '../block.ts';
import { freeArrays } from './free.ts';
import { type BlockHead, headOf } from './head.ts';
import type { BlockStore, StoreData } from './store.ts';

export class MemoryStore implements BlockStore {
  readonly location = 'memory';
  readonly blocks: readonly BlockHead[];
  readonly rows: number;
  readonly #kept: (Block | null)[];

  /** Null stands for blocks that were released; heads are needed only then. */
  constructor(kept: readonly (Block | null)[], heads: readonly BlockHead[] = kept.map(block => headOf(block!))) {
    this.#kept = [...kept];
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
    freeArrays([block.cells, ...block.low.values()]);
  }

  describe(): StoreData {
    return { location: 'memory', heads: this.blocks, kept: [...this.#kept] };
  }

  close(): void {
    for (const index of this.#kept.keys()) this.release(index);
  }
}
