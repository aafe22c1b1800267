import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { gatherColumns } from '../../../src/data/tables/gather.ts';
import { locationOf } from '../../../src/data/tables/table.ts';
import { temporaryFolder } from '../../support/bntrain.ts';
import { tableOf } from '../../support/data.ts';
import { refusal } from '../../support/sources.ts';

describe('readTable', () => {
  const folder = temporaryFolder();
  const read = async (content: string | Uint8Array) => (await tableOf(folder.write('t.csv', content))).table;
  const path = join(folder.path, 't.csv');

  /** A column's cells: texts, or numbers; null is missing. */
  async function cells(content: string, column: number): Promise<(string | number | null)[]> {
    const table = await read(content);
    const values = gatherColumns(table.store, [table.columns[column]!])[0]!;
    if (values.type === 'texts') return Array.from(values.codes, code => values.categories[code] ?? null);
    return Array.from(values.values, value => (Number.isNaN(value) ? null : value));
  }

  it('reads a column as numbers when all its cells are numbers or missing', async () => {
    const content = 'a,b\n1,x\n,\nNA,NA\n-2.5,3\n';
    expect(await cells(content, 0)).to.deep.equal([1, null, null, -2.5]);
    expect((await read(content)).columns[0]).to.include({ kind: 'numeric', name: 'a', missing: 2 });
  });

  it('reads words such as NA as values in a column of texts', async () => {
    expect(await cells('a,b\n1,x\n,\nNA,NA\n-2.5,3\n', 1)).to.deep.equal(['x', null, 'NA', '3']);
  });

  it('keeps text with quotes, line breaks and letters of any alphabet', async () => {
    const content = 'a,b\r\n"say ""hi"", 你好\r\nß",1\r\nx,2\r\n';
    expect(await cells(content, 0)).to.deep.equal(['say "hi", 你好\r\nß', 'x']);
  });

  it('knows the line of each row, also behind line breaks in quotes and empty lines', async () => {
    const table = await read('a,b\n1,"x\ny"\n\n2,z\n');
    expect([0, 1].map(row => locationOf(table, row))).to.deep.equal([`${path}:2`, `${path}:5`]);
  });

  it('keeps 100,000 texts of a column, and reads others as missing', async () => {
    const content = `a,b\n${Array.from({ length: 100_003 }, (_, row) => `t${row},${row % 7}\n`).join('')}`;
    const column = await cells(content, 0);
    expect(column.slice(99_999)).to.deep.equal(['t99999', null, null, null]);
    const table = await read(content);
    expect(table.columns[0]!.why).to.equal('more than 100,000 different texts in 100,003 rows look like an ID');
    const values = gatherColumns(table.store, [table.columns[0]!])[0]!;
    expect(values.type === 'texts' && values.codes.at(-1)).to.equal(-1);
  });

  it('names columns without a name by their position', async () => {
    const { columns } = await read('a,,c\n1,2,3\n');
    expect(columns.map(column => column.name)).to.deep.equal(['a', 'column 2', 'c']);
  });

  const refusals: [string, string | Uint8Array, string][] = [
    ['an empty file', '', `${path}: is empty; a header line and rows are expected`],
    ['a file of empty lines', '\n\n', `${path}: is empty; a header line and rows are expected`],
    ['a header only', 'a,b\n', `${path}: has a header and no rows`],
    ['a short row', 'a,b\n1,2\n3\n', `${path}:3: 1 field, the header has 2`],
    ['a long row', 'a,b\n1,2\n1,2,3\n', `${path}:3: 3 fields, the header has 2`],
  ];
  for (const [what, content, message] of refusals) {
    it(`refuses ${what} with its location`, async () => expect(await refusal(read(content))).to.contain(message));
  }

  it('refuses a long cell among numbers, and shows only its start', async () => {
    const rows = Array.from({ length: 60 }, (_, row) => `${row},${row % 7}\n`).join('');
    const message = await refusal(read(`a,b\n${rows}${'long '.repeat(20_000)},1\n`));
    expect(message).to.contain(
      `${path}:62: column 'a' holds '${'long '.repeat(8)}...' (99,999 characters), and 60 of its 61 values`,
    );
  });

  it('refuses a file that does not exist, and a directory without files', async () => {
    expect(await refusal(tableOf(join(folder.path, 'none.csv')))).to.contain('none.csv: no such file');
    const empty = join(folder.path, 'empty');
    mkdirSync(empty);
    expect(await refusal(tableOf(empty))).to.equal(`${empty}: is a directory without files; name another, or a file`);
  });

  it('refuses a file without read permission', async () => {
    const closed = join(folder.path, 'closed');
    mkdirSync(closed);
    const file = folder.write('closed/t.csv', 'a,b\n1,2\n');
    chmodSync(file, 0);
    chmodSync(closed, 0);
    // Root may read everything; it gives its rights up for the moment.
    const root = process.geteuid?.() === 0;
    if (root) process.seteuid?.(65534);
    try {
      expect(await refusal(tableOf(file))).to.equal(`${file}: no permission to read it`);
    } finally {
      if (root) process.seteuid?.(0);
      chmodSync(closed, 0o700);
    }
  });
});
