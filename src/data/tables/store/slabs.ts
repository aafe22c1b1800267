/**
 * Memory for many blocks that can be given back to the system while others stay. Allocators keep freed pieces of up to
 * 32 MiB (DEFAULT_MMAP_THRESHOLD_MAX of glibc) for themselves until all behind them are free too, so that blocks released
 * from the first to the last would be given back with the last. Larger pieces go back at once: blocks are copied into slabs
 * of that size, which are freed with the last of their blocks. Small tables are left where they are.
 */

import type { Block } from '../blocks/block.ts';
import { freeArrays } from './free.ts';
import { headOf } from './head.ts';
import { areaBytes, viewBlock } from './layout.ts';

/** Just above the size from which pieces go back at once. Pages that nothing was written to take no memory. */
const SLAB_BYTES = 33 * 2 ** 20;
/** Blocks of tables up to this size are left where they are. */
const SMALL_BYTES = 4 * 2 ** 20;

export class Slabs {
  readonly #slabBytes: number;
  readonly #smallBytes: number;
  /** How many blocks each slab holds. */
  readonly #blocks = new Map<ArrayBufferLike, number>();
  /** The slab that is being filled, and how far. */
  #slab: ArrayBuffer | null = null;
  #end = 0;
  /** Of the blocks so far. */
  #bytes = 0;

  constructor(slabBytes = SLAB_BYTES, smallBytes = SMALL_BYTES) {
    this.#slabBytes = slabBytes;
    this.#smallBytes = smallBytes;
  }

  /** The block itself, or a copy in a slab, and then the block is emptied. */
  keep(block: Block): Block {
    const head = headOf(block);
    const bytes = areaBytes(head);
    this.#bytes += bytes;
    if (this.#bytes <= this.#smallBytes || bytes > this.#slabBytes / 2) return block;
    if (this.#slab === null || this.#end + bytes > this.#slabBytes) {
      this.#slab = new ArrayBuffer(this.#slabBytes);
      this.#end = 0;
    }
    const copy = viewBlock(head, this.#slab, this.#end);
    copy.cells.set(block.cells);
    for (const [column, part] of block.low) copy.low.get(column)!.set(part);
    this.#end += bytes;
    this.#blocks.set(this.#slab, (this.#blocks.get(this.#slab) ?? 0) + 1);
    freeArrays(arraysOf(block));
    return copy;
  }

  /** Gives back what keep() returned. */
  free(block: Block): void {
    const { buffer } = block.cells;
    const others = (this.#blocks.get(buffer) ?? 0) - 1;
    if (others < 0) freeArrays(arraysOf(block));
    else if (others > 0) this.#blocks.set(buffer, others);
    else {
      this.#blocks.delete(buffer);
      if (this.#slab === buffer) this.#slab = null;
      freeArrays([new Uint8Array(buffer)]);
    }
  }
}

function arraysOf({ cells, low }: Block): Float32Array[] {
  return [cells, ...low.values()];
}
