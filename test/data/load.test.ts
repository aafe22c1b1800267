import { expect } from 'chai';
import { temporaryFolder } from '../support/bntrain.ts';
import { expectClose } from '../support/close.ts';
import { type Given, load, rowsOf } from '../support/data.ts';
import { refusal } from '../support/sources.ts';

describe('loadData', () => {
  const folder = temporaryFolder();

  /** Ten rows, of which the last two validate; what is far from the others is among these. */
  async function tenRows(standardize: boolean) {
    const rows = [1, 2, 3, 4, 5, 6, 7, 8, 1000, 2000].map(value => `${value},${value / 2 + 0.25}\n`);
    const path = folder.write('t.csv', `x,y\n${rows.join('')}`);
    const data = await load(path, { shuffle: false, standardize });
    expect(data.warnings).to.deep.equal([]);
    return data;
  }

  it('fits features and target on the training rows alone', async () => {
    const { train, validation, targetDeviation } = await tenRows(true);
    const deviation = Math.sqrt(5.25);
    expectClose(
      train.x,
      [1, 2, 3, 4, 5, 6, 7, 8].map(value => (value - 4.5) / deviation),
    );
    expectClose(validation!.x, [(1000 - 4.5) / deviation, (2000 - 4.5) / deviation]);
    expectClose(train.targets, train.x);
    expectClose([targetDeviation], [deviation / 2]);
  });

  it('does not standardize numbers with --no-standardize, the target included', async () => {
    const { validation, targetDeviation } = await tenRows(false);
    expectClose(validation!.x, [1000, 2000]);
    expectClose(validation!.targets, [500.25, 1000.25]);
    expect(targetDeviation).to.equal(1);
  });
});

describe('the rows of loadData', () => {
  const folder = temporaryFolder();
  /** x counts in no order, so that it is no identifier; y is a number. */
  const counted = (rows: number) => Array.from({ length: rows }, (_, row) => ((row * 37) % rows) + 1);
  const table = (rows: number) =>
    `x,g,y\n${counted(rows)
      .map((x, row) => `${x},${row % 4},${x / 8}\n`)
      .join('')}`;
  const plain = { standardize: false, validation: 0, keep: 'x', numeric: 'x', task: 'regression' };
  const xOf = ({ x }: { x: ArrayLike<number> }) => Array.from(x);

  it('are those that satisfy --where, in file order', async () => {
    const path = folder.write('w.csv', table(40));
    const { train, description } = await load(path, { ...plain, where: 'x > 10 and g != 2' });
    expect(xOf(train)).to.deep.equal(counted(40).filter((x, row) => x > 10 && row % 4 !== 2));
    expect(description.without).to.deep.equal({ target: 0, where: 40 - train.rows, sample: 0 });
    expect(await refusal(load(path, { ...plain, where: 'x > 40' }))).to.equal("⟪where⟫: no row meets 'x > 40'");
    expect(await refusal(load(path, { ...plain, where: 'xx > 40' }))).to.match(/^⟪where⟫: there is no column 'xx'/);
  });

  it('are --sample of them, in file order, the same for the same seed only', async () => {
    const path = folder.write('w.csv', table(40));
    const sample = async (seed: number, where: string | null = null) =>
      xOf((await load(path, { ...plain, where, sample: 10, seed })).train);
    const first = await sample(1);
    const places = first.map(x => counted(40).indexOf(x));
    expect(new Set(places).size).to.equal(10);
    expect(places).to.deep.equal([...places].sort((a, b) => a - b));
    expect(await sample(1)).to.deep.equal(first);
    expect(await sample(2)).to.not.deep.equal(first);
    expect((await sample(1, 'x > 20')).every(x => x > 20)).to.equal(true);
    expect(await sample(1, 'x > 35')).to.have.lengthOf(5);
  });

  it('are on one side of the split with all of their --group, which is no input', async () => {
    const path = folder.write('w.csv', table(40));
    const given = { standardize: false, validation: 0.3, group: 'g', task: 'regression', numeric: 'x' };
    const { train, validation, description } = await load(path, given);
    expect(description.features).to.equal(1);
    const groups = (set: { x: ArrayLike<number> }) => new Set(xOf(set).map(x => counted(40).indexOf(x) % 4));
    const [left, right] = [groups(train), groups(validation!)];
    expect([...left].filter(group => right.has(group))).to.deep.equal([]);
    expect([left.size + right.size, train.rows + validation!.rows]).to.deep.equal([4, 40]);
  });

  it('validate when they are the latest by --time', async () => {
    const path = folder.write('w.csv', table(40));
    const { validation } = await load(path, { ...plain, validation: 0.25, time: 'x' });
    expect(xOf(validation!).sort((a, b) => a - b)).to.deep.equal([31, 32, 33, 34, 35, 36, 37, 38, 39, 40]);
  });

  it('count by --weight, which is no input, and by --class-weights', async () => {
    const rows = ['a', 'b', 'b', 'a', 'b', 'b'].map((y, row) => `${row % 3},${row + 0.5},${y}\n`).join('');
    const path = folder.write('w.csv', `x,w,y\n${rows}`);
    const given = { validation: 0, weight: 'w' };
    const plainly = await load(path, { validation: 0 });
    expect([plainly.train.weights, plainly.description.features]).to.deep.equal([null, 2]);
    const weighted = await load(path, given);
    expect(weighted.description.features).to.equal(1);
    expect([...weighted.train.weights!]).to.deep.equal([0.5, 1.5, 2.5, 3.5, 4.5, 5.5]);
    const both = await load(path, { ...given, classWeights: 'a=2' });
    expect([...both.train.weights!]).to.deep.equal([1, 1.5, 2.5, 7, 4.5, 5.5]);
    const balanced = await load(path, { validation: 0, classWeights: 'balanced' });
    expectClose(balanced.train.weights!, [1.5, 0.75, 0.75, 1.5, 0.75, 0.75]);
  });

  it('accept only numbers as weights, and class weights only for classes', async () => {
    const path = folder.write('w.csv', 'x,w,y\n1,a,0.5\n2,b,1.5\n4,a,2.5\n');
    const refused = (given: Given) => refusal(load(path, { validation: 0, ...given }));
    expect(await refused({ weight: 'w' })).to.equal(`⟪weight⟫: column 'w' of ${path} does not hold numbers`);
    expect(await refused({ classWeights: 'a=2' })).to.equal(
      '⟪classWeights⟫: the target is a number; there are no classes',
    );
    const negative = folder.write('n.csv', 'x,w,y\n1,1,0.5\n2,-1,1.5\n4,2,2.5\n');
    expect(await refusal(load(negative, { validation: 0, weight: 'w' }))).to.contain('n.csv:3');
  });
});

