import { expect } from 'chai';
import { Arena } from '../../../src/kernels/wasm/arena.ts';
import { Region } from '../../../src/kernels/wasm/region.ts';

describe('a region of an arena', () => {
  const region = () => new Region(Arena.create().memory);

  it('gives the same memory after a reset, zeroed', () => {
    const memory = region();
    const first = memory.floats(1000, 'float32').fill(7);
    memory.reset();
    const second = memory.floats(1000, 'float32');
    expect(second.byteOffset).to.equal(first.byteOffset);
    expect(second.every(value => value === 0)).to.equal(true);
  });

  it('never gives memory that is in use', () => {
    const memory = region();
    for (let run = 0; run < 3; run++) {
      memory.reset();
      const taken = [10, 400_000, 3, 900_000, 50].map((size, n) => memory.floats(size, 'float32').fill(n + 1));
      taken.forEach((values, n) => {
        expect(values.every(value => value === n + 1)).to.equal(true);
      });
    }
  });

  it('takes no more from the arena for what fits into memory of before', () => {
    const memory = region();
    const sizes = [400_000, 10, 700_000];
    for (const size of sizes) memory.floats(size, 'float32');
    const bytes = memory.memory.buffer.byteLength;
    for (let run = 0; run < 5; run++) {
      memory.reset();
      for (const size of sizes) memory.floats(size, 'float32');
    }
    expect(memory.memory.buffer.byteLength).to.equal(bytes);
  });

  it('has its own memory beside another region of the arena', () => {
    const { memory } = Arena.create();
    const regions = [new Region(memory), new Region(memory)];
    const [one, other] = regions.map(each => each.int32(100));
    one!.fill(1);
    expect(other!.every(value => value === 0)).to.equal(true);
  });
});
