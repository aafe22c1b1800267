import type { Block } from '../block.ts';

export type BlockHead = Omit<Block, 'cells' | 'low'> & { readonly lowColumns: readonly number[] };

export interface BlockStore {
  readonly blocks: readonly BlockHead[];
  readonly rows: number;
  load(index: number): Block;
  release(index: number): void;
  readonly location: 'memory' | 'file';
  close(): void;
}

export class MemoryStore implements BlockStore {
  readonly blocks: (Block & BlockHead)[] = [];
  readonly location = 'memory';
  rows = 0;
  add(block: Block): void {
    this.blocks.push({ ...block, lowColumns: [...block.low.keys()] });
    this.rows += block.rows;
  }
  load(index: number): Block {
    return this.blocks[index]!;
  }
  release(): void {}
  close(): void {}
}
