/** The blocks of a table, in memory or in a file. */

import type { Block } from '../blocks/block.ts';
import type { FileBlock } from './block-file.ts';
import type { BlockHead } from './head.ts';

export interface BlockStore {
  /** The file that holds the blocks; null where they are in memory. */
  readonly file: StoreFile | null;
  readonly blocks: readonly BlockHead[];
  /** Of all blocks. */
  readonly rows: number;
  /**
   * The block at an index of `blocks`, valid until the next load: a file's blocks take turns in one buffer.
   *
   * Throws UserError where the file was damaged since it was written.
   */
  load(index: number): Block;
  /** Lets go of a block's cells where they are in memory; it cannot be loaded again. A file keeps them. */
  release(index: number): void;
  /** Closes the file, which must not be in use by other threads. Closing twice does nothing more. */
  close(): void;
}

/** What `use` makes of an open store, which is closed when that fails. */
export async function closedOnFailure<T>(store: BlockStore, use: () => T | Promise<T>): Promise<T> {
  try {
    return await use();
  } catch (error) {
    store.close();
    throw error;
  }
}

/**
 * An open file of blocks, as plain data that can be sent to threads. The descriptor belongs to the process and is valid in
 * all of its threads.
 */
export interface StoreFile {
  readonly fd: number;
  readonly blocks: readonly FileBlock[];
}
