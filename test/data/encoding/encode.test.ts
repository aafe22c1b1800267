import { expect } from 'chai';
import fc from 'fast-check';
import { temporaryFolder } from '../../support/bntrain.ts';
import { expectClose } from '../../support/close.ts';
import { type Given, load, rowsOf } from '../../support/data.ts';
import { refusal } from '../../support/sources.ts';

describe('the inputs of a network', () => {
  const folder = temporaryFolder();

  /** Columns before a target y; the first `trainRows` rows train, the others validate, in file order. */
  async function encode(header: string, rows: readonly string[], trainRows: number, given: Given = {}) {
    const lines = rows.map((row, at) => `${row},${at % 2 === 0 ? 0.5 : 1.25 + at}\n`);
    const path = folder.write('t.csv', `${header},y\n${lines.slice(0, trainRows).join('')}`);
    const later = lines.slice(trainRows).join('');
    const validation = later === '' ? 0 : folder.write('v.csv', `${header},y\n${later}`);
    const data = await load(path, { validation, standardize: false, ...given });
    const { features } = data.description;
    const train = rowsOf(data.train.x, features);
    return { train, validation: rowsOf(data.validation?.x ?? [], features), warnings: data.warnings, features };
  }

  it('are numbers standardized by the training rows alone', async () => {
    const { train, validation } = await encode('a', ['1', '3', '100'], 2, { standardize: true });
    expect([train, validation]).to.deep.equal([[[-1], [1]], [[98]]]);
  });

  it('are unchanged numbers with --no-standardize', async () => {
    const { train, validation } = await encode('a', ['1', '3', '100'], 2);
    expect([train, validation]).to.deep.equal([[[1], [3]], [[100]]]);
  });

  it('are the training median for missing numbers, with an input that marks them', async () => {
    const { train, validation } = await encode('a', ['1', '', '2', '9', '', '7'], 4);
    expect(train).to.deep.equal([
      [1, 0],
      [2, 1],
      [2, 0],
      [9, 0],
    ]);
    expect(validation).to.deep.equal([
      [2, 1],
      [7, 0],
    ]);
  });

  it('are the training mean where only validation rows lack a number, with a warning', async () => {
    const { validation, warnings, features } = await encode('a', ['1', '3', '8', ''], 3);
    expect([validation, features]).to.deep.equal([[[4]], 1]);
    expect(warnings).to.include("column 'a': 1 validation row has no value, and no training row lacks one");
  });

  it('are standardized with the medians filled in, to mean 0 and deviation 1', async () => {
    const { train } = await encode('a', ['1', '', '2', '9'], 4, { standardize: true });
    const column = train.map(([value]) => value!);
    expect(column.reduce((sum, value) => sum + value)).to.be.closeTo(0, 1e-14);
    expect(column.reduce((sum, value) => sum + value ** 2, 0) / 4).to.be.closeTo(1, 1e-14);
  });

  it('are 3·asinh(z/3) of a standardized z with squash, by hand', async () => {
    const { train, validation } = await encode('a', ['1', '3', '100'], 2, { standardize: true, squash: 'asinh' });
    const [one, most] = [0.9823504507117753, 12.53920969698248];
    expectClose([train[0]![0]!, train[1]![0]!, validation[0]![0]!], [-one, one, most]);
  });

  it('are squashed after the median has replaced missing numbers; other inputs are not', async () => {
    const rows = ['1,a,2022-05-01', ',b,2022-05-01', '2,a,2023-05-01', '9,b,2023-05-01'];
    const { train } = await encode('n,c,d', rows, 4, { standardize: true, squash: 'asinh' });
    const plain = await encode('n,c,d', rows, 4, { standardize: true });
    const year = 4;
    expect(plain.train.map(row => row[year])).to.deep.equal([-1, -1, 1, 1]);
    const squashed = plain.train.map(row =>
      row.map((value, at) => (at === 0 || at === year ? 3 * Math.asinh(value / 3) : value)),
    );
    expect(train).to.deep.equal(squashed);
  });

  it('are rounded to float32 before and after they are squashed, with the digits that far means need', async () => {
    const rows = Array.from({ length: 40 }, (_, n) => `${1e9 + n / 8},${n ** 3}`);
    const path = folder.write('far.csv', `a,b,y\n${rows.map((row, n) => `${row},${n / 4}\n`).join('')}`);
    const numbers = async (squash: string) => {
      const data = await load(path, { validation: 0, squash, task: 'regression' }, { width: 'float32' });
      return Array.from(data.train.x);
    };
    const plain = await numbers('none');
    expect(await numbers('asinh')).to.deep.equal(plain.map(z => Math.fround(3 * Math.asinh(z / 3))));
  });

  it('are 1 for the word that means yes, 0 for no and for missing cells, which an input marks', async () => {
    const { train, validation, warnings } = await encode('a', ['No', 'Yes', '', 'No', 'Yes'], 4);
    expect(train).to.deep.equal([
      [0, 0],
      [1, 0],
      [0, 1],
      [0, 0],
    ]);
    expect(validation).to.deep.equal([[1, 0]]);
    expect(warnings).to.deep.equal([]);
  });

  it('are one per category, in the order of code units', async () => {
    const { train } = await encode('a', ['red', 'blue', 'red', 'Red'], 4);
    expect(train).to.deep.equal([
      [0, 0, 1],
      [0, 1, 0],
      [0, 0, 1],
      [1, 0, 0],
    ]);
  });

  it('include one for missing texts', async () => {
    const { train } = await encode('a', ['red', '', 'blue', ''], 4);
    expect(train).to.deep.equal([
      [0, 1, 0],
      [0, 0, 1],
      [1, 0, 0],
      [0, 0, 1],
    ]);
  });

  it('are the most frequent categories of the training rows, and one for all others', async () => {
    const train = ['d', 'd', 'c', 'c', 'a', 'b', 'b'];
    const found = await encode('a', [...train, 'a', 'a', 'a', 'b', 'new'], 7, { maxCategories: 2 });
    // b, c and d are met twice: the first two by code unit are kept.
    const other = [0, 0, 1];
    expect(found.train).to.deep.equal([other, other, [0, 1, 0], [0, 1, 0], other, [1, 0, 0], [1, 0, 0]]);
    expect(found.validation).to.deep.equal([
      [0, 0, 1],
      [0, 0, 1],
      [0, 0, 1],
      [1, 0, 0],
      [0, 0, 1],
    ]);
    expect(found.warnings).to.deep.equal([]);
  });

  it('are 0 for categories that no training row has, with a warning', async () => {
    const { validation, warnings } = await encode('a', ['red', 'blue', 'green'], 2);
    expect(validation).to.deep.equal([[0, 0]]);
    expect(warnings).to.include(
      "column 'a': 1 validation row has a category that no training row has; all inputs of the column are 0 there",
    );
  });

  it('are year and month of a date, and day of the year, weekday and time on circles', async () => {
    const dates = ['2023-01-02T06:00:00Z', '2024-12-31T18:00:00Z'];
    const { train, features } = await encode('a', dates, 2);
    expect(features).to.equal(8);
    const circle = (phase: number) => [Math.sin(2 * Math.PI * phase), Math.cos(2 * Math.PI * phase)];
    expectClose(train[0]!, [2023, 1, ...circle(1 / 365), ...circle(0), ...circle(0.25)]);
    expectClose(train[1]!, [2024, 12, ...circle(365 / 366), ...circle(1 / 7), ...circle(0.75)]);
  });

  it('omit the parts of a date that are the same in all training rows', async () => {
    const { train, features } = await encode('a', ['2024-01-01', '2024-01-08', '2024-01-15'], 3);
    expect(features).to.equal(2);
    expectClose(train[1]!, [Math.sin((2 * Math.PI * 7) / 366), Math.cos((2 * Math.PI * 7) / 366)]);
  });

  it('are 0 for missing dates, which an input marks', async () => {
    const { train } = await encode('a', ['2022-05-01', '', '2023-05-01'], 3, { standardize: true });
    expect(train.map(row => row.at(-1))).to.deep.equal([0, 1, 0]);
    expect(train[1]!.slice(0, -1).every(value => value === 0)).to.equal(true);
    expectClose([train[0]![0]!, train[2]![0]!], [-1, 1]);
  });

  it('read dates in the order that all rows show, in validation rows as in training rows', async () => {
    const { train, validation } = await encode('a', ['01/02/2024', '25/02/2024', '03/04/2024'], 2);
    // Of the first of February and the third of April; the month does not vary in the training rows.
    expect(train[0]!.length).to.equal(4);
    const angle = (2 * Math.PI * (31 + 29 + 31 + 2)) / 366;
    expectClose(validation[0]!.slice(0, 2), [Math.sin(angle), Math.cos(angle)]);
  });

  it('warn how dates were read when no row shows their order', async () => {
    const { warnings } = await encode('a', ['01/02/2024', '05/06/2024'], 2);
    expect(warnings).to.include("column 'a': dates, read month first: no cell tells which; ⟪dateOrder⟫ says");
  });

  it('keep digits of large and narrow numbers that float32 would drop', async () => {
    const of = (text: (row: number) => string) => Array.from({ length: 40 }, (_, row) => text((row * 7) % 40));
    for (const text of [
      (row: number) => `${1_700_000_001 + row}`,
      (row: number) => (100_000 + row / 1000).toFixed(3),
    ]) {
      const cells = of(text);
      const values = cells.map(Number);
      const mean = values.reduce((sum, value) => sum + value) / 40;
      const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 40);
      const { train } = await encode('a', cells, 40, { standardize: true });
      expectClose(
        train.map(([value]) => value!),
        values.map(value => (value - mean) / deviation),
        { relative: 1e-6, absolute: 1e-6 },
      );
    }
  });

  it('refuse infinite numbers and those beyond float32, with location and way out', async () => {
    for (const huge of ['1e39', '-1e39', '1e999']) {
      const message = await refusal(encode('a,b', ['1,2', `${huge},3`, '3,5'], 3));
      expect(message).to.match(
        /t\.csv:3: column 'a' holds a number beyond 3\.4e38, which is too large for the network\. ⟪na⟫/,
      );
      const standardized = await refusal(encode('a,b', ['1,2', `${huge},3`, '3,5'], 3, { standardize: true }));
      expect(standardized).to.contain("t.csv:3: column 'a' holds");
      const later = await refusal(encode('a,b', ['1,2', '2,3', `${huge},5`], 2, { standardize: true }));
      expect(later).to.contain("v.csv:2: column 'a' holds");
    }
  });

  it('are 0 for a column that is constant in the training rows only, with a warning', async () => {
    const { train, validation, warnings } = await encode('a,b', ['0.1,1', '0.1,2', '0.1,4'], 2, { standardize: true });
    expect(warnings[0]).to.equal("column 'a' is left out: 0.1 in all rows");
    expect([train[0]!.length, validation.length]).to.deep.equal([1, 1]);
    const path = folder.write('t.csv', 'a,b,y\n5,1,0.5\n5,2,1.5\n9,3,2.5\n');
    const data = await load(path, { validation: 0.34, shuffle: false });
    expect(rowsOf(data.train.x, 2).map(([a]) => a)).to.deep.equal([0, 0]);
    expect(rowsOf(data.validation!.x, 2)[0]![0]).to.equal(4);
    expect(data.warnings).to.deep.equal(["1 column is constant in the training rows and carries no information: 'a'"]);
  });

  it('omit a column that has values in validation rows only, with a warning', async () => {
    const path = folder.write('t.csv', 'a,b,y\n,1,0.5\n,2,1.5\n9,3,2.5\n');
    const data = await load(path, { validation: 0.34, shuffle: false });
    expect(data.description.features).to.equal(1);
    expect(data.warnings).to.deep.equal(["column 'a' is left out: it has no value in the training rows"]);
  });

  it('refuse a table with no column to predict from', async () => {
    expect(await refusal(encode('a', ['', ''], 2))).to.contain('no column is left to predict the target from');
    const path = folder.write('dates.csv', 'd,y\n2024-01-01,1.5\n2024-01-01,2.5\n2024-01-01,3.5\n2024-02-02,4.5\n');
    const flat = load(path, { validation: 0.25, shuffle: false });
    expect(await refusal(flat)).to.contain('no column is left to predict the target from');
  });

  it('are those of float64 arithmetic, for any numbers and missing cells', async () => {
    const cell = fc.option(fc.double({ min: -1e6, max: 1e6, noNaN: true }).map(Math.fround), { freq: 4 });
    await fc.assert(
      fc.asyncProperty(fc.array(cell, { minLength: 3, maxLength: 30 }), async cells => {
        fc.pre(cells.some(value => value !== null));
        const { train } = await encode(
          'a,b',
          cells.map((value, at) => `${value ?? ''},${at % 3}.5`),
          cells.length,
          { standardize: true, keep: 'a,b', numeric: 'a' },
        );
        const present = cells.filter(value => value !== null).sort((a, b) => a - b);
        const lacks = present.length < cells.length;
        const middle = present.length >> 1;
        const median = present.length % 2 === 1 ? present[middle]! : (present[middle - 1]! + present[middle]!) / 2;
        const values = cells.map(value => value ?? median);
        const mean = values.reduce((sum, value) => sum + value) / values.length;
        const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
        const equal = values.every(value => value === values[0]);
        const expected = values.map((value, at) => [
          equal ? 0 : (value - mean) / deviation,
          ...(lacks ? [cells[at] === null ? 1 : 0] : []),
        ]);
        for (const [at, row] of train.entries())
          expectClose(row.slice(0, expected[at]!.length), expected[at]!, { relative: 1e-6, absolute: 1e-6 });
      }),
      { seed: 1, numRuns: 100 },
    );
  });
});
