import { expect } from 'chai';
import { Random } from '../../../../src/base/numbers/random.ts';
import type { NumberValues } from '../../../../src/base/numbers/values.ts';
import { copyOfTarget } from '../../../../src/data/advice/leakage/copy.ts';
import { bestCuts, intervalOf } from '../../../../src/data/advice/leakage/cuts.ts';
import type { NamedColumn } from '../../../../src/data/advice/leakage/finding.ts';
import { identifierAsNumber } from '../../../../src/data/advice/leakage/identifier.ts';
import { questionOf, tellsTarget } from '../../../../src/data/advice/leakage/tells.ts';
import { isIdentifier } from '../../../../src/data/tables/identifier.ts';
import { sample } from '../../../../src/data/tables/sample.ts';

const range = (count: number) => Int32Array.from({ length: count }, (_, row) => row);
const make = <T>(count: number, of: (row: number) => T) => Array.from({ length: count }, (_, row) => of(row));
const values = (numbers: readonly number[]): NumberValues => ({ type: 'numbers', values: Float64Array.from(numbers) });
const numbers = (name: string, cells: readonly number[]): NamedColumn => ({ name, values: values(cells) });
function texts(name: string, cells: readonly (string | null)[]): NamedColumn {
  const categories = [...new Set(cells.filter(cell => cell !== null))];
  const codes = Int32Array.from(cells, cell => (cell === null ? -1 : categories.indexOf(cell)));
  return { name, values: { type: 'texts', codes, categories } };
}

describe('copyOfTarget', () => {
  const classes = texts(
    'kind',
    make(30, row => 'abc'[row % 3]!),
  );
  const amounts = make(30, row => (row * 37) % 101);

  it('finds text and numbers that match the classes one to one', () => {
    expect(
      copyOfTarget(
        texts(
          'code',
          make(30, row => ['x', 'y', 'z'][row % 3]!),
        ),
        classes,
        range(30),
      ),
    ).to.deep.equal({
      kind: 'copy',
      column: 'code',
      message:
        "'code' goes one to one with the target 'kind' in all 30 rows, so it gives the answer away; leave it out with ⟪drop=\"code\"⟫",
    });
    expect(
      copyOfTarget(
        numbers(
          'code',
          make(30, row => [5, -0, 2][row % 3]!),
        ),
        classes,
        range(30),
      )?.kind,
    ).to.equal('copy');
  });

  it('quotes a column name with a comma as --drop needs it', () => {
    expect(copyOfTarget({ ...classes, name: 'a, b' }, classes, range(30))?.message).to.match(/⟪drop="\\"a, b\\""⟫$/);
  });

  it('ignores a column that splits a class, joins two, or differs in one row', () => {
    const is = (cells: string[]) => copyOfTarget(texts('code', cells), classes, range(30));
    expect(is(make(30, row => (row === 0 ? 'w' : 'xyz'[row % 3]!)))).to.equal(null);
    expect(is(make(30, row => 'xxz'[row % 3]!))).to.equal(null);
    expect(is(make(30, row => (row === 0 ? 'z' : 'xyz'[row % 3]!)))).to.equal(null);
  });

  it('ignores columns that differ in every row, which always match one to one', () => {
    const names = texts(
      'name',
      make(30, row => `n${row}`),
    );
    expect(copyOfTarget(names, numbers('y', amounts), range(30))).to.equal(null);
  });

  it('treats missing as a value, or skips it', () => {
    const two = texts(
      'kind',
      make(30, row => 'ab'[row % 2]!),
    );
    expect(
      copyOfTarget(
        texts(
          'died',
          make(30, row => (row % 2 ? 'yes' : null)),
        ),
        two,
        range(30),
      )?.message,
    ).to.contain('wherever it has a value');
    const some = texts(
      'code',
      make(30, row => (row % 5 === 0 ? null : 'xy'[row % 2]!)),
    );
    expect(copyOfTarget(some, two, range(30))?.kind).to.equal('copy');
    expect(
      copyOfTarget(
        texts(
          'code',
          make(30, row => (row < 20 ? null : 'xy'[row % 2]!)),
        ),
        two,
        range(30),
      ),
    ).to.equal(null);
  });

  it('finds numbers that equal the target or are linear in it', () => {
    const y = numbers('y', amounts);
    const message = (of: (amount: number, row: number) => number) =>
      copyOfTarget(numbers('x', amounts.map(of)), y, range(30))?.message;
    expect(message(amount => amount)).to.contain("'x' equals the target 'y' in all 30 rows");
    expect(message(amount => 1.8 * amount + 32)).to.contain("'x' is the target 'y' times 1.800 plus 32.00 in all");
    expect(message(amount => -amount / 4)).to.contain("is the target 'y' times -0.2500 in all");
    expect(message((amount, row) => amount * 3 - 1e-4 * (row % 2))).to.contain('times 3.000');
    expect(message((amount, row) => (row === 4 ? Number.NaN : amount))).to.contain('wherever it has a value');
  });

  it('ignores numbers that are only nearly linear, curved, or all the same', () => {
    const y = numbers('y', amounts);
    const is = (of: (amount: number, row: number) => number) =>
      copyOfTarget(numbers('x', amounts.map(of)), y, range(30));
    expect(is((amount, row) => amount + (row % 2))).to.equal(null);
    expect(is(amount => amount ** 2)).to.equal(null);
    expect(is(() => 5)).to.equal(null);
  });

  it('needs 20 rows and two classes', () => {
    expect(copyOfTarget(classes, classes, range(19))).to.equal(null);
    expect(copyOfTarget(classes, classes, range(20))?.kind).to.equal('copy');
    expect(copyOfTarget(texts('x', Array(30).fill('a')), texts('y', Array(30).fill('b')), range(30))).to.equal(null);
  });

  it('says when it looked at some of the rows only', () => {
    const many = numbers(
      'y',
      make(50_000, row => row % 3),
    );
    expect(copyOfTarget({ ...many, name: 'x' }, many, range(50_000))?.message).to.contain(
      'in all 20,000 rows looked at',
    );
  });
});

