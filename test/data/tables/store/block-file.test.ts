import { deepStrictEqual } from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { crc32 } from 'node:zlib';
import { expect } from 'chai';
import fc from 'fast-check';
import { UserError } from '../../../../src/base/errors.ts';
import type { Block } from '../../../../src/data/tables/blocks/block.ts';
import { Cache } from '../../../../src/data/tables/store/cache.ts';
import { StoreWriter } from '../../../../src/data/tables/store/writer.ts';
import { anyBlock, copyOf, facts, numbers } from '../../../support/blocks.ts';
import { temporaryFolder } from '../../../support/bntrain.ts';

const KEY = 'c'.repeat(64);
const FOOTER_BYTES = 64;

describe('a block file', () => {
  const folder = temporaryFolder();
  const cache = new Cache(join(folder.path, 'cache'));
  const path = cache.pathOf(KEY);
  const low = new Map([[1, Float32Array.of(1, 2, 3, 4, 5)]]);
  const [some] = fc.sample(
    anyBlock.filter(({ texts, dates, low }) => texts.size > 0 && dates.size > 0 && low.size > 0),
    { numRuns: 1, seed: 7 },
  );
  const blocks = [{ ...numbers(5, 3), low }, some!, numbers(4, 3, 100)];
  let integral: Buffer;

  before(async () => {
    const writer = new StoreWriter({ budget: 0, cache, key: KEY, warn: message => expect.fail(message) });
    for (const block of blocks) await writer.add(copyOf(block));
    (await writer.finish(facts)).close();
    integral = readFileSync(path);
  });

  /** The blocks that are found in a file; null where the file, or one of its blocks, is refused. */
  function found(bytes: Uint8Array): { facts: unknown; blocks: Block[] } | null {
    writeFileSync(path, bytes);
    const opened = cache.open(KEY);
    if (opened === null) return null;
    const { store } = opened;
    try {
      return { facts: opened.facts, blocks: store.blocks.map((_, index) => copyOf(store.load(index))) };
    } catch (error) {
      if (error instanceof UserError) return null;
      throw error;
    } finally {
      store.close();
    }
  }

  it('has its blocks at multiples of 64 bytes', () => {
    const lines = integral.toString('latin1').matchAll(/"offset":(\d+)/g);
    const offsets = [...lines].map(([, offset]) => Number(offset));
    expect(offsets).to.have.lengthOf(3);
    for (const offset of offsets) expect(offset % 64).to.equal(0);
    deepStrictEqual(found(integral), { facts, blocks });
  });

  it('is refused when it was cut anywhere', () => {
    for (let length = 0; length < integral.length; length++) {
      writeFileSync(path, integral);
      truncateSync(path, length);
      expect(cache.open(KEY), `${length} of ${integral.length} bytes`).to.equal(null);
    }
  });

  it('is refused when something was added to it', () => {
    expect(found(Buffer.concat([integral, Buffer.alloc(64)]))).to.equal(null);
  });

  it('is refused when any bytes were changed, on opening or on loading the block', () => {
    const change = fc.tuple(fc.nat(integral.length - 1), fc.integer({ min: 1, max: 255 }));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), changes => {
        const bytes = Buffer.from(integral);
        for (const [at, difference] of changes) bytes[at]! ^= difference;
        const result = found(bytes);
        return bytes.equals(integral)
          ? result !== null
          : result === null || isDeepStrictEqual(result, { facts, blocks });
      }),
      { numRuns: 1000 },
    );
  });

  it('is refused or read with any correctly signed contents, and never needs much memory', () => {
    const change = fc.tuple(
      fc.nat(1000),
      fc.constantFrom('-1', '1.5', '4294967296', '1e300', 'null', '"a"', '[]', '7'),
    );
    const flip = fc.tuple(fc.nat(1e6), fc.integer({ min: 1, max: 255 }));
    let refused = 0;
    fc.assert(
      fc.property(fc.array(change, { maxLength: 2 }), fc.array(flip, { maxLength: 2 }), (changes, flips) => {
        const before = process.memoryUsage().arrayBuffers;
        if (found(resign(integral, changes, flips)) === null) refused++;
        return process.memoryUsage().arrayBuffers - before < 2 ** 24;
      }),
      { numRuns: 1000 },
    );
    expect(refused).to.be.within(100, 999);
  });

  it('is refused on opening when its blocks are listed at other places', () => {
    const offsets = [...integral.toString('latin1').matchAll(/(?<="offset":)\d+/g)].map(([offset]) => Number(offset));
    for (const [from, to] of [
      [offsets[1]!, offsets[2]!],
      [offsets[2]!, 2 ** 40],
      [64, 65],
    ] as const) {
      const text = sectionOf(integral).toString('latin1').replace(`"offset":${from},`, `"offset":${to},`);
      writeFileSync(path, sign(integral, Buffer.from(text, 'latin1')));
      expect(cache.open(KEY), `${from} to ${to}`).to.equal(null);
    }
  });

  it('is refused when a block was changed together with its checksum', () => {
    const [first] = [...integral.toString('latin1').matchAll(/"offset":64,"checksum":(\d+)/g)];
    const end = Number(/"offset":(\d+)/g.exec(integral.toString('latin1').slice(first!.index + 12))![1]);
    const forged = Buffer.from(integral);
    forged[64]! ^= 1;
    expect(crc32(integral.subarray(64, end))).to.equal(Number(first![1]));
    const section = sectionOf(integral).toString('latin1');
    const checksum = `"checksum":${crc32(forged.subarray(64, end))}`;
    expect(found(sign(forged, Buffer.from(section.replace(`"checksum":${first![1]}`, checksum), 'latin1')))).to.equal(
      null,
    );
    expect(found(sign(integral, Buffer.from(section, 'latin1')))).to.not.equal(null);
  });

  it('of another version is refused', () => {
    const other = Buffer.from(integral);
    other.writeUInt32LE(other.readUInt32LE(8) + 1, 8);
    expect(found(other)).to.equal(null);
  });

  it('of a machine of the other byte order is refused', () => {
    const other = Buffer.from(integral);
    other.subarray(12, 16).reverse();
    expect(found(other)).to.equal(null);
  });

  it('counts as absent when it is a directory, or another file', () => {
    mkdirSync(cache.pathOf('directory'));
    expect(cache.open('directory')).to.equal(null);
    expect(found(Buffer.from('a,b\n1,2\n'.repeat(100)))).to.equal(null);
    expect(found(Buffer.alloc(0))).to.equal(null);
  });
});

