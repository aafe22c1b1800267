/**
 * The blocks of a table, in memory or in a file. What a thread needs to open the same store is plain data: describe()
 * gives it and openStore() takes it. A file is not opened again there: its descriptor is the process's, valid in all of its
 * threads, and a file without a name has no other way to it.
 */

import type { Block } from '../block.ts';
import type { FileBlock } from './block-file.ts';
import { FileStore } from './file-store.ts';
import type { BlockHead } from './head.ts';
import { MemoryStore } from './memory-store.ts';

export interface BlockStore {
  readonly location: 'memory' | 'file';
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
  /** To be sent to another thread. Cells in memory are copied there, unless their memory is shared. */
  describe(): StoreData;
  /**
   * The store that describe() was called on must not be closed while another uses its file. What is closed stays so: to
   * close it again does nothing.
   */
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

export type StoreData =
  | { readonly location: 'memory'; readonly heads: readonly BlockHead[]; readonly kept: readonly (Block | null)[] }
  | { readonly location: 'file'; readonly fd: number; readonly blocks: readonly FileBlock[] };

/** The same store in this thread. Closing it leaves the file open for the others. */
export function openStore(data: StoreData): BlockStore {
  return data.location === 'memory'
    ? new MemoryStore(data.kept, undefined, data.heads)
    : new FileStore(data.fd, data.blocks, { close: () => {}, damaged: () => {} });
}