describe('sample', () => {
  it('takes 20,000 rows at most, evenly spaced', () => {
    expect(sample(range(20_000))).to.deep.equal(range(20_000));
    const some = sample(range(50_000));
    expect([some.length, some[0], some[1], some[2], some[19_999]]).to.deep.equal([20_000, 0, 2, 5, 49_997]);
  });
});

describe('tellsTarget', () => {
  const count = 1000;
  const random = Random.stream(1, 'split');
  const noise = make(count, () => random.uniform());
  const split = { train: range(800), validation: range(count).subarray(800) };
  const label = (row: number) => Math.floor(noise[row]! * 4);
  const kinds = texts(
    'label',
    make(count, row => `k${label(row)}`),
  );
  const tells = (
    column: NamedColumn,
    target = kinds,
    task: 'classification' | 'regression' = 'classification',
    parts = split,
  ) => tellsTarget(column, questionOf(target, task, parts));

  it('finds numbers whose intervals separate the classes', () => {
    const cell = (row: number, kind: number) => [3, 1, 4, 2][kind % 4]! + 0.09 * ((row * 7) % 10);
    const x = numbers(
      'x',
      make(count, row => cell(row, label(row) + (row === 900 ? 1 : 0))),
    );
    const counts = [0, 1, 2, 3].map(kind =>
      [0, 0].map(
        (_, side) => make(count, row => row).filter(row => label(row) === kind && row >= 800 === (side === 1)).length,
      ),
    );
    const [, usual] = counts.reduce((best, own) => (own[0]! > best[0]! ? own : best));
    expect(tells(x)).to.deep.equal({
      kind: 'tells',
      column: 'x',
      message:
        `'x' alone tells 'label' in 199 of 200 validation rows (its most frequent class is right in ${usual}). ` +
        'If it is not known before the target is, leave it out with ⟪drop="x"⟫',
    });
  });

  it('finds text whose categories each hold one class, missing included', () => {
    expect(
      tells(
        texts(
          'x',
          make(count, row => `c${label(row)}${row % 3}`),
        ),
      )?.kind,
    ).to.equal('tells');
    expect(
      tells(
        texts(
          'x',
          make(count, row => (label(row) === 2 ? null : `c${label(row)}`)),
        ),
      )?.kind,
    ).to.equal('tells');
    expect(
      tells(
        numbers(
          'x',
          make(count, row => (label(row) === 2 ? Number.NaN : label(row))),
        ),
      )?.kind,
    ).to.equal('tells');
  });

  it('ignores a rule that is right in fewer than 199 of 200 rows, on either side', () => {
    const wrongIn = (rows: (row: number) => boolean) =>
      tells(
        texts(
          'x',
          make(count, row => `c${(label(row) + (rows(row) ? 1 : 0)) % 4}`),
        ),
      );
    expect(wrongIn(row => row === 850)?.message).to.contain('in 199 of 200');
    expect(wrongIn(row => row === 850 || row === 950)).to.equal(null);
    expect(wrongIn(row => row < 800 && row % 100 === 0)).to.equal(null);
  });

  it('ignores a rule that is right because nearly all rows are of one class', () => {
    const rare = texts(
      'label',
      make(count, row => (row % 200 === 7 ? 'yes' : 'no')),
    );
    expect(tells(numbers('x', noise), rare)).to.equal(null);
    expect(
      tells(
        texts(
          'x',
          make(count, row => (row % 200 === 7 ? 'a' : 'b')),
        ),
        rare,
      )?.kind,
    ).to.equal('tells');
  });

  it('ignores names of rows, which do not predict new rows', () => {
    expect(
      tells(
        texts(
          'x',
          make(count, row => `n${row}`),
        ),
      ),
    ).to.equal(null);
    expect(
      tells(
        numbers(
          'x',
          make(count, row => row),
        ),
      ),
    ).to.equal(null);
  });

  it('does not memorize: one row in an interval is not enough', () => {
    const two = texts(
      'label',
      make(count, row => (row % 2 ? 'a' : 'b')),
    );
    expect(
      tells(
        numbers(
          'x',
          make(count, row => row),
        ),
        two,
      ),
    ).to.equal(null);
  });

  it('finds numbers from which the target follows, by any curve', () => {
    const target = numbers(
      'y',
      make(count, row => Math.exp(3 * noise[row]!)),
    );
    const found = tells(numbers('x', noise), target, 'regression');
    expect(found?.message).to.match(
      /^'x' alone tells (more than )?99\.9% of the variance of 'y' in 200 validation rows\./,
    );
    const loose = numbers(
      'x',
      make(count, row => noise[row]! + 0.02 * ((row * 13) % 7)),
    );
    expect(tells(loose, target, 'regression')).to.equal(null);
  });

  it('finds text from which a numeric target follows', () => {
    const target = numbers(
      'y',
      make(count, row => label(row) ** 2),
    );
    expect(tells(kinds, target, 'regression')?.column).to.equal('label');
  });

  it('needs 20 rows on either side', () => {
    const parts = (train: number, validation: number) => ({
      train: range(train),
      validation: range(count).subarray(count - validation),
    });
    const x = { ...kinds, name: 'x' };
    expect(tells(x, kinds, 'classification', parts(800, 19))).to.equal(null);
    expect(tells(x, kinds, 'classification', parts(19, 200))).to.equal(null);
    expect(tells(x, kinds, 'classification', parts(800, 20))?.kind).to.equal('tells');
  });

  it('finds such a column in tables of which it first examines a tenth, rare classes too', () => {
    const many = 30_000;
    const parts = { train: range(24_000), validation: range(many).subarray(24_000) };
    const rare = texts(
      'label',
      make(many, row => (row % 400 === 7 ? 'yes' : 'no')),
    );
    const x = numbers(
      'x',
      make(many, row => (row % 400 === 7 ? 5 : (row * 7) % 4)),
    );
    expect(tells(x, rare, 'classification', parts)?.kind).to.equal('tells');
    const half = texts(
      'label',
      make(many, row => ((row * 7919) % 10_007 > 5000 ? 'yes' : 'no')),
    );
    const y = numbers(
      'y',
      make(many, row => (row * 7919) % 10_007),
    );
    expect(tells(y, half, 'classification', parts)?.message).to.contain('in 6,000 of 6,000');
    expect(
      tells(
        numbers(
          'z',
          make(many, row => (row * 31) % 1009),
        ),
        half,
        'classification',
        parts,
      ),
    ).to.equal(null);
  });
});

