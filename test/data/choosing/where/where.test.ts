import { expect } from 'chai';
import { UserError } from '../../../../src/base/errors.ts';
import type { ColumnValues } from '../../../../src/base/numbers/values.ts';
import { parseWhere } from '../../../../src/data/choosing/where/parse.ts';
import { column, select, table } from '../../../support/where-table.ts';

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
    ['member = 1', [0, 3]],
    ['member != 1', [1, 4]],
    ['0 = member', [1, 4]],
    ['member = true', [0, 3]],
    ['member in (true)', [0, 3]],
    ['member not in (0)', [0, 3]],
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
    ['member > 0', "⟪where⟫: 'member' holds text and cannot be compared with the number 0; write = true or = false"],
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
