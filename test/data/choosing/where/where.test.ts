import { expect } from 'chai';
import fc from 'fast-check';
import { UserError } from '../../../../src/base/errors.ts';
import type { ColumnValues } from '../../../../src/base/numbers/values.ts';
import { selectRows } from '../../../../src/data/choosing/where/evaluate.ts';
import { parseWhere } from '../../../../src/data/choosing/where/parse.ts';

type Cell = number | string | null;

function column(cells: readonly Cell[], kind: 'numbers' | 'texts', width = Float64Array): ColumnValues {
  if (kind === 'numbers') {
    return { type: 'numbers', values: width.from(cells, cell => (cell === null ? Number.NaN : Number(cell))) };
  }
  const categories = [...new Set(cells.filter(cell => cell !== null))].map(String);
  return {
    type: 'texts',
    codes: Int32Array.from(cells, cell => (cell === null ? -1 : categories.indexOf(String(cell)))),
    categories,
  };
}

const day = Date.UTC(2024, 0, 31) / 1000;
const table = new Map<string, ColumnValues>([
  ['age', column([18, 19, null, 40, 5], 'numbers')],
  ['height', column([1.5, 2, 1, null, -3], 'numbers')],
  ['island', column(['Dream', 'Biscoe', 'Dream', null, 'Törge sen'], 'texts')],
  ['home', column(['Dream', 'Dream', 'Biscoe', 'Dream', 'Törge sen'], 'texts')],
  ['smoker', column(['True', 'false', 'TRUE', null, 'no'], 'texts')],
  ['flag', column([1, 0, null, 1, 2], 'numbers')],
  ['when', column([day, day + 43_200, null, day + 86_400, day - 1], 'numbers')],
  ['bill length', column([1, 2, 3, 4, 5], 'numbers')],
  ['größe_2.b', column([1, 2, 3, 4, 5], 'numbers')],
  ['and', column([1, 2, 3, 4, 5], 'numbers')],
]);
const dates = new Set(['when']);
const select = (text: string, values = table, rows = 5) => selectRows(parseWhere(text), values, rows, dates);
/** The numbers of the rows that are kept, from 0. */
const kept = (text: string, values = table, rows = 5) =>
  [...select(text, values, rows)].flatMap((keep, row) => (keep === 1 ? [row] : []));

