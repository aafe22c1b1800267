import { expect } from 'chai';
import { lineOf } from '../../../../../src/data/tables/blocks/block.ts';
import { scan, textsOf } from '../../../../support/scan.ts';

const messages = (text: string, columns: number, changes = {}) =>
  scan(text, columns, changes).faults.map(({ line, message }) => `${line}: ${message}`);

describe('the records of a chunk', () => {
  const two = [
    ['1', 'x'],
    ['2', 'y'],
  ];
  for (const [name, text] of [
    ['LF', '1,x\n2,y\n'],
    ['CR', '1,x\r2,y\r'],
    ['CRLF', '1,x\r\n2,y\r\n'],
    ['nothing, the last one', '1,x\n2,y'],
    ['a mixture', '1,x\r\n2,y\r'],
  ] as const) {
    it(`end by ${name}`, () => expect(textsOf(text, 2)).to.deep.equal(two));
  }

  it('are found wherever a line end lies in a vector of bytes', () => {
    for (let length = 1; length < 200; length++) {
      const long = 'x'.repeat(length);
      const rows = [
        [long, '1'],
        ['2', long],
      ];
      expect(textsOf(`${long},1\r\n2,${long}\r\n`, 2), `length ${length}`).to.deep.equal(rows);
      expect(textsOf(`"${long}",1\r\n2,"${long}"\r\n`, 2), `quoted, length ${length}`).to.deep.equal(rows);
    }
  });

  it('do not include blank lines, which are counted', () => {
    const { block, trailingBlankLines, lines } = scan('\n1,2\n \t\n\r\n3,4\n\n  ', 2);
    expect([block.rows, block.blankLines, trailingBlankLines, lines]).to.deep.equal([2, 3, 2, 7]);
    expect([0, 1].map(row => lineOf(block, row))).to.deep.equal([2, 5]);
  });

  it('are none in an empty chunk', () => {
    const { block, faults, lines } = scan('', 3);
    expect([block.rows, block.cells.length, faults.length, lines]).to.deep.equal([0, 0, 0, 0]);
  });

  it('can hold only empty cells, where a tab is the delimiter and not a blank', () => {
    expect(textsOf('\t\n \t \n', 2, { delimiter: '\t' })).to.deep.equal([
      ['', ''],
      ['', ''],
    ]);
  });

  it('are skipped where a line starts with the comment byte, and only there', () => {
    const { block, lines } = scan('# a,b\n1,2\n#\n 3,#4\n#end', 2, { comment: '#' });
    expect([block.rows, block.blankLines, lines]).to.deep.equal([2, 0, 5]);
    expect(textsOf('# a,"b\n1,2\n 3,#4\n', 2, { comment: '#' })).to.deep.equal([
      ['1', '2'],
      ['3', '#4'],
    ]);
  });

  it('have their line numbers, also behind line breaks inside quotes', () => {
    const { block } = scan('1,"a\nb\r\nc\rd"\n2,e\n3,f\n', 2);
    expect([0, 1, 2].map(row => lineOf(block, row))).to.deep.equal([1, 5, 6]);
  });

  it('have no list of lines where they are one line each', () => {
    expect(scan('\n1,a\n2,b\n', 2).block.location).to.deep.equal({ file: 0, unit: 'line', first: 2, offsets: null });
  });

  it('may have 100,000 fields', () => {
    const cells = Array.from({ length: 100_000 }, (_, i) => i % 1000);
    const { block, faults } = scan(`${cells.join(',')}\n${cells.join(',')}\n`, 100_000);
    expect(faults).to.deep.equal([]);
    expect(Array.from(block.cells)).to.deep.equal([...cells, ...cells]);
  });

  it('may be longer than all before, for which memory grows', () => {
    const long = 'y'.repeat(3_000_000);
    expect(textsOf(`1,"${long}"\n2,z\n`, 2)).to.deep.equal([
      ['1', long],
      ['2', 'z'],
    ]);
  });
});

describe('the fields of a record', () => {
  it('lose blanks at both ends, and keep those inside', () => {
    expect(textsOf(' a \t,\t b c\n', 2)).to.deep.equal([['a', 'b c']]);
  });

  it('keep all blanks in quotes', () => {
    expect(textsOf('" a ",b\n', 2)).to.deep.equal([[' a ', 'b']]);
  });

  it('may hold delimiters, line breaks and doubled quotes in quotes, with blanks around', () => {
    expect(textsOf(' "a,b" , "c\r\n""d"""\n', 2)).to.deep.equal([['a,b', 'c\r\n"d"']]);
  });

  it('are empty cells when they are empty quotes', () => {
    const { block } = scan('"",1\n,2\n', 2);
    expect(Array.from(block.missing)).to.deep.equal([2, 0]);
  });

  it('may hold quotes as ordinary characters where no quote is first', () => {
    expect(textsOf('5" x 3",a"b,c\n', 3)).to.deep.equal([['5" x 3"', 'a"b', 'c']]);
  });

  it('keep quotes where quoting is off', () => {
    expect(textsOf('"a,b"\n', 2, { quote: null })).to.deep.equal([['"a', 'b"']]);
  });

  it('may be quoted by another byte', () => {
    expect(textsOf(`'a,b';"c\n`, 2, { quote: "'", delimiter: ';' })).to.deep.equal([['a,b', '"c']]);
  });

  it('are separated by runs of spaces and tabs where the delimiter is a space', () => {
    const rows = textsOf('  a \t b\n\tc  "d e"  \n   \n"f" g\r\n', 2, { delimiter: ' ' });
    expect(rows).to.deep.equal([
      ['a', 'b'],
      ['c', 'd e'],
      ['f', 'g'],
    ]);
  });

  it('are UTF-8', () => expect(textsOf('ä,日本\n', 2)).to.deep.equal([['ä', '日本']]));
});

