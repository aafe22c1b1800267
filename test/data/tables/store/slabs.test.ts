import { deepStrictEqual } from 'node:assert/strict';
import { expect } from 'chai';
import fc from 'fast-check';
import { Slabs } from '../../../../src/data/tables/store/slabs.ts';
import { anyBlock, copyOf, numbers } from '../../../support/blocks.ts';

describe('slabs of memory', () => {
  /** Each block of 64 x 4 numbers takes 1 KiB. */
  const block = () => numbers(64, 4);

  it('do not change blocks when others are freed', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyBlock, fc.boolean()), { maxLength: 12 }), fc.nat(3000), (blocks, slabBytes) => {
        const slabs = new Slabs(slabBytes, slabBytes);
        const kept = blocks.map(([block, early]) => {
          const copy = slabs.keep(copyOf(block));
          deepStrictEqual(copy, block);
          if (early) slabs.free(copy);
          return copy;
        });
        for (const [index, [block, early]] of blocks.entries()) {
          if (early) continue;
          deepStrictEqual(kept[index], block);
          slabs.free(kept[index]!);
        }
      }),
    );
  });

  it('do not move small tables and large blocks', () => {
    const slabs = new Slabs(2048, 2048);
    for (const given of [block(), block(), numbers(512, 4)]) expect(slabs.keep(given)).to.equal(given);
  });

  it('empty a block that they have copied, and are freed with the last of their blocks', () => {
    const slabs = new Slabs(2048, 2048);
    const given = Array.from({ length: 5 }, block);
    const kept = given.map(one => slabs.keep(one));
    expect(given.map(({ cells }) => cells.length)).to.deep.equal([256, 256, 0, 0, 0]);
    expect(kept[2]!.cells.buffer).to.equal(kept[3]!.cells.buffer);
    slabs.free(kept[2]!);
    expect(kept[3]!.cells).to.have.lengthOf(256);
    slabs.free(kept[3]!);
    expect(kept.map(({ cells }) => cells.length)).to.deep.equal([256, 256, 0, 0, 256]);
  });
});