describe('bestCuts', () => {
  const cut = (x: number[], classes: number[], most = 8) =>
    bestCuts(Float64Array.from(x), { values: Float64Array.from(classes), classes: 3 }, most);

  it('cuts where the classes change, whatever the order of the rows', () => {
    const x = make(60, row => ((row * 7) % 60) - 30);
    const { bounds, explained } = cut(
      x,
      x.map(value => (value < -10 ? 0 : value < 15 ? 1 : 0)),
    );
    expect([...bounds]).to.deep.equal([-10, 15]);
    expect(explained).to.be.closeTo(1, 1e-12);
    expect([-11, -10, 14, 15, 99].map(value => intervalOf(bounds, value))).to.deep.equal([0, 1, 1, 2, 2]);
  });

  it('keeps five rows in each interval, and never separates equal numbers', () => {
    expect([
      ...cut(
        make(12, row => row),
        [0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1],
      ).bounds,
    ]).to.deep.equal([5]);
    expect([
      ...cut(
        Array(12).fill(3),
        make(12, row => row % 2),
      ).bounds,
    ]).to.deep.equal([]);
    expect([...cut([], []).bounds]).to.deep.equal([]);
  });

  it('makes at most the given number of intervals, and skips missing numbers', () => {
    const x = make(100, row => (row % 10 === 0 ? Number.NaN : row));
    const { bounds } = cut(
      x,
      make(100, row => Math.floor(row / 20) % 2),
      3,
    );
    expect(bounds.length).to.equal(2);
    expect(bounds.every(bound => bound % 20 === 1)).to.equal(true);
  });
});