describe('--where', () => {
  const cases: [string, number[]][] = [
    ["age > 18 and island != 'Dream'", [1]],
    ['age = 18', [0]],
    ['age == 18', [0]],
    ['age != 18', [1, 3, 4]],
    ['age <> 18', [1, 3, 4]],
    ['age <= 18', [0, 4]],
    ['18 <= age', [0, 1, 3]],
    ['age in (5, 40, 77)', [3, 4]],
    ['age not in (5, 40, 77)', [0, 1]],
    ['height in (-3)', [4]],
    ["island in ('Dream', 'Atlantis')", [0, 2]],
    ["island NOT IN ('Dream')", [1, 4]],
    ['age between 18 and 19 and height > 1.5', [1]],
    ['age not between 18 and 19', [3, 4]],
    ["island between 'C' and 'Dz'", [0, 2]],
    ["island like 'D*'", [0, 2]],
    ["island like '?iscoe'", [1]],
    ["island like '*ö*e?*'", [4]],
    ["island not like 'D*'", [1, 4]],
    ['age is missing', [2]],
    ['age is not missing', [0, 1, 3, 4]],
    ['island is missing or height is missing', [3]],
    ['age + height is missing', [2, 3]],
    ['not age > 18', [0, 2, 4]],
    ['not not age > 18', [1, 3]],
    ['age > 18 or age < 10 and height > 0', [1, 3]],
    ['(age > 18 or age < 10) and height < 0', [4]],
    ['age - 1 - 1 = 3', [4]],
    ['age * 2 + 1 = 11', [4]],
    ['1 + age * 2 = 11', [4]],
    ['age / 2 / 2 = 10', [3]],
    ['age % 10 = 9', [1]],
    ['-height * 2 = 6', [4]],
    ['- -height = 2', [1]],
    ['age > 2 * (4 + 5)', [1, 3]],
    ['height / 0 > 1e300', [0, 1, 2]],
    ['(height - height) / 0 is missing', [0, 1, 2, 3, 4]],
    ['age > height * 10', [0, 4]],
    ['island = home', [0, 4]],
    ['island != home', [1, 2]],
    ['island < home', [1]],
    ["'Dream' = island", [0, 2]],
    ["'Dream' > island", [1]],
    ['smoker = true', [0, 2]],
    ['false = smoker', [1]],
    ['smoker != true', [1, 4]],
    ['smoker in (false, "no")', [1, 4]],
    ['flag = true', [0, 3]],
    ['flag != true', [1, 4]],
    ['true', [0, 1, 2, 3, 4]],
    ['false or age = 5', [4]],
    ["when >= '2024-01-31'", [0, 1, 3]],
    ["when = '2024-01-31 12:00'", [1]],
    ["when = '2024-01-31T13:00+01:00'", [1]],
    ["'2024-01-31' > when", [4]],
    ["when >= '2024/01/31'", [0, 1, 3]],
    ["when >= '31.1.2024'", [0, 1, 3]],
    ["when >= '1/31/2024'", [0, 1, 3]],
    ["when < '3/3/2024'", [0, 1, 3, 4]],
    ["when between '2024-01-31' and '2024-02-01'", [0, 1, 3]],
    ["when in ('2024-02-01', '2024-01-31T12:00:00Z')", [1, 3]],
    ['when = when', [0, 1, 3, 4]],
    ['`bill length` > 4', [4]],
    ['[bill length]>4', [4]],
    ['größe_2.b>4', [4]],
    ['`and` > 4 AND [and] < 9', [4]],
    ["'a''b' = \"a'b\"", [0, 1, 2, 3, 4]],
    ['5 > 4 and "b" > "a"', [0, 1, 2, 3, 4]],
    ['.5e1 = age', [4]],
  ];
  for (const [text, rows] of cases) {
    it(`keeps rows ${rows.join(', ') || 'none'} for ${text}`, () => expect(kept(text)).to.deep.equal(rows));
  }

  it('lists the columns it needs, each once, in order', () => {
    expect(parseWhere('b > a and [c d] + a > 5').columns).to.deep.equal(['b', 'a', 'c d']);
  });

  it('finds decimal fractions in float32 columns', () => {
    const values = new Map([['x', column([0.1, 0.2, 20_000_000, null], 'numbers', Float32Array as any)]]);
    const of = (text: string) => kept(text, values, 4);
    expect(of('x = 0.1')).to.deep.equal([0]);
    expect(of('x > 0.1')).to.deep.equal([1, 2]);
    expect(of('x in (0.1, 0.2)')).to.deep.equal([0, 1]);
    expect(of('x not in (0.1, 0.2)')).to.deep.equal([2]);
    expect(of('x * 3 = 0.3')).to.deep.equal([0]);
    expect(of('x < 20000001 and x > 19999999')).to.deep.equal([2]);
    expect(of('x between 0.1 and 0.2')).to.deep.equal([0, 1]);
  });

  it('evaluates tables that are longer than one block of rows', () => {
    const values = new Map<string, ColumnValues>([
      [
        'x',
        column(
          Array.from({ length: 10_001 }, (_, row) => row),
          'numbers',
        ),
      ],
      [
        't',
        { type: 'texts', codes: Int32Array.from({ length: 10_001 }, (_, row) => row % 3), categories: ['a', 'b', 'c'] },
      ],
    ]);
    const expected = Array.from({ length: 10_001 }, (_, row) => row).filter(row => row % 7 === 2 && row % 3 === 1);
    expect(kept("x % 7 = 2 and t = 'b'", values, 10_001)).to.deep.equal(expected);
  });

  it('keeps nothing of a table without rows', () => {
    expect([...select('age > 5', new Map([['age', column([], 'numbers')]]), 0)]).to.deep.equal([]);
  });

  const mistakes: [string, string][] = [
    ['age > and 5', "⟪where⟫: expected a value at character 7, got 'and': age > and 5"],
    ['', '⟪where⟫: expected a value at character 1, got the end: '],
    ['age >', '⟪where⟫: expected a value at character 6, got the end: age >'],
    ['age > 5 6', "⟪where⟫: expected 'and', 'or' or the end at character 9, got '6': age > 5 6"],
    ['1 < age < 5', "⟪where⟫: expected 'and' between two comparisons at character 9, got '<': 1 < age < 5"],
    ['(age > 5', "⟪where⟫: expected ')' at character 9, got the end: (age > 5"],
    ['age in 5', "⟪where⟫: expected '(' and a list at character 8, got '5': age in 5"],
    ['age in (age)', "⟪where⟫: expected a number or a text in quotes at character 9, got 'age': age in (age)"],
    ['age in (1 2)', "⟪where⟫: expected ',' or ')' at character 11, got '2': age in (1 2)"],
    ['age not 5', "⟪where⟫: expected 'in', 'between' or 'like' at character 9, got '5': age not 5"],
    ['age is 5', "⟪where⟫: expected 'missing' or 'not missing' at character 8, got '5': age is 5"],
    ['age between 1 or 2', "⟪where⟫: expected 'and' and the upper bound at character 15, got 'or': age between 1 or 2"],
    ['island like p*', "⟪where⟫: expected a pattern in quotes, such as 'p*', at character 13, got 'p': island like p*"],
    ["island = 'Dream", "⟪where⟫: ' is never closed by ', opened at character 10: island = 'Dream"],
    ['[a > 5', '⟪where⟫: [ is never closed by ], opened at character 1: [a > 5'],
    ['𝒳 > $', "⟪where⟫: expected a name, number, text in quotes or sign at character 5, got '$': 𝒳 > $"],
    ['age > 1e999', "⟪where⟫: expected a number that is not so large at character 7, got '1e999': age > 1e999"],
    ['island > 5', "⟪where⟫: 'island' holds text and cannot be compared with the number 5; put quotes around it: '5'"],
    ['5 = island', "⟪where⟫: 'island' holds text and cannot be compared with the number 5; put quotes around it: '5'"],
    [
      'island in (1)',
      "⟪where⟫: 'island' holds text and cannot be compared with the number 1; put quotes around it: '1'",
    ],
    ["age > '5'", "⟪where⟫: 'age' holds numbers and cannot be compared with the text '5'; take the quotes away: 5"],
    [
      "age = 'old'",
      "⟪where⟫: 'age' holds numbers and cannot be compared with the text 'old'; compare it with a number",
    ],
    [
      '"age" > 5',
      "⟪where⟫: the text 'age' cannot be compared with the number 5; for the column of that name, write `age`",
    ],
    ['age = island', "⟪where⟫: 'age' holds numbers and cannot be compared with 'island', which holds text"],
    [
      'when > 5',
      "⟪where⟫: 'when' holds dates and cannot be compared with the number 5; write a date in quotes, such as '2024-01-31'",
    ],
    ['when = age', "⟪where⟫: 'when' holds dates and cannot be compared with 'age', which holds numbers"],
    [
      "when > '31.1.24'",
      "⟪where⟫: 'when' holds dates, and '31.1.24' is no date of the form '2024-01-31' or '2024-01-31 12:00'",
    ],
    ["when > '2023-02-29'", "'2023-02-29' is no date of the form"],
    ["when > '2024-01-31 12:00+99:00'", "'2024-01-31 12:00+99:00' is no date of the form"],
    [
      "when > '3/4/2024'",
      "⟪where⟫: '3/4/2024' may be 2024-03-04 or 2024-04-03; write the year first, as in '2024-03-04'",
    ],
    ['when + 1 > 5', "⟪where⟫: 'when' holds dates and cannot be calculated with"],
    ['island + 1 > 5', "⟪where⟫: 'island' holds text and cannot be calculated with"],
    ['-true > 5', '⟪where⟫: true cannot be calculated with'],
    ['+island = 5', "⟪where⟫: 'island' holds text and cannot be calculated with"],
    ['age', "⟪where⟫: 'age' holds numbers and is no condition; compare it with something"],
    ['not not age', "⟪where⟫: 'age' holds numbers and is no condition"],
    ['age and age > 5', "⟪where⟫: 'age' holds numbers and is no condition"],
    ['(age > 5) > 3', '⟪where⟫: a condition stands where a value is expected; join conditions with and, or, not'],
    ["age like '5*'", "⟪where⟫: 'age' holds numbers, and like is for text; compare numbers with = < > or between"],
    ['smoker > true', '⟪where⟫: true and false are compared with = or !=, not >'],
    ['true = false', '⟪where⟫: true cannot be compared with false'],
    ['Age > 5', "⟪where⟫: there is no column 'Age'; did you mean 'age'?"],
    ['hieght > 5', "⟪where⟫: there is no column 'hieght'; did you mean 'height'?"],
    [
      'island = Dream',
      "⟪where⟫: there is no column 'Dream' (a text stands in quotes: 'Dream'); the columns are age, height, ",
    ],
  ];
  for (const [text, message] of mistakes) {
    it(`refuses ${text || 'nothing'}, saying why`, () => {
      expect(() => select(text))
        .to.throw(UserError)
        .with.property('message')
        .that.satisfies((got: string) => got.startsWith(message) || got.includes(`, and ${message}`), message);
    });
  }

  it('finds mismatched types in a table without rows', () => {
    expect(() => select('age > 5', new Map([['age', column([], 'texts')]]), 0)).to.throw("'age' holds text");
  });

  it('accepts long conditions, and refuses deeply nested ones', () => {
    const many = Array.from({ length: 20_000 }, (_, i) => `age = ${i}`).join(' or ');
    expect(kept(many)).to.deep.equal([0, 1, 3, 4]);
    expect(kept(`age = ${'1 + '.repeat(20_000)}1 or age = ${'-'.repeat(20_000)}5`)).to.deep.equal([4]);
    expect(kept(`${'not '.repeat(20_000)}age = 5`)).to.deep.equal([4]);
    expect(kept(`${'('.repeat(200)}age = 5${')'.repeat(200)}`)).to.deep.equal([4]);
    expect(() => select(`${'('.repeat(100_000)}age`)).to.throw(
      UserError,
      'more than 200 parentheses are open at character 201',
    );
  });

  it('needs time in proportion to the pattern, however many stars it has', () => {
    const text = 'a'.repeat(5000);
    const values = new Map([['t', column([text], 'texts')]]);
    expect(kept(`t like '${'*a'.repeat(50)}*b'`, values, 1)).to.deep.equal([]);
    expect(kept(`t like '${'*a'.repeat(50)}*'`, values, 1)).to.deep.equal([0]);
  });
});

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
