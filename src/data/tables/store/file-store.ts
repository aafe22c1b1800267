/** Blocks in a file. */

import { UserError } from '../../../base/errors.ts';
import { readAll } from '../../../base/files/disk.ts';
import type { Block } from '../blocks/block.ts';
import { type FileBlock, isIntact } from './block-file.ts';
import type { BlockHead } from './head.ts';
import { areaBytes, viewBlock } from './layout.ts';
import type { BlockStore, StoreFile } from './store.ts';

export interface FileOwner {
  close(): void;
  /** Called once a block is found to be damaged, before the error is thrown. */
  damaged(): void;
}

export class FileStore implements BlockStore {
  readonly file: StoreFile;
  readonly blocks: readonly BlockHead[];
  readonly rows: number;
  readonly #owner: FileOwner;
  /** Holds the block that was loaded last. */
  #buffer = new ArrayBuffer(0);
  /** Blocks whose digest was checked. */
  readonly #trusted: Set<number>;
  #closed = false;

  /** The checksum is enough for blocks that this process has written. */
  constructor(fd: number, blocks: readonly FileBlock[], owner: FileOwner, isOwnWork = false) {
    this.file = { fd, blocks };
    this.#owner = owner;
    this.#trusted = new Set(isOwnWork ? blocks.keys() : []);
    this.blocks = blocks.map(({ head }) => head);
    this.rows = this.blocks.reduce((sum, { rows }) => sum + rows, 0);
  }

  load(index: number): Block {
    const block = this.file.blocks[index]!;
    const { head, offset } = block;
    const bytes = areaBytes(head);
    if (this.#buffer.byteLength < bytes) this.#buffer = new ArrayBuffer(bytes);
    const area = new Uint8Array(this.#buffer, 0, bytes);
    const by = this.#trusted.has(index) ? 'checksum' : 'digest';
    if (!readAll(this.file.fd, area, offset) || !isIntact(area, block, by)) {
      this.#owner.damaged();
      throw new UserError(`the stored copy of the table is damaged (block ${index}); run again to make a new one`);
    }
    this.#trusted.add(index);
    return viewBlock(head, this.#buffer);
  }

  release(): void {}

  close(): void {
    // The descriptor may be another file's by now.
    if (this.#closed) return;
    this.#closed = true;
    this.#buffer = new ArrayBuffer(0);
    this.#owner.close();
  }
}