describe('a record that cannot be read', () => {
  it('has another number of fields', () => {
    expect(messages('1,2\n1\n\n1,2,3\n', 2)).to.deep.equal([
      '2: 1 field, the header has 2',
      '4: 3 fields, the header has 2; a field with the delimiter inside must be in quotes',
    ]);
  });

  it('has text after a closing quote, and ends where its line does', () => {
    const text = '1,"a" b\n2,"a"b"c,d\n3,c\n';
    const after = 'has text after its closing quote; a quote inside a quoted field is written twice';
    expect(messages(text, 2)).to.deep.equal([`1: field 2 ${after}`, `2: field 2 ${after}`]);
    expect(textsOf(text, 2)).to.deep.equal([['3', 'c']]);
  });

  it('has a quote that is never closed, reported with the line where it opens', () => {
    expect(messages('1,2\n"a\nb",\n"\n\n1,2\n', 2)).to.deep.equal(['4: a quote opens here and is never closed']);
    expect(scan('1,2\n"a\nb",\n"\n\n1,2\n', 2).lines).to.equal(6);
    expect(messages('1,"a""', 2)).to.deep.equal(['1: a quote opens here and is never closed']);
  });

  it('has a cell that is no number where it must be one', () => {
    const forced = new Map([[1, 'number' as const]]);
    expect(messages(`1,2\n1,abc\nx,NA\n1,${'long '.repeat(20)}\n`, 2, { forced })).to.deep.equal([
      "2: column 'b' holds 'abc', but is numeric",
      `4: column 'b' holds '${'long '.repeat(8)}...' (99 characters), but is numeric`,
    ]);
  });

  for (const row of ['word,1,3', 'word,abc', '99.5,abc', ',abc', '1e9,abc', '16777217,abc']) {
    it(`leaves no trace in the columns: ${row}`, () => {
      const forced = new Map([[1, 'number' as const]]);
      const { block, faultLines } = scan(`1,2\n${row}\n3,4\n`, 2, { forced });
      const expected = scan('1,2\n3,4\n', 2).block;
      expect([...faultLines]).to.deep.equal([2]);
      expect({ ...block, location: null }).to.deep.equal({ ...expected, location: null });
    });
  }

  it('is listed by its line, however many there are, and the first 100 in words', () => {
    const { faults, faultLines, block } = scan(`1,2\n${'1\n'.repeat(140_000)}1,2\n`, 2);
    expect([faults.length, faultLines.length, block.rows]).to.deep.equal([100, 140_000, 2]);
    expect(faultLines.every((line, n) => line === n + 2)).to.equal(true);
    expect(block.location).to.deep.include({ first: 1, offsets: Int32Array.of(0, 140_001) });
  });
});

describe('records that are too short', () => {
  const fill = { fills: true };

  it('get empty cells at their end where that is asked for, and are counted', () => {
    const text = '1,2,3\n4,5\n6\n\n7,8,9\n"x"\n-';
    const { block, faults } = scan(text, 3, fill);
    expect(textsOf(text, 3, fill)).to.deep.equal([
      ['1', '2', '3'],
      ['4', '5', ''],
      ['6', '', ''],
      ['7', '8', '9'],
      ['x', '', ''],
      ['-', '', ''],
    ]);
    expect(faults).to.deep.equal([]);
    expect(block.filled).to.deep.equal({ rows: 4, first: 2, fields: 2 });
    expect([...block.missing]).to.deep.equal([0, 3, 4]);
  });

  it('have room, however many they are', () => {
    const rows = 5000;
    const { block } = scan('1\n'.repeat(rows), 40, fill);
    expect([block.rows, block.filled?.rows, block.missing[39]]).to.deep.equal([rows, rows, rows]);
  });

  it('are faults otherwise, and records that are too long always are', () => {
    expect(messages('1\n1,2,3\n', 2)).to.deep.equal([
      '1: 1 field, the header has 2',
      '2: 3 fields, the header has 2; a field with the delimiter inside must be in quotes',
    ]);
    expect(messages('1\n1,2,3\n', 2, fill)).to.have.lengthOf(1);
    expect(scan('1,2\n', 2, fill).block).not.to.have.property('filled');
  });
});

describe('a quote inside a field', () => {
  const noted = (text: string, columns: number) => scan(text, columns).block.strayQuotes;

  it('is reported where another field closes it', () => {
    expect(noted('1,x,on\n33.8"Shirt, Plaid",on\n2,y,on\n', 3)).to.deep.equal({ rows: 1, first: 2 });
    expect(noted('1 "a,b" ,on\n1,2,3\n1,x"b,c"\n', 3)).to.deep.equal({ rows: 2, first: 1 });
  });

  it('is plain text where it is alone, closed in its field, or measures something', () => {
    const plain = [
      '5\'10",6\'2",on',
      '3" pipe,4" pipe,on',
      'a "b" c,d "e" f,"g"',
      'x"y,1,2',
      '"a""b, c",d"e,f',
      '3",4",5"',
    ];
    for (const line of plain) expect(noted(`${line}\n`, 3), line).to.equal(undefined);
  });
});
