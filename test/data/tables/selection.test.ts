import { expect } from 'chai';
import fc from 'fast-check';
import { UserError } from '../../../src/base/errors.ts';
import { selectColumns } from '../../../src/data/tables/selection.ts';

const names = ['id', 'age', 'income', 'p00', 'p01', 'a, b', '2', 'say "hi"', 'x..y', 'Größe'];
const select = (text: string | readonly string[]) => selectColumns('⟪drop⟫', text, names);

describe('selectColumns', () => {
  const cases: [string, number[]][] = [
    ['age', [1]],
    ['income, id', [0, 2]],
    ['age,age,id', [0, 1]],
    ['3', [2]],
    ['2', [6]],
    ['2-4', [1, 2, 3]],
    ['8-', [7, 8, 9]],
    ['10', [9]],
    ['age..p00', [1, 2, 3]],
    ['age .. income', [1, 2]],
    ['id..x..y', [0, 1, 2, 3, 4, 5, 6, 7, 8]],
    ['x..y..Größe', [8, 9]],
    ['x..y', [8]],
    ['p*', [3, 4]],
    ['p?1,id', [0, 4]],
    ['*', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
    ['"a, b",id', [0, 5]],
    [' "a, b" , id ', [0, 5]],
    ['"say ""hi"""', [7]],
    ['say "hi"', [7]],
    ['Größe', [9]],
  ];
  for (const [text, columns] of cases) {
    it(`takes ${text} for columns ${columns.join(', ')}`, () => expect(select(text)).to.deep.equal(columns));
  }

  it('takes the items of a list as they are', () => {
    expect(select(['a, b', 'say "hi"', 'p*'])).to.deep.equal([3, 4, 5, 7]);
    expect(select([])).to.deep.equal([]);
  });

  const mistakes: [string, string][] = [
    ['agee', "⟪drop⟫: there is no column 'agee'; did you mean 'age'?"],
    ['AGE', "⟪drop⟫: there is no column 'AGE'; did you mean 'age'?"],
    ['icnome', "⟪drop⟫: there is no column 'icnome'; did you mean 'income'?"],
    ['weight', "⟪drop⟫: there is no column 'weight'; the columns are id, age, income, p00, p01, a, b, 2"],
    ['"age..income"', "⟪drop⟫: there is no column 'age..income'"],
    ['q*', "⟪drop⟫: no column matches 'q*'; the columns are id"],
    ['0', '⟪drop⟫: there is no column 0; the table has 10 columns, from 1'],
    ['11', '⟪drop⟫: there is no column 11; the table has 10 columns, from 1'],
    ['3-12', '⟪drop⟫: there is no column 12; the table has 10 columns, from 1'],
    ['5-3', "⟪drop⟫: the range '5-3' runs backwards; write 3-5"],
    ['income..age', "⟪drop⟫: the range 'income..age' runs backwards; write age..income"],
    ['age..incme', "⟪drop⟫: there is no column 'incme' for the range 'age..incme'; did you mean 'income'?"],
    ['age,,id', "⟪drop⟫: an item is empty in 'age,,id'; names or positions are expected"],
    ['', "⟪drop⟫: an item is empty in ''; names or positions are expected"],
    ['"a, b', '⟪drop⟫: "a starts with a quote; a name in quotes ends with one'],
  ];
  for (const [text, message] of mistakes) {
    it(`refuses ${text || 'nothing'}, saying why`, () => {
      expect(() => select(text))
        .to.throw(UserError)
        .with.property('message')
        .that.contains(message);
    });
  }

  it('finds every name that is given in quotes', () => {
    const lists = fc.uniqueArray(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(lists, all => {
        const text = all.map(name => `"${name.replaceAll('"', '""')}"`).join(',');
        expect(selectColumns('⟪drop⟫', text, all)).to.deep.equal(all.map((_, index) => index));
        expect(selectColumns('⟪drop⟫', all, all)).to.deep.equal(all.map((_, index) => index));
      }),
      { seed: 1 },
    );
  });

  it('accepts any text, or says what is wrong with it', () => {
    const text = fc.oneof(
      fc.string(),
      fc.array(fc.constantFrom('age', '"', ',', '..', '-', '*', '1', '9', ' ')).map(parts => parts.join('')),
    );
    fc.assert(
      fc.property(text, any => {
        try {
          expect(select(any).length).to.be.greaterThan(0);
        } catch (error) {
          expect(error, any).to.be.instanceOf(UserError);
        }
      }),
      { seed: 1, numRuns: 1000 },
    );
  });
});
