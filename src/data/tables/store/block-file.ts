/**
 * The file of a table's blocks:
 *
 *   header    64 bytes: "bntrainb", the version and the byte-order mark as 32-bit numbers, zeros
 *   blocks    the numbers of each, as layout.ts lays them, one block after the other
 *   section   lines of JSON: what the table is, then each block's head with its offset, checksum and digest
 *   footer    64 bytes: the section's offset and length as 64-bit numbers, its SHA-256, zeros, the CRC-32 of all that,
 *             "bntrainb"
 *
 * The mark and all arrays are in the byte order of the machine, so that nothing is turned around in reading: a machine of
 * the other order does not find the mark and refuses the file. The footer is little-endian, and comes last: a file that was
 * cut has none. When a block is read for the first time its SHA-256 is checked, which nobody can match by chance or by a
 * change of a few bytes; later on its CRC-32 is, which is several times faster. What is not checked: rows that are read from
 * within a block, after it was read as a whole; and a file in which somebody changed everything, digests included, which
 * takes the rights of its owner.
 */

import { createHash } from 'node:crypto';
import { fstatSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { UserError } from '../../../base/errors.ts';
import { readAll, type Write } from '../../../base/files/disk.ts';
import { fields, integer, Malformed, malformed, orNull, string } from '../../../base/files/json.ts';
import type { Block } from '../blocks/block.ts';
import { type BlockHead, headFromJson, headOf, headToJson } from './head.ts';
import { align, areaBytes, areaParts } from './layout.ts';
import { type TableFacts, tableFactsFromJson } from './table-facts.ts';

/** Counts up whenever the file, or what readers make of the same input, changes. */
export const FORMAT_VERSION = 6;

const MAGIC = Buffer.from('bntrainb', 'latin1');
const HEADER_BYTES = 64;
const FOOTER_BYTES = 64;
/** Parts of a block are joined until they have this size. */
const MIN_WRITE_BYTES = 2 ** 18;
/** The most that a section may have, which is read at once, and a line of it, which becomes one string. */
const MAX_SECTION_BYTES = 2 ** 31 - 2 ** 16;
const MAX_LINE_BYTES = 2 ** 28;

/** A block in a file. */
export interface FileBlock {
  readonly head: BlockHead;
  /** Where its numbers begin, in bytes of the file. */
  readonly offset: number;
  /** CRC-32 of its numbers, gaps included. */
  readonly checksum: number;
  /** SHA-256 of the same bytes, hexadecimal. */
  readonly digest: string;
}

export interface BlockFile {
  /** What the file was written to be found under: a file that was renamed is not believed. */
  readonly key: string | null;
  readonly facts: TableFacts;
  readonly blocks: readonly FileBlock[];
}

/** Writes blocks, and a section when all are there. Without it the file cannot be opened again. */
export class BlockFileWriter {
  readonly blocks: FileBlock[] = [];
  readonly #fd: number;
  readonly #write: Write;
  #end = HEADER_BYTES;

  constructor(fd: number, write: Write) {
    this.#fd = fd;
    this.#write = write;
  }

  /** Bytes written so far. */
  get bytes(): number {
    return this.#end;
  }

  async add(block: Block): Promise<void> {
    const offset = this.#end;
    let checksum = 0;
    const hash = createHash('sha256');
    for (const part of joined(areaParts(block))) {
      checksum = crc32(part, checksum);
      hash.update(part);
      await this.#append(part);
    }
    this.blocks.push({ head: headOf(block), offset, checksum, digest: hash.digest('hex') });
  }

  /** Throws UserError where the heads, which hold all texts, are more than a section can have. */
  async finish(facts: TableFacts, key: string | null = null): Promise<void> {
    const offset = this.#end;
    const hash = createHash('sha256');
    for (const line of [{ ...facts, key }, ...this.blocks.map(blockToJson)]) {
      const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
      hash.update(bytes);
      await this.#append(bytes);
      if (bytes.length > MAX_LINE_BYTES || this.#end - offset > MAX_SECTION_BYTES) {
        throw new UserError('its texts are more than 2 GiB');
      }
    }
    await this.#append(makeFooter(offset, this.#end - offset, hash.digest()));
    await this.#write(this.#fd, makeHeader(), 0);
  }

  async #append(bytes: Uint8Array): Promise<void> {
    await this.#write(this.#fd, bytes, this.#end);
    this.#end += bytes.length;
  }
}

