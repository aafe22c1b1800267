import { expect } from 'chai';
import { Random } from '../../../../src/base/numbers/random.ts';
import type { ColumnValues } from '../../../../src/base/numbers/values.ts';
import { isSuspicious, pilotRows, pilotTargets } from '../../../../src/data/advice/leakage/screen.ts';
import type { Task } from '../../../../src/network/tasks.ts';

const ROWS = 4000;
const random = Random.stream(5, 'split');
const noise = Float64Array.from({ length: ROWS }, () => random.uniform());
const numbers = (of: (n: number) => number): ColumnValues => ({
  type: 'numbers',
  values: Float64Array.from({ length: ROWS }, (_, n) => of(n)),
});
const texts = (of: (n: number) => number): ColumnValues => ({
  type: 'texts',
  codes: Int32Array.from({ length: ROWS }, (_, n) => of(n)),
  categories: Array.from({ length: 5000 }, (_, n) => `t${n}`),
});

/** As the columns of a wide table are looked at: the pilot's rows gathered, and then the column. */
function suspects(column: ColumnValues, target: ColumnValues, task: Task): boolean {
  const rows = pilotRows(
    target,
    task,
    Int32Array.from({ length: ROWS }, (_, n) => n),
  );
  const pick = (values: ColumnValues): ColumnValues =>
    values.type === 'texts'
      ? { ...values, codes: rows.map(row => values.codes[row]!) }
      : { ...values, values: Float64Array.from(rows, row => values.values[row]!) };
  return isSuspicious(pick(column), pilotTargets(pick(target), task));
}

describe('screening of columns', () => {
  const label = (n: number) => Math.floor(7 * noise[n]!);
  const rare = (n: number) => (noise[n]! < 0.01 ? 1 : 0);
  const cases: [string, ColumnValues, ColumnValues, Task, boolean][] = [
    [
      'a copy of the classes under other numbers',
      numbers(n => (label(n) * 3) % 7),
      texts(label),
      'classification',
      true,
    ],
    ['a copy of the classes under other texts', texts(n => 100 + label(n)), numbers(label), 'classification', true],
    ['a copy of a rare class', numbers(n => 5 - rare(n)), numbers(rare), 'classification', true],
    [
      'numbers that are apart for each class',
      numbers(n => label(n) + noise[(7 * n) % ROWS]! / 2),
      texts(label),
      'classification',
      true,
    ],
    [
      'a copy of many classes',
      numbers(n => 500 - Math.floor(300 * noise[n]!)),
      texts(n => Math.floor(300 * noise[n]!)),
      'classification',
      true,
    ],
    [
      'missing cells that tell the class',
      numbers(n => (rare(n) === 1 ? Number.NaN : noise[(3 * n) % ROWS]!)),
      numbers(rare),
      'classification',
      true,
    ],
    [
      'a number in a line with the target',
      numbers(n => 4 - 2 * noise[n]!),
      numbers(n => noise[n]!),
      'regression',
      true,
    ],
    ['a curve of the target', numbers(n => noise[n]! ** 3), numbers(n => noise[n]!), 'regression', true],
    ['whole numbers that are never the same', numbers(n => 7 * n), numbers(n => noise[n]!), 'regression', true],
    ['noise', numbers(n => noise[(11 * n + 5) % ROWS]!), texts(label), 'classification', false],
    [
      'noise, before a target of numbers',
      numbers(n => noise[(11 * n + 5) % ROWS]!),
      numbers(n => noise[n]!),
      'regression',
      false,
    ],
    ['a good input', numbers(n => label(n) + 6 * noise[(7 * n) % ROWS]!), texts(label), 'classification', false],
    ['few texts that have nothing to do with the target', texts(n => n % 5), texts(label), 'classification', false],
    ['a constant', numbers(() => 1), texts(label), 'classification', false],
    ['nothing but missing cells', numbers(() => Number.NaN), texts(label), 'classification', false],
  ];
  for (const [what, column, target, task, suspicious] of cases) {
    it(`${suspicious ? 'suspects' : 'lets pass'} ${what}`, () => {
      expect(suspects(column, target, task)).to.equal(suspicious);
    });
  }

  it('samples equally many rows of each of the most frequent classes, in file order', () => {
    const rows = pilotRows(
      numbers(rare),
      'classification',
      Int32Array.from({ length: ROWS }, (_, n) => n),
    );
    expect([...rows].filter(row => rare(row) === 1).length).to.be.within(20, 50);
    expect([...rows].filter(row => rare(row) === 0)).to.have.length(50);
    expect([...rows]).to.deep.equal([...rows].sort((a, b) => a - b));
  });
});
