import { expect } from 'chai';
import fc from 'fast-check';
import { findDialect } from '../../../../src/data/reading/csv/dialect.ts';
import { defaultReadOptions, type ReadOptions } from '../../../../src/data/tables/blocks/reader.ts';

function find(text: string, given: Partial<ReadOptions> = {}, complete = true) {
  return findDialect({ bytes: Buffer.from(text), complete }, { ...defaultReadOptions, ...given });
}

const delimiterOf = (...args: Parameters<typeof find>) => find(...args).delimiter;

describe('findDialect', () => {
  it('finds commas, semicolons, tabs, bars, colons and spaces', () => {
    for (const delimiter of [',', ';', '\t', '|', ':', ' ']) {
      const text = ['name a b', 'x 1 2', 'y 3 4', ''].join('\n').replaceAll(' ', delimiter);
      expect(delimiterOf(text), `'${delimiter}'`).to.equal(delimiter);
    }
  });

  it('treats a single column as separated by commas', () => {
    for (const text of [
      'a\n1\n2\n',
      'name\nNew York\nLos Angeles\n',
      'time\n12:30\n12:45\n',
      '12:30\n12:45\n09:10\n',
      'a\n',
    ]) {
      expect(find(text)).to.include({ delimiter: ',', decimal: '.' });
    }
    expect(find('a\n1\n').reason).to.equal('no delimiter divides the lines into columns');
  });

  it('prefers a semicolon that is consistent to commas that are', () => {
    expect(delimiterOf('a;b\n1,5;2,5\n3,5;4,5\n')).to.equal(';');
    expect(delimiterOf('a,x;b,y\n1;2\n3;4\n')).to.equal(';');
    expect(delimiterOf('name;x\nDoe, John;1\nRoe, Jane;2\n')).to.equal(';');
  });

  it('prefers commas to bars in texts between them', () => {
    expect(delimiterOf('id,title,genres\n1,Heat,Action|Crime\n2,Big,Comedy|Drama\n')).to.equal(',');
    expect(delimiterOf('1,Heat,Action|Crime\n2,Big,Comedy|Drama\n')).to.equal(',');
  });

  it('does not split times into columns', () => {
    expect(delimiterOf('time,x\n12:30,1\n12:45,2\n')).to.equal(',');
    expect(delimiterOf('2020-01-01 12:30:00\n2020-01-02 12:30:00\n')).to.not.equal(':');
  });

  it('prefers spaces to signs inside the fields between them', () => {
    expect(delimiterOf('2024-01-01T00:00 3 a\n2024-01-02T01:01 5 a\n2024-01-03T02:02 8 b\n')).to.equal(' ');
    expect(delimiterOf('0.09 c0 [5;6;3] 0\n0.94 c1 [5;7;3] 1\n0.97 c2 [5;1;3] 0\n')).to.equal(' ');
    expect(delimiterOf('red [a;b] yes\nblue [c;d] no\n')).to.equal(' ');
    expect(delimiterOf('7 a|b 4\n5 c|d 2\n3 a|d 1\n')).to.equal(' ');
    expect(delimiterOf('John Smith;5;1.5\nJane Roe;6;2.5\n')).to.equal(';');
    expect(delimiterOf('2024-01-01 12:30;5;3\n2024-01-02 12:31;6;4\n')).to.equal(';');
    expect(delimiterOf('pos,city\n52.5 13.4,Berlin\n48.1 11.6,Munich\n')).to.equal(',');
  });

  it('prefers spaces to the commas in decimal numbers', () => {
    expect(find('1,5 2,5 3,5\n2,5 3,5 4,5\n')).to.include({ delimiter: ' ', decimal: ',' });
    expect(delimiterOf('a, b\n1, 2\n3, 4\n')).to.equal(',');
  });

  it('takes spaces between times, shares and amounts that have other signs inside', () => {
    const lines = (line: (n: number) => string) => Array.from({ length: 12 }, (_, n) => `${line(n)}\n`).join('');
    expect(delimiterOf(lines(n => `2024-01-${n + 10} 12:${n + 10} ${n}% a${n % 2}`))).to.equal(' ');
    expect(delimiterOf(lines(n => `12:${n + 10} a${n % 3} b${n % 2}`))).to.equal(' ');
    expect(delimiterOf(lines(n => `$${n}.50 x|y b${n % 2}`))).to.equal(' ');
    expect(delimiterOf(lines(n => `New York 12:${n + 10},b${n % 2}`))).to.equal(',');
    expect(delimiterOf(lines(n => `${n}:${2 * n}:b${n % 2}`))).to.equal(':');
  });

  it('reads delimiters in quotes as text', () => {
    expect(delimiterOf('a,b\n"x\ty",1\n"z\tw",2\n')).to.equal(',');
    expect(delimiterOf('b,a\n1,"x\ty"\n2,"z\tw"\n')).to.equal(',');
    expect(delimiterOf('a,b\n5",x\n6",y\n')).to.equal(',');
    expect(delimiterOf('a,b\n"x;y",1\n"z;w",2\n')).to.equal(',');
    expect(delimiterOf('a;b\n"x,y\nz,w";1\n"u,v";2\n')).to.equal(';');
  });

  it('accepts a delimiter that a few rows contradict', () => {
    const rows = Array.from({ length: 30 }, (_, row) => `${row};${row}`);
    expect(delimiterOf(['a;b', ...rows, '1;2;3'].join('\n'))).to.equal(';');
    expect(delimiterOf('a;b\n1;2\n3\n4;5\n6;7\n')).to.equal(';');
  });

  it('accepts a delimiter where the column of row names has no name', () => {
    expect(delimiterOf('mpg cyl\nmazda 21 6\nfiat 32 4\n'.replaceAll(' ', ';'))).to.equal(';');
  });

  it('is not misled by a last row that is cut', () => {
    expect(delimiterOf('a;b;c\n1;2;3\n4', {}, false)).to.equal(';');
  });

  it('gives the reason', () => {
    expect(find('a;b\n1;2\n').reason).to.equal('all of the first 2 rows have 2 fields between semicolons');
    expect(find('a;b\n1;2\n', { delimiter: ';' }).reason).to.equal('as given');
  });

  it('finds single quotes that clearly quote fields, and ignores apostrophes', () => {
    expect(find("'a';'b'\n'x;y';1\n'z';2\n")).to.include({ quote: "'", delimiter: ';' });
    expect(find("a,b\n'tis,1\nisn't,2\n").quote).to.equal('"');
    expect(find("a,b\n'x',1\ny,2\n").quote).to.equal('"');
    expect(find('a,b\n"x",1\n').quote).to.equal('"');
  });

  it('turns quoting off when that is given', () => {
    expect(find('a,b\n"x,1\n', { quote: 'none' }).quote).to.equal(null);
  });

  it('finds a decimal comma, unless commas separate fields', () => {
    expect(find('a;b\n1,5;x\n2;y\n')).to.include({ decimal: ',', thousands: null });
    expect(find('a\tb\n-1,25e3\t1\n').decimal).to.equal(',');
    expect(find('a,b\n"1,5",2\n').decimal).to.equal('.');
  });

  it('keeps the point where some column has it, and where commas are in texts', () => {
    expect(find('a;b\n1,5;1.5\n2,5;2.5\n').decimal).to.equal('.');
    expect(find('a;b\n1,5;1\nx,y;2\n').decimal).to.equal('.');
    expect(find('a;b\n1.5;2\n').decimal).to.equal('.');
  });

  it('looks past words for missing numbers', () => {
    expect(find('a;b\n1,5;x\nNA;y\n;z\n').decimal).to.equal(',');
    expect(find('a;b\n1,5;x\nnil;y\n').decimal).to.equal('.');
    expect(find('a;b\n1,5;x\nnil;y\n', { na: ['nil'] }).decimal).to.equal(',');
  });

  it('finds a thousands separator only where it can be nothing else', () => {
    expect(find('a;b\n1.234,5;x\n2,5;y\n')).to.include({ decimal: ',', thousands: '.' });
    expect(find('a;b\n1.234.567;x\n')).to.include({ decimal: ',', thousands: '.' });
    expect(find('a,b\n"1,234.5",x\n12,y\n')).to.include({ decimal: '.', thousands: ',' });
    expect(find('a;b\n1.234;x\n5.678;y\n')).to.include({ decimal: '.', thousands: null });
    expect(find('a,b\n"1,234",x\n"5,678",y\n')).to.include({ decimal: '.', thousands: null });
    expect(find('a\tb\n1,234\tx\n')).to.include({ decimal: '.', thousands: null });
    expect(find('a;b\n1,234;x\n5,678;y\n')).to.include({ decimal: ',', thousands: null });
  });

  it('lets a setting override each finding', () => {
    const text = 'a;b\n1,5;x\n';
    expect(delimiterOf(text, { delimiter: ',' })).to.equal(',');
    expect(delimiterOf(text, { delimiter: 'tab' })).to.equal('\t');
    expect(delimiterOf(text, { delimiter: '\\t' })).to.equal('\t');
    expect(find(text, { quote: "'" }).quote).to.equal("'");
    expect(find(text, { decimal: '.' }).decimal).to.equal('.');
    expect(find(text, { thousands: '.' })).to.include({ decimal: ',', thousands: '.' });
    expect(find('a;b\n1,234;x\n', { thousands: ',' })).to.include({ decimal: '.', thousands: ',' });
    expect(find('a;b\n1.234,5;x\n', { thousands: 'none' }).thousands).to.equal(null);
    expect(find('#,,,,\na;b\n1;2\n', { comment: '#' })).to.include({ comment: '#', delimiter: ';' });
  });

  it('refuses separators of more than one character, and equal ones', () => {
    expect(() => find('a', { delimiter: '::' })).to.throw("delimiter is '::'; expected one ASCII character, or 'tab'");
    expect(() => find('a', { quote: '«' })).to.throw("quote is '«'; expected one ASCII character");
    expect(() => find('a', { decimal: ',', thousands: ',' })).to.throw(
      "decimal and thousands are both ','; give each a sign of its own",
    );
    expect(() => find('a', { delimiter: '"' })).to.throw("delimiter and quote are both '\"'");
    expect(() => find('a', { delimiter: '#', comment: '#' })).to.throw("delimiter and comment are both '#'");
    expect(() => find('a', { delimiter: ',', quote: 'none', decimal: ',' })).to.throw(
      "delimiter and decimal are both ','",
    );
  });

  it('finds the dialect of any table of numbers and words', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'é', ' ', ',', ';', "'"), minLength: 1, maxLength: 6 });
    const number = fc.double({ min: -1000, max: 1000, noNaN: true }).map(value => value.toFixed(2));
    const row = (columns: number) => fc.tuple(word, fc.array(number, { minLength: columns, maxLength: columns }));
    const tables = fc
      .integer({ min: 1, max: 5 })
      .chain(columns => fc.array(row(columns), { minLength: 4, maxLength: 20 }));
    fc.assert(
      fc.property(tables, fc.constantFrom(',', ';', '\t', '|'), fc.boolean(), (table, delimiter, german) => {
        const comma = german && delimiter !== ',';
        const lines = table.map(([text, cells]) => [
          /[,;' ]/.test(text) ? `"${text}"` : text,
          ...cells.map(cell => (comma ? cell.replace('.', ',') : cell)),
        ]);
        const header = ['name', ...table[0]![1].map((_, at) => `x${at}`)];
        const found = find([header, ...lines].map(line => line.join(delimiter)).join('\n'));
        expect(found).to.include({ delimiter, quote: '"', decimal: comma ? ',' : '.', thousands: null });
      }),
      { seed: 4, numRuns: 500 },
    );
  });
});
