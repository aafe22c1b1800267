/**
 * Takes a table's blocks as they are read, and makes a store of them: in memory while their numbers fit into a budget,
 * otherwise in a file. With a key the file is written in any case, and stays in the cache. A file that is only for the cache
 * may fail, with a warning; one that memory depends on may not.
 */

import { fdatasync } from 'node:fs';
import { promisify } from 'node:util';
import { UserError } from '../../../base/errors.ts';
import { type Write, writeAll } from '../../../base/files/disk.ts';
import { isOwnFolder } from '../../../base/files/own.ts';
import { openTemporary, tryUnlink } from '../../../base/files/temporary.ts';
import { whyNot } from '../../../base/files/why-not.ts';
import { byteSize } from '../../../base/text/format.ts';
import type { Warn } from '../../../base/warn.ts';
import type { Block } from '../blocks/block.ts';
import { BlockFileWriter } from './block-file.ts';
import type { Cache } from './cache.ts';
import { FileStore } from './file-store.ts';
import { numberBytes } from './layout.ts';
import { MemoryStore } from './memory-store.ts';
import type { BlockStore } from './store.ts';
import type { TableFacts } from './table-facts.ts';

const sync = promisify(fdatasync);

export interface WriterOptions {
  /** Bytes of cells and low parts that may be kept in memory. */
  readonly budget: number;
  /** Bytes of the budget that each row takes beside them; 0 if absent. */
  readonly rowBytes?: number;
  /** The folder for files. */
  readonly cache: Cache;
  /** What the table is to be found under in the cache; null is not to keep it. */
  readonly key: string | null;
  /** Told what people should know: one line. */
  readonly warn: Warn;
  readonly write?: Write;
}

export class StoreWriter {
  readonly #options: WriterOptions;
  #key: string | null;
  /** All blocks so far; null once they are in the file alone. */
  #kept: Block[] | null = [];
  #keptBytes = 0;
  #file: ReturnType<typeof openFile> | null = null;

  constructor(options: WriterOptions) {
    this.#options = options;
    this.#key = options.key;
  }

  /**
   * Takes a block, which is the store's from then on. The next may be given once the promise is kept.
   *
   * Rejects with UserError where memory is not enough and the file cannot be written.
   */
  async add(block: Block): Promise<void> {
    if (this.#key !== null || this.#kept === null) await this.#toFile([block]);
    if (this.#kept === null) return;
    this.#keptBytes += numberBytes(block) + block.rows * (this.#options.rowBytes ?? 0);
    this.#kept.push(block);
    if (this.#keptBytes > this.#options.budget) await this.#leaveMemory();
  }

  /** The store of all blocks. The writer is done. */
  async finish(facts: TableFacts): Promise<BlockStore> {
    const path = this.#key === null ? null : await this.#publish(this.#key, facts);
    if (this.#kept !== null) {
      this.#file?.temporary.close();
      return new MemoryStore(this.#kept);
    }
    const { temporary, writer } = this.#file!;
    const damaged = () => path !== null && tryUnlink(path);
    return new FileStore(temporary.fd, writer.blocks, { close: temporary.close, damaged }, true);
  }

  /** Lets go of everything, when reading has failed. */
  abort(): void {
    this.#file?.temporary.close();
    if (this.#kept !== null) new MemoryStore(this.#kept).close();
  }

  async #leaveMemory(): Promise<void> {
    const kept = new MemoryStore(this.#kept!);
    const blocks = this.#kept!;
    // From here on there is no way back, and what fails is an error.
    this.#kept = null;
    for (const [index, block] of blocks.entries()) {
      if (this.#key === null) await this.#toFile([block]);
      kept.release(index);
    }
  }

  async #toFile(blocks: readonly Block[]): Promise<void> {
    const { cache, write = writeAll } = this.#options;
    try {
      this.#file ??= openFile(cache.folder, write);
      if (this.#key === null) this.#file.temporary.unlink();
      for (const block of blocks) await this.#file.writer.add(block);
    } catch (error) {
      if (this.#kept === null) throw this.#needed(error, blocks);
      this.#giveUpCaching(error);
    }
  }

  #giveUpCaching(error: unknown): void {
    this.#key = null;
    if (this.#kept !== null) {
      this.#file?.temporary.close();
      this.#file = null;
    } else this.#file!.temporary.unlink();
    this.#options.warn(
      `the table is not kept for the next time: ${this.#options.cache.folder} ${whyNot(error)}`,
      'not-cached',
    );
  }

  #needed(error: unknown, blocks: readonly Block[]): UserError {
    const written = this.#file?.writer.bytes ?? 0;
    const bytes = blocks.reduce((sum, block) => sum + numberBytes(block), written);
    return new UserError(
      `⟪cacheDir⟫: ${this.#options.cache.folder} ${whyNot(error)}; the table is larger than the ` +
        `${byteSize(this.#options.budget)} of memory it may take, and needs a directory with room for ` +
        `${byteSize(bytes)} or more: name one with ⟪cacheDir⟫`,
    );
  }

  /** Puts the file under its lasting name: the path, or null where that failed. */
  async #publish(key: string, facts: TableFacts): Promise<string | null> {
    const { cache, write = writeAll } = this.#options;
    try {
      this.#file ??= openFile(cache.folder, write);
      const { temporary, writer } = this.#file;
      if (!isOwnFolder(cache.folder)) throw notOwn();
      await writer.finish(facts, key);
      await sync(temporary.fd);
      temporary.keepAs(cache.pathOf(key));
      cache.trim(key);
      return cache.pathOf(key);
    } catch (error) {
      this.#giveUpCaching(error);
      return null;
    }
  }
}

function openFile(folder: string, write: Write) {
  const temporary = openTemporary(folder);
  return { temporary, writer: new BlockFileWriter(temporary.fd, write) };
}

/** What others can write to is not believed the next time, so nothing is kept there. */
function notOwn(): Error {
  return Object.assign(new Error('other users can write to it'), { code: 'ENOTOWN' });
}