describe('the columns of loadData', () => {
  const folder = temporaryFolder();
  const rows = Array.from(
    { length: 30 },
    (_, row) => `${row + 1},${(row * 7) % 5},t${row % 3},${row % 4},${row / 4}\n`,
  );
  const path = () => folder.write('c.csv', `id,a,b,c,y\n${rows.join('')}`);
  const inputs = async (given: Given) => (await load(path(), { validation: 0, ...given })).inputs;
  const names = async (given: Given) => (await inputs(given)).map(({ name }) => name);

  it('are all useful ones, with a message about the others', async () => {
    expect(await names({})).to.deep.equal(['a', 'b', 'c']);
    expect((await load(path(), { validation: 0 })).warnings).to.deep.equal([
      "column 'id' is left out: whole numbers, each once, that count or name the rows; ⟪numeric⟫ keeps it",
    ]);
  });

  it('are chosen by --keep and --drop, with the kinds of --numeric and --categorical', async () => {
    expect(await names({ drop: 'b' })).to.deep.equal(['a', 'c']);
    expect(await names({ keep: 'b,c' })).to.deep.equal(['b', 'c']);
    expect(await names({ keep: 'a..c', drop: 'b' })).to.deep.equal(['a', 'c']);
    expect(await names({ numeric: 'id' })).to.deep.equal(['id', 'a', 'b', 'c']);
    expect(await names({ numeric: 'id', drop: '1' })).to.deep.equal(['a', 'b', 'c']);
    const kinds = (await inputs({ categorical: 'a,c', keep: 'a,b,c', drop: 'c' })).map(({ kind }) => kind);
    expect(kinds).to.deep.equal(['categorical', 'categorical']);
    expect(await names({ target: 'b' })).to.deep.equal(['a', 'c', 'y']);
  });

  it('get a proposal where no column has the given name', async () => {
    const file = folder.write('d.csv', 'height,width,y\n1,2,0.5\n2,5,1.5\n4,6,0.25\n');
    for (const [key, flag] of [
      ['target', '⟪target⟫'],
      ['drop', '⟪drop⟫'],
      ['keep', '⟪keep⟫'],
      ['numeric', '⟪numeric⟫'],
      ['categorical', '⟪categorical⟫'],
      ['group', '⟪group⟫'],
      ['time', '⟪time⟫'],
      ['weight', '⟪weight⟫'],
    ] as const) {
      const message = await refusal(load(file, { [key]: 'heigth' }));
      expect(message, key).to.match(new RegExp(`^${flag}: .*no column 'heigth'; did you mean 'height'\\?`));
    }
    expect(await refusal(load(file, { where: 'heigth > 1' }))).to.contain("did you mean 'height'?");
  });

  it('include the one that counts the rows where there is no other', async () => {
    const file = folder.write('xy.csv', `x,y\n${rows.map((_, row) => `${row + 1},${row ** 2 / 8}\n`).join('')}`);
    const { inputs, warnings, train } = await load(file, { validation: 0, standardize: false });
    expect(inputs.map(({ kind, name }) => [kind, name])).to.deep.equal([['numeric', 'x']]);
    expect(warnings).to.deep.equal([]);
    expect([...train.x]).to.deep.equal(rows.map((_, row) => row + 1));
    expect(await names({ keep: 'id' })).to.deep.equal(['id']);
  });

  it('are refused where none is left', async () => {
    expect(await refusal(load(path(), { drop: '1-4' }))).to.contain('no column is left to predict the target from');
  });
});

