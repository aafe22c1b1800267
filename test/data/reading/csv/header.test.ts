import { expect } from 'chai';
import { findDialect, separatorsOf } from '../../../../src/data/reading/csv/dialect.ts';
import { findHeader, readHeader } from '../../../../src/data/reading/csv/header.ts';
import { readRecords } from '../../../../src/data/reading/csv/records.ts';
import { defaultReadOptions, type ReadOptions } from '../../../../src/data/tables/blocks/reader.ts';

function find(text: string, given: Partial<ReadOptions> = {}) {
  const options = { ...defaultReadOptions, ...given };
  const head = { bytes: Buffer.from(text), complete: true };
  const dialect = findDialect(head, options);
  const records = [...readRecords(head, separatorsOf(dialect))];
  return readHeader('t.csv', records, findHeader(records, dialect, options));
}

const namesOf = (...args: Parameters<typeof find>) => find(...args).names;

describe('findHeader', () => {
  it('finds words over numbers, and over dates', () => {
    const reason = 'the first line has words where the columns hold numbers';
    expect(find('a,b\n1,x\n2,y\n')).to.deep.include({ present: true, reason, names: ['a', 'b'] });
    expect(find('day,b\n2020-01-31,x\n2020-02-01 12:30,x\n')).to.deep.include({ present: true, reason });
    expect(find('a;b\n1,5;x\n')).to.deep.include({ present: true, reason });
  });

  it('finds none where the first line has numbers like the others', () => {
    const reason = 'the first line is like the others';
    const names = ['column 1', 'column 2'];
    expect(find('1,2\n3,4\n')).to.deep.include({ present: false, reason, names });
    expect(find('5.1,setosa\n4.9,virginica\n')).to.deep.include({ present: false, reason, names });
    expect(find('2020-01-31,x\n2020-02-01,y\n')).to.deep.include({ present: false, reason, names });
  });

  it('looks past missing words in the first line and below', () => {
    expect(find('NA,1.5\n3,4\n').present).to.equal(false);
    expect(find('a,b\nNA,?\n,2\n1,3\n').present).to.equal(true);
  });

  it('reads years as names where words stand beside them', () => {
    expect(namesOf('id,1990,1991\n1,2.5,3\n2,3,4.5\n')).to.deep.equal(['id', '1990', '1991']);
    expect(find('5.1,x,3\n4.9,2,1\n4.8,3,2\n').present).to.equal(false);
  });

  it('finds an unnamed column of row numbers', () => {
    expect(namesOf(',text\n0,x\n1,y\n')).to.deep.equal(['column 1', 'text']);
  });

  it('finds the header of a table of words when its words are all different and occur nowhere below', () => {
    const reason = 'the words of the first line are all different and occur nowhere below';
    expect(find('size,colour\nbig,red\nsmall,red\n')).to.deep.include({ present: true, reason });
    for (const text of ['big,red\nsmall,red\n', 'x,x\ny,z\nz,y\n', 'a,\nb,c\nd,e\n']) {
      expect(find(text), text).to.deep.include({ present: false, reason: 'the first line is like the others' });
    }
  });

  it('decides a single line by its own cells', () => {
    expect(find('a,b\n').present).to.equal(true);
    expect(find('1,b\n').present).to.equal(false);
  });

  it('follows the setting', () => {
    expect(find('1,2\n3,4\n', { header: true })).to.deep.include({
      present: true,
      reason: 'as given',
      names: ['1', '2'],
    });
    expect(find('a,b\n3,4\n', { header: false })).to.deep.include({ present: false, names: ['column 1', 'column 2'] });
  });
});

describe('readHeader', () => {
  it('trims names, and names what has none by its position', () => {
    expect(namesOf('" a ",,"b\tc"\n1,2,3\n')).to.deep.equal(['a', 'column 2', 'b\tc']);
  });

  it('numbers repeated names, with a warning', () => {
    const { names, warnings } = find('y,x,x (2),z,x,x\n1,2,3,4,5,6\n');
    expect(names).to.deep.equal(['y', 'x', 'x (2)', 'z', 'x (3)', 'x (4)']);
    expect(warnings).to.deep.equal([
      "columns 2 and 5 are both named 'x'; the second is called 'x (3)'",
      "columns 2 and 6 are both named 'x'; the second is called 'x (4)'",
    ]);
    expect(find('a,x,b,c,x\n1,2,3,4,5\n').warnings).to.deep.equal([
      "columns 2 and 5 are both named 'x'; the second is called 'x (2)'",
    ]);
  });

  it('calls the first column row names where the header has one name less', () => {
    const { names, warnings } = find('mpg,cyl\nmazda,21,6\nfiat,32,4\n');
    expect(names).to.deep.equal(['row names', 'mpg', 'cyl']);
    expect(warnings).to.deep.equal([
      "the header has one name less than the rows have fields; the first column is called 'row names'",
    ]);
  });

  it('reads delimiters at the ends of rows as an empty column', () => {
    const { names, warnings } = find('a,b\n1,2,\n3,4,\n');
    expect(names).to.deep.equal(['a', 'b', 'column 3']);
    expect(warnings).to.deep.equal(["the rows end with a delimiter; the empty column behind it is called 'column 3'"]);
  });

  it('refuses a header that is longer than all rows, or shorter by more than one', () => {
    const help = 'give each column one name, or name what separates the fields with ⟪delimiter⟫';
    expect(() => find('a,b,c,d,e,f,g\n\n1,2,3,4,5,6\n1,2,3,4,5,6\n')).to.throw(
      `t.csv:3: the header has 7 names and this row 6 fields; ${help}; ⟪onError=fill⟫ adds missing cells at the end of the rows`,
    );
    expect(() => find('a,b\n1,2,3,4\n', { header: true })).to.throw(
      `t.csv:2: the header has 2 names and this row 4 fields; ${help}`,
    );
  });

  it('does not check single rows of another length', () => {
    expect(namesOf('a,b,c\n1,2,3\n1,2\n1,2,3,4\n')).to.deep.equal(['a', 'b', 'c']);
  });
});
