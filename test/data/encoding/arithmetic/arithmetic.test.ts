import { deepStrictEqual } from 'node:assert/strict';
import { expect } from 'chai';
import fc from 'fast-check';
import {
  type Arithmetic,
  type Cells,
  makeScaling,
  type ScaledNumber,
} from '../../../../src/data/encoding/arithmetic/arithmetic.ts';
import { reference } from '../../../../src/data/encoding/arithmetic/reference.ts';
import { wasm } from '../../../../src/data/encoding/arithmetic/wasm.ts';

/** All NaNs count as equal, whatever their bits. */
function bitsOf(numbers: Float32Array | Float64Array | Int32Array): unknown[] {
  return Array.from(numbers, value => (Object.is(value, -0) ? '-0' : Number.isNaN(value) ? 'NaN' : value));
}

const cell = fc.oneof(
  { weight: 8, arbitrary: fc.float({ noNaN: true, noDefaultInfinity: true }) },
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 255 }) },
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 3.4028234663852886e38),
);

/** Awkward numbers of columns, and some of the rows. */
const table = fc
  .tuple(fc.constantFrom(1, 2, 3, 4, 5, 8, 17, 31), fc.integer({ min: 1, max: 9 }))
  .chain(([columns, rows]) =>
    fc.record({
      columns: fc.constant(columns),
      cells: fc
        .array(cell, { minLength: rows * columns, maxLength: rows * columns })
        .map(all => Float32Array.from(all)),
      rows: fc.subarray([...Array(rows).keys()], { minLength: 1 }).map(all => Int32Array.from(all)),
      /** Which columns become inputs, and whether an indicator goes behind each. */
      used: fc.array(fc.constantFrom('no', 'yes', 'with indicator'), { minLength: columns, maxLength: columns }),
      scales: fc.array(fc.tuple(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), fc.double({ min: 1e-9, max: 1e9 })), {
        minLength: columns,
        maxLength: columns,
      }),
    }),
  );

function standardized(
  arithmetic: Arithmetic,
  from: Cells,
  rows: Int32Array,
  features: number,
  numbers: ScaledNumber[],
) {
  // Filled with what must be overwritten, and with a row in front and one behind that must not be.
  const x = new Float32Array((rows.length + 2) * features).fill(7);
  const odd: [number, number][] = [];
  arithmetic.standardize(makeScaling(features, numbers), from, rows, x, 1, (n, j) => odd.push([n, j]));
  return { x: bitsOf(x), odd };
}

describe('the arithmetic in WebAssembly', () => {
  it('has the same moments as the reference to the bit, with missing and infinite cells too', () => {
    fc.assert(
      fc.property(table, ({ rows, ...from }) => {
        const [expected, actual] = [reference.moments(from, rows), wasm.moments(from, rows)];
        for (const key of ['sums', 'squares', 'missing', 'min', 'max'] as const) {
          deepStrictEqual(bitsOf(actual[key]), bitsOf(expected[key]), key);
        }
      }),
    );
  });

  it('standardizes like the reference to the bit, with any columns in any order', () => {
    fc.assert(
      fc.property(table, ({ rows, used, scales, ...from }) => {
        let features = 0;
        const numbers = used.flatMap((use, column): ScaledNumber[] => {
          if (use === 'no') return [];
          const offset = features;
          features += use === 'yes' ? 1 : 2;
          const [mean, deviation] = scales[column]!;
          return [{ column, offset, mean, deviation }];
        });
        const expected = standardized(reference, from, rows, features, numbers);
        deepStrictEqual(standardized(wasm, from, rows, features, numbers), expected);
      }),
    );
  });

  it('handles more rows than it takes at a time', () => {
    const [rows, columns] = [100_000, 5];
    const cells = Float32Array.from({ length: rows * columns }, (_, n) => (n % 999 === 0 ? Number.NaN : Math.sin(n)));
    const some = Int32Array.from({ length: rows / 2 }, (_, n) => 2 * n + (n % 2));
    const numbers = [0, 1, 2, 3, 4].map(column => ({ column, offset: column, mean: column / 10, deviation: 0.7 }));
    const expected = standardized(reference, { cells, columns }, some, columns, numbers);
    expect(expected.odd).to.have.lengthOf.above(200);
    deepStrictEqual(standardized(wasm, { cells, columns }, some, columns, numbers), expected);
  });

  it('handles very wide rows one by one', () => {
    const columns = 200_003;
    const cells = Float32Array.from({ length: 3 * columns }, (_, n) => n % 1000);
    const numbers = Array.from({ length: columns }, (_, column) => ({
      column,
      offset: column,
      mean: 500,
      deviation: 3,
    }));
    const rows = Int32Array.of(0, 2);
    const expected = standardized(reference, { cells, columns }, rows, columns, numbers);
    deepStrictEqual(standardized(wasm, { cells, columns }, rows, columns, numbers), expected);
  });

  it('fills rows of float64 in float64', () => {
    const x = new Float64Array(2);
    const scaling = makeScaling(1, [{ column: 0, offset: 0, mean: 0, deviation: 3 }]);
    const refuse = () => expect.fail('nothing is odd');
    wasm.standardize(scaling, { cells: Float32Array.of(1, 2), columns: 1 }, Int32Array.of(0, 1), x, 0, refuse);
    expect([...x]).to.deep.equal([1 / 3, 2 / 3]);
  });

  it('makes rows without numbers zero', () => {
    const x = new Float32Array(4).fill(7);
    const none = makeScaling(2, []);
    wasm.standardize(none, { cells: Float32Array.of(1, 2), columns: 1 }, Int32Array.of(1), x, 1, () => {});
    expect([...x]).to.deep.equal([7, 7, 0, 0]);
  });
});
