import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { readTable } from '../../src/data/table.ts';
import { temporaryFolder } from '../support/bntrain.ts';

describe('readTable', () => {
  const folder = temporaryFolder();
  const read = (content: string | Uint8Array) => readTable(folder.write('t.csv', content));
  const path = join(folder.path, 't.csv');

  it('takes a column for numeric when all its cells are numbers or missing', () => {
    const [a, b] = read('a,b\n1,x\n,\nNA,NA\n-2.5,3\n').columns;
    expect(a).to.deep.include({ kind: 'numeric', name: 'a' });
    expect([...(a as any).values]).to.deep.equal([1, Number.NaN, Number.NaN, -2.5]);
    expect(b).to.deep.include({ kind: 'text', name: 'b', categories: ['x', '3'] });
    expect([...(b as any).codes]).to.deep.equal([0, -1, -1, 1]);
  });

  it('decides the kind from all rows: one word in the last makes text of the column', () => {
    const table = read(`a,b\n${'1,2\n'.repeat(5000)}word,2\n`);
    expect(table.columns[0]).to.deep.include({ kind: 'text', numbers: 5000, firstText: { line: 5002, text: 'word' } });
  });

  it('passes over a byte order mark', () => {
    expect(read('\ufeffa,b\n1,2\n').columns[0]!.name).to.equal('a');
  });

  it('keeps text with quotes, line breaks and letters of any alphabet', () => {
    const [a] = read('a,b\r\n"say ""hi"", 你好\r\nß",1\r\n').columns;
    expect((a as any).categories).to.deep.equal(['say "hi", 你好\r\nß']);
  });

  it('knows the line of each row', () => {
    expect([...read('a,b\n1,"x\ny"\n2,z\n').lines]).to.deep.equal([2, 4]);
  });

  it('names columns without a name by their position', () => {
    expect(read('a,,c\n1,2,3\n').columns.map(column => column.name)).to.deep.equal(['a', 'column 2', 'c']);
  });

  const refusals: [string, string | Uint8Array, string][] = [
    ['an empty file', '', `${path}: is empty; a header line and rows are expected`],
    ['a file of empty lines', '\n\n', `${path}: is empty; a header line and rows are expected`],
    ['a header only', 'a,b\n', `${path}: has a header and no rows`],
    ['a short row', 'a,b\n1,2\n3\n', `${path}:3: 1 field, the header has 2`],
    [
      'a long row',
      'a,b\n1,2,3\n',
      `${path}:2: 3 fields, the header has 2; a field with a comma inside must be in quotes`,
    ],
    ['a column name used twice', 'a,b,a\n1,2,3\n', `${path}:1: columns 1 and 3 are both named 'a'; rename one`],
    ['a binary file', Uint8Array.of(0x50, 0x4b, 3, 4, 0, 1), `${path}: is a binary file (byte 5 is zero)`],
    ['UTF-16', Buffer.from('\ufeffa,b\n1,2\n', 'utf16le'), `${path}: is UTF-16 text; save it as UTF-8`],
    ['Latin-1', Buffer.from('a,b\n1,2\ncafé,3\n', 'latin1'), `${path}:3: is not UTF-8 text; save the file as UTF-8`],
  ];
  for (const [what, content, message] of refusals) {
    it(`refuses ${what} with its place`, () => expect(() => read(content)).to.throw(message));
  }

  it('refuses a file that is not there, and a directory', () => {
    expect(() => readTable(join(folder.path, 'none.csv'))).to.throw('none.csv: no such file');
    expect(() => readTable(folder.path)).to.throw(`${folder.path}: is a directory; name a CSV file in it`);
  });

  it('refuses a file that may not be read', () => {
    const closed = join(folder.path, 'closed');
    mkdirSync(closed);
    const file = folder.write('closed/t.csv', 'a,b\n1,2\n');
    chmodSync(file, 0);
    chmodSync(closed, 0);
    // Root may read everything; it gives its rights up for the moment.
    const root = process.geteuid?.() === 0;
    if (root) process.seteuid?.(65534);
    try {
      expect(() => readTable(file)).to.throw(`${file}: no permission to read it`);
    } finally {
      if (root) process.seteuid?.(0);
      chmodSync(closed, 0o700);
    }
  });

  it('holds a validation file to the kinds of the training file', () => {
    const file = folder.write('v.csv', 'a,b\n1,2\nx,3\n');
    expect(() => readTable(file, new Map([['a', 'numeric']]))).to.throw(
      `${file}:3: column 'a' holds 'x'; in the training file it is a column of numbers`,
    );
    const [, b] = readTable(file, new Map([['b', 'text']])).columns;
    expect((b as any).categories).to.deep.equal(['2', '3']);
  });
});
