import { expect } from 'chai';
import { PLAIN, type Sgemm, TRANSPOSED } from '../../../src/kernels/blas/binding.ts';
import { whatIsWrong } from '../../../src/kernels/blas/check.ts';
import { blasHere, type Fake, fakeBlas, whyNoBlas } from '../../support/blas.ts';

/** A library that writes a number somewhere after each product. */
const writing = (where: (fake: Fake, args: Parameters<Sgemm>) => { numbers: Float32Array; start: number }) =>
  fakeBlas((plain, fake) => (...args) => {
    plain(...args);
    const { numbers, start } = where(fake, args);
    numbers[start] = 1;
  });

describe('the check of a BLAS', () => {
  it('finds nothing wrong with right products', () => {
    expect(whatIsWrong(fakeBlas())).to.equal(null);
  });

  it(`finds nothing wrong with that of this machine${whyNoBlas === null ? '' : ` (skipped: ${whyNoBlas})`}`, async function () {
    if (blasHere === null) this.skip();
    const { bindBlas } = await import('../../../src/kernels/blas/binding.ts');
    expect(whatIsWrong(bindBlas(blasHere))).to.equal(null);
  });

  const beyond: Record<string, ReturnType<typeof fakeBlas>> = {
    'after the last number of its result': writing((fake, [, , , m, n, , , , , , , , c, ldc]) =>
      fake.at(c + 4 * ((m - 1) * ldc + n)),
    ),
    'in front of it': writing((fake, [, , , , , , , , , , , , c]) => fake.at(c - 4)),
    'between two of its rows': writing((fake, [, , , , n, , , , , , , , c]) => fake.at(c + 4 * n)),
    'a cache line further': writing((fake, [, , , m, n, , , , , , , , c, ldc]) =>
      fake.at(c + 4 * ((m - 1) * ldc + n + 15)),
    ),
    'in front of a factor': writing((fake, [, , , , , , , a]) => fake.at(a - 4)),
  };
  for (const [where, blas] of Object.entries(beyond)) {
    it(`catches a library that writes ${where}`, () => {
      expect(whatIsWrong(blas)).to.match(/^it writes beyond its matrix \(cblas_sgemm of 1 × 1 and 1 × 1\)$/);
    });
  }

  const wrong: Record<string, ReturnType<typeof fakeBlas>> = {
    'takes rows to be as long as they are apart': fakeBlas(
      plain => (order, ta, tb, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc) =>
        plain(order, ta, tb, m, n, k, alpha, a, ta === PLAIN ? k : lda, b, ldb, beta, c, ldc),
    ),
    'ignores that a factor is transposed': fakeBlas(
      plain =>
        (order, _, tb, ...rest) =>
          plain(order, PLAIN, tb, ...rest),
    ),
    'takes a plain factor as transposed': fakeBlas(
      plain =>
        (order, ta, _, ...rest) =>
          plain(order, ta, TRANSPOSED, ...rest),
    ),
    'does not add to what was there': fakeBlas(
      plain =>
        (...args) =>
          plain(...(args.with(11, 0) as typeof args)),
    ),
    'keeps what was there': fakeBlas(
      plain =>
        (...args) =>
          plain(...(args.with(11, 1) as typeof args)),
    ),
    'leaves out the last term': fakeBlas(
      plain =>
        (order, ta, tb, m, n, k, ...rest) =>
          plain(order, ta, tb, m, n, k - 1, ...rest),
    ),
  };
  for (const [what, blas] of Object.entries(wrong)) {
    it(`catches a library that ${what}`, () => {
      expect(whatIsWrong(blas)).to.match(/^its products are wrong \(cblas_sgemm of \d+ × \d+ and \d+ × \d+\)$/);
    });
  }
});