describe('identifierAsNumber', () => {
  const is = (name: string, cells: number[], rows = range(cells.length)) => isIdentifier(name, values(cells), rows);
  const scattered = make(30, row => (row * 17 + 3) % 101);

  for (const name of [
    'id',
    'ID',
    'patient_id',
    'customerId',
    'PassengerID',
    'ids',
    'id_number',
    'Order No.',
    'row',
    'index',
    'case nr',
    'row_number',
    'uuid',
    'sample index',
  ]) {
    it(`takes ${name} for one when all numbers are different`, () => expect(is(name, scattered)).to.equal(true));
  }
  for (const name of [
    'paid',
    'grid',
    'number_of_rooms',
    'price_index',
    'no_of_children',
    'keyboard',
    'idle',
    'age',
    'rows',
    'valid',
    '',
  ]) {
    it(`does not take '${name}' for one`, () => expect(is(name, scattered)).to.equal(false));
  }

  it('needs numbers that are whole and different in all rows', () => {
    expect(is('id', [...scattered, scattered[0]!])).to.equal(false);
    expect(is('id', [...scattered, 0.5])).to.equal(false);
    expect(is('id', [...scattered, Number.NaN])).to.equal(true);
    expect(is('id', [Number.NaN, Number.NaN])).to.equal(false);
    expect(is('id', [5])).to.equal(false);
  });

  it('reports a column that counts the rows, whatever its name', () => {
    expect(
      is(
        'column 1',
        make(20, row => row),
      ),
    ).to.equal(true);
    expect(
      is(
        'x',
        make(20, row => 1000 + row),
      ),
    ).to.equal(true);
    expect(
      is(
        'dose',
        make(20, row => 10 * row),
      ),
    ).to.equal(false);
    expect(
      is(
        'x',
        make(19, row => row),
      ),
    ).to.equal(false);
    expect(
      is(
        'x',
        make(20, row => (row === 19 ? 20 : row)),
      ),
    ).to.equal(false);
    expect(
      is(
        'x',
        make(21, row => (row === 20 ? Number.NaN : row)),
      ),
    ).to.equal(false);
    expect(
      is(
        'year',
        make(30, row => 1990 + row),
      ),
    ).to.equal(false);
  });

  it('compares with the row numbers of the table where rows are left out', () => {
    expect(
      is(
        'x',
        make(60, row => row + 1),
        range(60).filter(row => row % 7 !== 2),
      ),
    ).to.equal(true);
    expect(
      is(
        'x',
        make(60_000, row => row + 1),
      ),
    ).to.equal(true);
  });

  it('gives the reason', () => {
    expect(identifierAsNumber('id', values(scattered), range(30))?.message).to.equal(
      '\'id\' is called an identifier and is different in every row, so it identifies rows and carries no information about new ones; leave it out with ⟪drop="id"⟫',
    );
    expect(identifierAsNumber('x', values(make(30, row => row)), range(30))?.message).to.contain(
      "'x' counts the rows, so",
    );
    expect(identifierAsNumber('x', values(scattered), range(30))).to.equal(null);
  });
});
