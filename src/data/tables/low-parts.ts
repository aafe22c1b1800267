/**
 * Which columns use their low parts. Blocks keep them each by itself, and only the whole column tells whether they
 * matter: numbers with fractions use them where all numbers of the column are close together, or some are beyond 2^24, and
 * where all blocks keep them, so that the same text is the same number in all rows. Whole numbers and dates always do.
 */

import { type Block, DATE, isNarrow, NUMBER } from './blocks/block.ts';
import { type BlockHead, hasLowPart } from './store/head.ts';
import type { BlockStore } from './store/store.ts';

/** The store, without the low parts that are not to be used. */
export function withUsedLowParts(store: BlockStore): BlockStore {
  const columns = new Set(store.blocks.flatMap(({ lowColumns }) => lowColumns));
  const unused = new Set([...columns].filter(column => !usesLowParts(store.blocks, column)));
  return unused.size === 0 ? store : new StoreWithoutLowParts(store, unused);
}

function usesLowParts(blocks: readonly BlockHead[], column: number): boolean {
  const numbers = blocks.filter(({ kinds }) => kinds[column] === NUMBER);
  if (blocks.some(({ kinds }) => kinds[column] === DATE) || numbers.every(({ integral }) => integral[column] === 1))
    return true;
  const { min, max } = rangeOf(numbers, column);
  return (isNarrow(min, max) || isBeyond(min, max)) && numbers.every(head => keepsAll(head, column));
}

/** Columns of fractions, some number beyond 2^24, of which some block does not keep all: they are to be read exactly. */
export function inexactColumns({ blocks }: BlockStore, columns: number): number[] {
  return Array.from({ length: columns }, (_, column) => column).filter(column => {
    const numbers = blocks.filter(({ kinds }) => kinds[column] === NUMBER);
    if (numbers.every(({ integral }) => integral[column] === 1)) return false;
    const { min, max } = rangeOf(numbers, column);
    return isBeyond(min, max) && !numbers.every(head => keepsAll(head, column));
  });
}

function rangeOf(heads: readonly BlockHead[], column: number): { min: number; max: number } {
  return {
    min: heads.reduce((min, head) => Math.min(min, head.min[column]!), Number.POSITIVE_INFINITY),
    max: heads.reduce((max, head) => Math.max(max, head.max[column]!), Number.NEGATIVE_INFINITY),
  };
}

/** From here on float32 does not hold every whole number. */
const FIRST_INEXACT = 2 ** 24;

function isBeyond(min: number, max: number): boolean {
  return Math.max(-min, max) >= FIRST_INEXACT;
}

/** Whether the numbers of a block are kept as they are: whole numbers without low parts are float32. */
function keepsAll(head: BlockHead, column: number): boolean {
  return hasLowPart(head, column) || head.integral[column] === 1;
}

class StoreWithoutLowParts implements BlockStore {
  readonly file: BlockStore['file'];
  readonly blocks: readonly BlockHead[];
  readonly rows: number;
  readonly #store: BlockStore;
  readonly #unused: ReadonlySet<number>;
  /** By block as the store has it: a block is loaded many times. */
  readonly #loaded = new WeakMap<Block, Block>();

  constructor(store: BlockStore, unused: ReadonlySet<number>) {
    // As the file keeps them, with all low parts.
    this.file = store.file;
    this.rows = store.rows;
    this.blocks = store.blocks.map(head => {
      return { ...head, lowColumns: head.lowColumns.filter(column => !unused.has(column)) };
    });
    this.#store = store;
    this.#unused = unused;
  }

  load(index: number): Block {
    const block = this.#store.load(index);
    let without = this.#loaded.get(block);
    if (without === undefined) {
      without = { ...block, low: new Map([...block.low].filter(([column]) => !this.#unused.has(column))) };
      this.#loaded.set(block, without);
    }
    return without;
  }

  release(index: number): void {
    this.#store.release(index);
  }

  close(): void {
    this.#store.close();
  }
}
