/** Blocks in memory. */

import type { Block } from '../blocks/block.ts';
import { freeArrays } from './free.ts';
import { type BlockHead, headOf } from './head.ts';
import type { BlockStore } from './store.ts';

export class MemoryStore implements BlockStore {
  readonly file = null;
  readonly blocks: readonly BlockHead[];
  readonly rows: number;
  readonly #kept: (Block | null)[];

  constructor(kept: readonly Block[]) {
    this.#kept = [...kept];
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
    freeArrays([block.cells, ...block.low.values()]);
  }

  close(): void {
    for (const index of this.#kept.keys()) this.release(index);
  }
}
