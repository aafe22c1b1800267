import { expect } from 'chai';
import { BufferPool } from '../../../src/base/threads/buffer-pool.ts';

describe('a pool of buffers', () => {
  it('reuses buffers that were given back, and drops buffers that are not its own', () => {
    const pool = new BufferPool(4);
    const buffer = pool.take();
    pool.give(new Uint8Array(buffer, 0, 2));
    pool.give(new Uint8Array(8));
    expect(pool.take()).to.equal(buffer);
    expect(pool.take().byteLength).to.equal(4);
  });

  it('keeps at most its maximum of buffers', () => {
    const pool = new BufferPool(4, 1);
    const buffers = [pool.take(), pool.take()];
    for (const buffer of buffers) pool.give(new Float32Array(buffer));
    expect([pool.take(), pool.take()].filter(buffer => buffers.includes(buffer))).to.deep.equal([buffers[0]]);
  });
});
