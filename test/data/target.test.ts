import { expect } from 'chai';
import { readTable } from '../../src/data/table.ts';
import { decideTask, findClasses, findTarget, rowsWithTarget } from '../../src/data/target.ts';
import { temporaryFolder } from '../support/bntrain.ts';

describe('the target', () => {
  const folder = temporaryFolder();
  const table = (content: string) => readTable(folder.write('t.csv', content));
  const decide = (values: readonly (string | number)[], wanted: Parameters<typeof decideTask>[2] = 'auto') => {
    const read = table(`x,y\n${values.map(value => `1,${value}\n`).join('')}`);
    return decideTask(read, read.columns[1]!, wanted);
  };

  it('is the last column unless one is named', () => {
    expect(findTarget(table('a,b,c\n1,2,3\n'), null)).to.equal(2);
  });

  it('is found by name, and by position from 1', () => {
    expect(findTarget(table('a,b,c\n1,2,3\n'), 'b')).to.equal(1);
    expect(findTarget(table('a,b,c\n1,2,3\n'), '1')).to.equal(0);
  });

  it('is found by name before position', () => {
    expect(findTarget(table('a,1,c\n1,2,3\n'), '1')).to.equal(1);
  });

  it('is refused with the columns that there are, or the one that was meant', () => {
    expect(() => findTarget(table('a,b,c\n1,2,3\n'), '4')).to.throw("has no column '4'; its 3 columns are a, b and c");
    expect(() => findTarget(table('a,Price\n1,2\n'), 'price')).to.throw("did you mean 'Price'?");
  });

  it('is refused in a table of one column, which is often one with another delimiter', () => {
    expect(() => findTarget(table('a;b\n1;2\n'), null)).to.throw("t.csv:1: has the one column 'a;b'");
  });

  it('means classes when it holds text, and says so', () => {
    expect(decide(['a', 'b', 'a'])).to.deep.equal({ task: 'classification', reason: "'y' holds text" });
  });

  it('means classes when it holds few whole numbers, each met twice on average', () => {
    expect(decide([0, 1, 0, 1])).to.deep.equal({
      task: 'classification',
      reason: "'y' holds 2 different whole numbers",
    });
    expect(decide([0, 1, 2]).task).to.equal('regression');
  });

  it('means numbers when there are more than 20, or one is not whole', () => {
    const many = Array.from({ length: 100 }, (_, i) => i % 21);
    expect(decide(many)).to.deep.equal({ task: 'regression', reason: "'y' holds 21 different whole numbers" });
    expect(decide([0, 1.5, 0, 1.5])).to.deep.equal({ task: 'regression', reason: "'y' holds 2 different numbers" });
  });

  it('means what --task says', () => {
    expect(decide([0, 1, 0, 1], 'regression').task).to.equal('regression');
    expect(decide([0.5, 1.5], 'classification').task).to.equal('classification');
    expect(() => decide([1, 'a'], 'regression')).to.throw("target 'y' is not a column of numbers");
  });

  it('has its classes in order: numbers by size, text by letters', () => {
    const numbers = table('x,y\n1,10\n1,9\n1,10\n');
    expect(findClasses(numbers.columns[1]!, rowsWithTarget(numbers, numbers.columns[1]!))).to.deep.equal(['9', '10']);
    const texts = table('x,y\n1,b\n1,a\n1,b\n');
    expect(findClasses(texts.columns[1]!, rowsWithTarget(texts, texts.columns[1]!))).to.deep.equal(['a', 'b']);
  });
});
