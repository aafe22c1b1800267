import { expect } from 'chai';
import { Encoder } from '../../src/data/encoder.ts';
import { readTable } from '../../src/data/table.ts';
import { temporaryFolder } from '../support/bntrain.ts';
import { expectClose } from '../support/close.ts';

describe('Encoder', () => {
  const folder = temporaryFolder();
  let warnings: string[] = [];
  const warn = (message: string) => warnings.push(message);
  beforeEach(() => {
    warnings = [];
  });

  /** Fits on the first `trainRows` rows of a table whose last column is the target, and encodes all of them. */
  function encode(content: string, trainRows: number, standardize = true) {
    const table = readTable(folder.write('t.csv', content));
    const rows = Int32Array.from({ length: table.rows }, (_, row) => row);
    const target = table.columns.length - 1;
    const encoder = Encoder.fit(table, rows.subarray(0, trainRows), { target, standardize }, warn);
    return {
      features: encoder.features,
      x: encoder.encode(table, rows, new Float64Array(encoder.features * rows.length), warn),
      encoder,
    };
  }

  it('standardizes by the training rows alone', () => {
    expectClose(encode('a,y\n1,0\n3,0\n100,0\n', 2).x, [-1, 1, 98]);
  });

  it('leaves numbers as they are without standardizing', () => {
    expectClose(encode('a,y\n1,0\n3,0\n100,0\n', 2, false).x, [1, 3, 100]);
  });

  it('puts the training median for missing numbers, with an input that says where', () => {
    const { features, x } = encode('a,y\n1,0\n,0\n2,0\n9,0\n', 4, false);
    expect(features).to.equal(2);
    expectClose(x, [1, 0, 2, 1, 2, 0, 9, 0]);
  });

  it('puts the training median where only validation rows lack a number, and says so', () => {
    expectClose(encode('a,y\n1,0\n3,0\n8,0\n,0\n', 3, false).x, [1, 3, 8, 3]);
    expect(warnings).to.deep.equal([
      "column 'a': 1 validation row has no number, and no training row lacks one; the training median stands in",
    ]);
  });

  it('refuses numbers that standardizing cannot take, and says where', () => {
    expect(() => encode('a,y\n1e200,0\n-1e200,0\n', 2)).to.throw("column 'a' holds numbers too large to standardize");
    expect(() => encode('a,y\n1,0\n1e39,0\n', 2, false)).to.throw(
      "t.csv:3: column 'a' holds 1e+39, which is too large",
    );
  });

  it('standardizes with the medians filled in, so that the training column has mean 0 and deviation 1', () => {
    const { x } = encode('a,y\n1,0\n,0\n2,0\n9,0\n', 4);
    const column = [0, 2, 4, 6].map(at => x[at]!);
    expect(column.reduce((sum, value) => sum + value)).to.be.closeTo(0, 1e-14);
    expect(column.reduce((sum, value) => sum + value ** 2, 0) / 4).to.be.closeTo(1, 1e-14);
  });

  it('makes one input a category, in the order of letters', () => {
    expectClose(encode('a,y\nred,0\nblue,0\nred,0\n', 3).x, [0, 1, 1, 0, 0, 1]);
  });

  it('makes missing text a category of its own', () => {
    expectClose(encode('a,y\nred,0\n,0\nred,0\nNA,0\n', 4).x, [1, 0, 0, 1, 1, 0, 0, 1]);
  });

  it('makes zeros of categories that no training row has, and says how many rows have one', () => {
    expectClose(encode('a,y\nred,0\nblue,0\ngreen,0\n', 2).x, [0, 1, 1, 0, 0, 0]);
    expect(warnings).to.deep.equal([
      "column 'a': 1 validation row has a category that no training row has; all inputs of the column are 0 there",
    ]);
  });

  it('makes 0 of a constant column, and says that it tells nothing', () => {
    expectClose(
      encode('a,b,y\n0.1,1,0\n0.1,2,0\n0.1,3,0\n', 3, true).x.filter((_, at) => at % 2 === 0),
      [0, 0, 0],
    );
    expect(warnings).to.deep.equal(["1 column is constant in the training rows and tells nothing: 'a'"]);
  });

  it('leaves out a column without any value, and says so', () => {
    expect(encode('a,b,y\n,1,0\n,2,0\n', 2).features).to.equal(1);
    expect(warnings).to.deep.equal(["column 'a' is left out: it has no value in the training rows"]);
  });

  it('leaves out a text column whose values name rows, and says so', () => {
    const rows = Array.from({ length: 30 }, (_, i) => `id${i},${i},0\n`).join('');
    expect(encode(`id,a,y\n${rows}`, 30).features).to.equal(1);
    expect(warnings).to.deep.equal([
      "column 'id' is left out: its 30 different texts in 30 training rows name rows, not groups",
    ]);
  });

  it('says which cell made text of a column that is mostly numbers', () => {
    encode('a,y\n1,0\n2,0\noops,0\n1,0\n2,0\n', 5);
    expect(warnings[0]).to.match(
      /^column 'a' is read as text because of 'oops' \(.*t\.csv:4\), though 4 of its 5 values are numbers$/,
    );
  });

  it('refuses a table with no column to predict from', () => {
    expect(() => encode('a,y\n,0\n,1\n', 2)).to.throw('no column is left to predict the target from');
  });

  it('finds columns of another table by name, in whatever order', () => {
    const { encoder } = encode('a,b,y\n1,red,0\n3,blue,0\n', 2);
    const other = readTable(folder.write('v.csv', 'b,y,a\nred,0,3\n'));
    expectClose(
      encoder.encode(other, Int32Array.of(0), new Float64Array(encoder.features * Int32Array.of(0).length), warn),
      [1, 0, 1],
    );
    const lacking = readTable(folder.write('v.csv', 'b,y\nred,0\n'));
    expect(() =>
      encoder.encode(lacking, Int32Array.of(0), new Float64Array(encoder.features * Int32Array.of(0).length), warn),
    ).to.throw("v.csv:1: has no column 'a', which the training file has");
  });
});