/** The file with numbers of its section replaced and bytes of it changed, and checksums that are right for it. */
function resign(integral: Buffer, changes: [number, string][], flips: [number, number][]): Buffer {
  let text = sectionOf(integral).toString('latin1');
  for (const [which, value] of changes) {
    const numbers = [...text.matchAll(/(?<=:)\d+/g)];
    const { index, 0: old } = numbers[which % numbers.length]!;
    text = text.slice(0, index) + value + text.slice(index + old.length);
  }
  const section = Buffer.from(text, 'latin1');
  for (const [at, difference] of flips) section[at % section.length]! ^= difference;
  return sign(integral, section);
}

function sectionOf(integral: Buffer): Buffer {
  return integral.subarray(Number(integral.readBigUInt64LE(integral.length - FOOTER_BYTES)), -FOOTER_BYTES);
}

/** The file with another section. */
function sign(integral: Buffer, section: Buffer): Buffer {
  const footer = Buffer.from(integral.subarray(-FOOTER_BYTES));
  footer.writeBigUInt64LE(BigInt(section.length), 8);
  createHash('sha256').update(section).digest().copy(footer, 16);
  footer.writeUInt32LE(crc32(footer.subarray(0, 52)), 52);
  return Buffer.concat([integral.subarray(0, Number(footer.readBigUInt64LE(0))), section, footer]);
}
