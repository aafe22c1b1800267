import { expect } from 'chai';
import { BufferPool } from '../../../src/base/threads/buffer-pool.ts';

describe('a pool of buffers', () => {
  it('reuses buffers that were given back, and drops buffers that are not its own', () => {
    const pool = new BufferPool(4);
    const buffer = pool.acquire();
    pool.release(new Uint8Array(buffer, 0, 2));
    pool.release(new Uint8Array(8));
    expect(pool.acquire()).to.equal(buffer);
    expect(pool.acquire().byteLength).to.equal(4);
  });

  it('keeps at most its maximum of buffers', () => {
    const pool = new BufferPool(4, 1);
    const buffers = [pool.acquire(), pool.acquire()];
    for (const buffer of buffers) pool.release(new Float32Array(buffer));
    expect([pool.acquire(), pool.acquire()].filter(buffer => buffers.includes(buffer))).to.deep.equal([buffers[0]]);
  });
});