/** The parts, small neighbours as one: each is written by a system call. */
function* joined(parts: readonly Uint8Array[]): Generator<Uint8Array> {
  let waiting: Uint8Array[] = [];
  let bytes = 0;
  for (const part of parts) {
    waiting.push(part);
    bytes += part.length;
    if (bytes < MIN_WRITE_BYTES) continue;
    yield waiting.length === 1 ? part : Buffer.concat(waiting);
    [waiting, bytes] = [[], 0];
  }
  if (bytes > 0) yield Buffer.concat(waiting);
}

/** What is in an open file; null where that is not, or not wholly, a file of this version and byte order. */
export function readBlockFile(fd: number): BlockFile | null {
  try {
    const section = readSection(fd);
    const lines = linesOf(section.bytes);
    const first = lines.next().value;
    const facts = tableFactsFromJson(first);
    const key = orNull(fields(first).key, string);
    const blocks: FileBlock[] = [];
    let end = HEADER_BYTES;
    for (const line of lines) {
      const block = blockFromJson(line);
      if (block.offset !== end) throw malformed('an offset');
      end += areaBytes(block.head);
      blocks.push(block);
    }
    if (end !== section.offset) throw malformed('the length of the blocks');
    return { key, facts, blocks };
  } catch (error) {
    if (error instanceof Malformed || error instanceof SyntaxError) return null;
    throw error;
  }
}

function readSection(fd: number): { offset: number; bytes: Buffer } {
  const { size } = fstatSync(fd);
  const header = Buffer.alloc(HEADER_BYTES);
  if (!readAll(fd, header, 0) || !header.equals(makeHeader())) throw malformed('the header');
  const footer = Buffer.alloc(FOOTER_BYTES);
  if (size < HEADER_BYTES + FOOTER_BYTES || !readAll(fd, footer, size - FOOTER_BYTES)) throw malformed('the footer');
  const offset = Number(footer.readBigUInt64LE(0));
  const length = Number(footer.readBigUInt64LE(8));
  const digest = footer.subarray(16, 48);
  if (!footer.equals(makeFooter(offset, length, digest))) throw malformed('the footer');
  if (offset + length + FOOTER_BYTES !== size || offset !== align(offset)) throw malformed('the footer');
  if (length > MAX_SECTION_BYTES) throw malformed('the length of the section');
  const bytes = Buffer.alloc(length);
  if (!readAll(fd, bytes, offset) || !sha256(bytes).equals(digest)) throw malformed('the section');
  return { offset, bytes };
}

function* linesOf(bytes: Buffer): Generator<unknown, undefined> {
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf('\n', start);
    if (end < 0 || end - start > MAX_LINE_BYTES) throw malformed('a line');
    yield JSON.parse(bytes.toString('utf8', start, end));
    start = end + 1;
  }
  return undefined;
}

function blockToJson({ head, ...place }: FileBlock): object {
  return { ...headToJson(head), ...place };
}

function blockFromJson(json: unknown): FileBlock {
  const { offset, checksum, digest } = fields(json);
  const place = { offset: integer(offset), checksum: integer(checksum, 2 ** 32 - 1), digest: string(digest) };
  return { head: headFromJson(json), ...place };
}

function makeHeader(): Buffer {
  const words = Uint32Array.of(FORMAT_VERSION, 0x01020304);
  return Buffer.concat([MAGIC, Buffer.from(words.buffer)], HEADER_BYTES);
}

function makeFooter(offset: number, length: number, digest: Uint8Array): Buffer {
  const footer = Buffer.alloc(FOOTER_BYTES);
  footer.writeBigUInt64LE(BigInt(offset), 0);
  footer.writeBigUInt64LE(BigInt(length), 8);
  footer.set(digest, 16);
  footer.writeUInt32LE(crc32(footer.subarray(0, 52)), 52);
  MAGIC.copy(footer, 56);
  return footer;
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

/** Whether the numbers of a block are those that were written: by the digest, or by the checksum, which is faster. */
export function isIntact(area: Uint8Array, { checksum, digest }: FileBlock, by: 'digest' | 'checksum'): boolean {
  return by === 'digest' ? sha256(area).toString('hex') === digest : crc32(area) === checksum;
}