describe('a validation file', () => {
  const folder = temporaryFolder();
  const training = 'n,c,d,y\n1,01,25/12/2023,0.5\n2,1,26/12/2023,1.5\n4,x,03/01/2024,2.5\n';
  const given = { standardize: false };
  const both = (validation: string, more: Given = {}) =>
    load(folder.write('t.csv', training), { ...given, validation: folder.write('v.csv', validation), ...more });

  it('is read as the training file was: the same kinds, categories and order of dates', async () => {
    // By itself c would be numbers, and the dates month first.
    const { train, validation, description, warnings } = await both('n,c,d,y\n7,01,03/01/2024,9\n8,1,03/01/2024,9\n');
    const rows = rowsOf(validation!.x, description.features);
    expect(rows[0]!.slice(1, 4)).to.deep.equal([1, 0, 0]);
    expect(rows[1]!.slice(1, 4)).to.deep.equal([0, 1, 0]);
    expect(rows[0]!.slice(4)).to.deep.equal(rowsOf(train.x, description.features)[2]!.slice(4));
    expect(warnings).to.deep.equal([]);
  });

  it('has its columns matched by name, in any order, with a message about others', async () => {
    const { validation, warnings, description } = await both('y,extra,d,c,n\n9,5,03/01/2024,x,7\n');
    expect(rowsOf(validation!.x, description.features)[0]!.slice(0, 4)).to.deep.equal([7, 0, 0, 1]);
    expect(warnings).to.deep.equal([
      `${folder.path}/v.csv: 1 column that the training file does not have: 'extra'; not used`,
    ]);
  });

  it('is refused where it lacks a column or holds other kinds, with location and flag', async () => {
    expect(await refusal(both('n,c,y\n1,x,2\n'))).to.match(/v\.csv: has no column 'd', which the training file has/);
    expect(await refusal(both('n,c,d\n1,x,03/01/2024\n'))).to.match(/v\.csv: has no column 'y', the target/);
    expect(await refusal(both('n,c,d,y\n7,x,soon,9\n'))).to.match(/v\.csv: column 'd' does not hold dates/);
    expect(await refusal(both('n,c,d,y\n7,x,03/01/2024,9\nseven,x,03/01/2024,9\n'))).to.match(
      /^⟪validation⟫: .*v\.csv:3: column 'n' holds 'seven'/,
    );
  });

  it('may be empty in a column of dates or numbers, whose cells are missing then', async () => {
    const { validation, warnings } = await both('n,c,d,y\n,x,,9\n7,x,,8\n');
    expect(validation!.rows).to.equal(2);
    expect(warnings).to.deep.equal([
      "column 'n': 1 validation row has no value, and no training row lacks one",
      "column 'd': 2 validation rows have no value, and no training row lacks one",
    ]);
  });

  it('has rows chosen by --where too, and is not sampled', async () => {
    const v = 'n,c,d,y\n1,x,03/01/2024,1\n2,x,03/01/2024,2\n3,x,03/01/2024,3\n';
    expect((await both(v, { where: 'n > 1' })).validation!.rows).to.equal(2);
    expect((await both(v, { sample: 2 })).validation!.rows).to.equal(3);
  });
});
