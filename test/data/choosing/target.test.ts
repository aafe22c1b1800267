import { expect } from 'chai';
import { decideTask, findClasses, findTarget, targetValues } from '../../../src/data/choosing/target.ts';
import { temporaryFolder } from '../../support/bntrain.ts';
import { tableOf } from '../../support/data.ts';
import { refusal } from '../../support/sources.ts';

describe('the target', () => {
  const folder = temporaryFolder();
  /** The table, its second column and that column's values. */
  async function columnY(content: string) {
    const { table } = await tableOf(folder.write('t.csv', content));
    const column = table.columns[1]!;
    const rows = Int32Array.from({ length: table.rows }, (_, row) => row);
    return { table, column, ...targetValues(table, column, null), rows };
  }
  async function decide(cells: readonly (string | number)[], wanted: Parameters<typeof decideTask>[4] = 'auto') {
    const { table, column, values, rows } = await columnY(`x,y\n${cells.map(cell => `1,${cell}\n`).join('')}`);
    return decideTask(table, column, values, rows, wanted);
  }
  const find = (names: readonly string[], wanted: string | null) => findTarget(names, 't.csv', wanted);

  it('is the last column unless one is named', () => {
    expect(find(['a', 'b', 'c'], null)).to.equal(2);
  });

  it('is found by name, and by position from 1', () => {
    expect(find(['a', 'b', 'c'], 'b')).to.equal(1);
    expect(find(['a', 'b', 'c'], '1')).to.equal(0);
  });

  it('is found by name before position', () => {
    expect(find(['a', '1', 'c'], '1')).to.equal(1);
  });

  it('is refused with the names of the columns, or the likely one', () => {
    const message = "⟪target⟫: t.csv has no column '4'; the columns are a, b and c";
    expect(() => find(['a', 'b', 'c'], '4')).to.throw(message);
    expect(() => find(['a', 'b', 'c'], '0')).to.throw("has no column '0'");
    expect(() => find(['a', 'Price'], 'price')).to.throw("did you mean 'Price'?");
  });

  it('is refused when it has more different texts than are kept, and no row of it is left out', async () => {
    const cells = Array.from({ length: 100_001 }, (_, row) => `1,t${row}\n1,t${row}\n`);
    expect(await refusal(columnY(`x,y\n${cells.join('')}`))).to.contain(
      "target 'y' has more than 100,000 different texts",
    );
  });

  it('is refused in a table of one column, where often the delimiter is wrong', () => {
    expect(() => find(['a;b'], null)).to.throw("t.csv: has the one column 'a;b'");
  });

  it('holds classes when it holds text, with the reason', async () => {
    expect(await decide(['a', 'b', 'a'])).to.deep.equal({ task: 'classification', reason: "'y' holds text" });
  });

  it('holds classes when it holds few whole numbers, each twice on average', async () => {
    expect(await decide([0, 1, 0, 1])).to.deep.equal({
      task: 'classification',
      reason: "'y' holds 2 different whole numbers",
    });
    expect((await decide([0, 1, 2])).task).to.equal('regression');
  });

  it('holds numbers when more than 20 differ, or one is not whole', async () => {
    const many = Array.from({ length: 100 }, (_, i) => i % 21);
    expect(await decide(many)).to.deep.equal({ task: 'regression', reason: "'y' holds 21 different whole numbers" });
    expect(await decide([0, 1.5, 0, 1.5])).to.deep.equal({
      task: 'regression',
      reason: "'y' holds 2 different numbers",
    });
  });

  it('holds what --task says, and the reason adds what it would be otherwise', async () => {
    expect(await decide([0, 1, 0, 1], 'regression')).to.deep.equal({
      task: 'regression',
      reason: '⟪task="regression"⟫; \'y\' holds 2 different whole numbers',
    });
    expect((await decide([0.5, 1.5], 'classification')).task).to.equal('classification');
    const message = "⟪task=regression⟫: target 'y' is not a column of numbers: ";
    expect(await refusal(decide([1, 'a', 2, 'b'], 'regression'))).to.equal(`${message}${folder.path}/t.csv:3 has 'a'`);
  });

  it('has its classes in order: numbers by size, text by code unit', async () => {
    const numbers = await columnY('x,y\n1,10\n1,9\n1,10\n');
    expect(findClasses(numbers.values, numbers.rows)).to.deep.equal(['9', '10']);
    const texts = await columnY('x,y\n1,b\n1,a\n1,B\n');
    expect(findClasses(texts.values, texts.rows)).to.deep.equal(['B', 'a', 'b']);
  });
});
