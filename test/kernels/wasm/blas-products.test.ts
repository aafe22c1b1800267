import { expect } from 'chai';
import { blasProducts, pieceOf, SMALLEST_DIVIDED } from '../../../src/kernels/wasm/blas-products.ts';
import { fakeBlas } from '../../support/blas.ts';

type Module = Parameters<typeof blasProducts>[2];

/** A module that must not be called. */
const none = new Proxy({} as Module, {
  get: (_, name) => () => expect.fail(`the module's ${String(name)} was called`),
});

describe('the products of a BLAS', () => {
  it('are in the same pieces however threads share them', () => {
    const [N, D, M] = [512, 1024, 1024];
    for (const product of ['affineForward', 'affineBackwardInput', 'affineBackwardWeight'] as const) {
      const calls = (bounds: readonly number[]) => {
        const seen: string[] = [];
        const blas = fakeBlas(
          () => (_order, _ta, _tb, m, n, k, _alpha, a, _lda, b, _ldb, _beta, c) =>
            void seen.push([m, n, k, a, b, c].join()),
        );
        const products = blasProducts(blas, new ArrayBuffer(64), none);
        for (let part = 1; part < bounds.length; part++) {
          const range = [bounds[part - 1]!, bounds[part]!] as const;
          if (product === 'affineForward') products.affineForward(0, 0, 0, 0, N, D, M, 0, ...range);
          else products[product](0, 0, 0, N, D, M, 0, ...range);
        }
        return seen;
      };
      const whole = calls([0, 1024]);
      expect(whole).to.have.length(4);
      expect(calls([0, 256, 1024])).to.deep.equal(whole);
      expect(calls([0, 256, 512, 768, 1024])).to.deep.equal(whole);
    }
  });

  it('are divided where they are large, at cache lines', () => {
    expect(pieceOf(100, SMALLEST_DIVIDED - 1)).to.be.at.least(100);
    expect(pieceOf(100, SMALLEST_DIVIDED)).to.equal(64);
    expect(pieceOf(1000, 4 * SMALLEST_DIVIDED)).to.equal(256);
    expect(pieceOf(1024, 1000 * SMALLEST_DIVIDED)).to.equal(256);
  });

  it('are those of the module where they are small', () => {
    const called: string[] = [];
    const module = new Proxy({} as Module, { get: (_, name) => () => void called.push(String(name)) });
    const products = blasProducts(
      fakeBlas(() => () => expect.fail('the library was called')),
      new ArrayBuffer(64),
      module,
    );
    products.affineForward(0, 0, 0, 4, 16, 4, 32, 0, 0, 32);
    products.affineBackwardInput(0, 0, 0, 16, 4, 32, 0, 0, 4);
    products.affineBackwardWeight(0, 0, 0, 16, 4, 32, 0, 0, 4);
    expect(called).to.deep.equal(['affineForward', 'affineBackwardInput', 'affineBackwardWeight']);
  });
});
