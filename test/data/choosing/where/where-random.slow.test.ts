import { expect } from 'chai';
import fc from 'fast-check';
import { UserError } from '../../../../src/base/errors.ts';
import type { ColumnValues } from '../../../../src/base/numbers/values.ts';
import { column, select } from '../../../support/where-table.ts';

/** A piece of a condition, and its meaning as a plain function. */
interface Piece<T> {
  text: string;
  of: (row: Row) => T;
}

interface Row {
  n: number | null;
  m: number | null;
  s: string | null;
  t: string | null;
}

const words = ['a', 'b', 'B', 'ab', "it's", ''];
const rowOf = fc.record({
  n: fc.option(fc.integer({ min: -3, max: 3 }), { nil: null }),
  m: fc.option(
    fc.integer({ min: -8, max: 8 }).map(eighths => eighths / 8),
    { nil: null },
  ),
  s: fc.option(fc.constantFrom(...words), { nil: null }),
  t: fc.option(fc.constantFrom(...words), { nil: null }),
});
const quote = (text: string) => `'${text.replaceAll("'", "''")}'`;
const nan = (value: number | null) => value ?? Number.NaN;

const { condition } = fc.letrec<{ number: Piece<number>; text: Piece<string | null>; condition: Piece<boolean> }>(
  tie => {
    const joined = <T>(first: fc.Arbitrary<Piece<T>>, signs: Record<string, (a: T, b: T) => T>) =>
      fc
        .tuple(first, fc.array(fc.tuple(fc.constantFrom(...Object.keys(signs)), first), { maxLength: 2 }))
        .map(([start, rest]) =>
          rest.reduce<Piece<T>>(
            (left, [sign, right]) => ({
              text: `${left.text} ${sign} ${right.text}`,
              of: row => signs[sign]!(left.of(row), right.of(row)),
            }),
            start,
          ),
        );
    const primary = fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom<Piece<number>>({ text: 'n', of: row => nan(row.n) }, { text: 'm', of: row => nan(row.m) }),
      fc.integer({ min: 0, max: 4 }).map(value => ({ text: String(value), of: () => value })),
      tie('number').map(inner => ({ text: `(${inner.text})`, of: inner.of })),
    );
    const signed = fc.oneof(
      primary,
      primary.map(inner => ({ text: `-${inner.text}`, of: (row: Row) => -inner.of(row) })),
    );
    const product = joined(signed, { '*': (a, b) => a * b, '/': (a, b) => a / b, '%': (a, b) => a % b });
    const number = joined(product, { '+': (a, b) => a + b, '-': (a, b) => a - b });
    const text = fc.oneof(
      fc.constantFrom<Piece<string | null>>({ text: 's', of: row => row.s }, { text: '`t`', of: row => row.t }),
      fc.constantFrom(...words).map(word => ({ text: quote(word), of: () => word })),
    );
    const signs: Record<string, (a: any, b: any) => boolean> = {
      '=': (a, b) => a === b,
      '!=': (a, b) => a !== b,
      '<': (a, b) => a < b,
      '<=': (a, b) => a <= b,
      '>': (a, b) => a > b,
      '>=': (a, b) => a >= b,
    };
    const missing = (value: unknown) => value === null || Number.isNaN(value);
    const compared = <T>(side: fc.Arbitrary<Piece<T>>) =>
      fc.tuple(side, fc.constantFrom(...Object.keys(signs)), side).map(([a, sign, b]) => ({
        text: `${a.text} ${sign} ${b.text}`,
        of: (row: Row) => !missing(a.of(row)) && !missing(b.of(row)) && signs[sign]!(a.of(row), b.of(row)),
      }));
    const asked = <T>(side: fc.Arbitrary<Piece<T>>) =>
      side.map(a => ({ text: `${a.text} is missing`, of: (row: Row) => missing(a.of(row)) }));
    const between = fc.tuple(number, number, number).map(([a, low, high]) => ({
      text: `${a.text} between ${low.text} and ${high.text}`,
      of: (row: Row) => a.of(row) >= low.of(row) && a.of(row) <= high.of(row),
    }));
    const listed = fc
      .tuple(text, fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 3 }))
      .map(([a, items]) => ({
        text: `${a.text} not in (${items.map(quote).join(', ')})`,
        of: (row: Row) => a.of(row) !== null && !items.includes(a.of(row)!),
      }));
    const atom = fc.oneof(
      { depthSize: 'small' },
      compared(number),
      compared(text),
      asked(number),
      asked(text),
      between,
      listed,
      tie('condition').map(inner => ({ text: `(${inner.text})`, of: inner.of })),
    );
    const negated = fc.oneof(
      atom,
      atom.map(inner => ({ text: `not ${inner.text}`, of: (row: Row) => !inner.of(row) })),
    );
    const all = joined(negated, { and: (a, b) => a && b });
    return { number, text, condition: joined(all, { or: (a, b) => a || b }) };
  },
);

describe('--where, over conditions and rows at random', () => {
  it('keeps the rows that a simple interpreter of the condition keeps', () => {
    let some = 0;
    fc.assert(
      fc.property(condition, fc.array(rowOf, { minLength: 1, maxLength: 8 }), (piece, rows) => {
        const values = new Map<string, ColumnValues>([
          [
            'n',
            column(
              rows.map(row => row.n),
              'numbers',
            ),
          ],
          [
            'm',
            column(
              rows.map(row => row.m),
              'numbers',
            ),
          ],
          [
            's',
            column(
              rows.map(row => row.s),
              'texts',
            ),
          ],
          [
            't',
            column(
              rows.map(row => row.t),
              'texts',
            ),
          ],
        ]);
        const expected = rows.map(row => (piece.of(row) ? 1 : 0));
        some += expected.some(keep => keep === 1) && expected.some(keep => keep === 0) ? 1 : 0;
        expect([...select(piece.text, values, rows.length)], piece.text).to.deep.equal(expected);
      }),
      { seed: 1, numRuns: 600 },
    );
    expect(some).to.be.greaterThan(100);
  });

  it('accepts any text, or says what is wrong with it', () => {
    const scrap = fc.constantFrom(
      ...'( ) , + - * / % = == != <> < <= > >= and or not in between like is missing true false'.split(' '),
      ...[
        'age',
        'island',
        'when',
        '`bill length`',
        '[x',
        "'",
        '"',
        '`',
        '5',
        '1.5e3',
        '1e',
        "'Dream'",
        "'2024-01-31'",
        'é',
        '\n',
        '😀',
        '$',
      ],
    );
    const garbage = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.array(scrap, { maxLength: 12 }).map(scraps => scraps.join(' ')),
      fc.array(scrap, { maxLength: 12 }).map(scraps => scraps.join('')),
    );
    let taken = 0;
    fc.assert(
      fc.property(garbage, text => {
        try {
          select(text);
          taken++;
        } catch (error) {
          expect(error, text).to.be.instanceOf(UserError);
          expect((error as Error).message).to.match(/^⟪where⟫: [^\n]*$/);
        }
      }),
      { seed: 1, numRuns: 3000 },
    );
    expect(taken).to.be.greaterThan(0);
  });
});
