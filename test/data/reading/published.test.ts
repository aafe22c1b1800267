import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { temporaryFolder } from '../../support/bntrain.ts';
import { type Given, load, tableOf } from '../../support/data.ts';
import { fixturePath } from '../../support/fixtures.ts';
import { refusal } from '../../support/sources.ts';

const rows = (count: number) =>
  Array.from({ length: count }, (_, row) => `${row},${(row % 97) / 4},${row % 3 === 0 ? 'on' : 'off'}`);
const meter = ['hour,power,state', ...rows(60)];
const written = (lines: readonly string[]) => `${lines.join('\n')}\n`;

describe('a table as people publish it', () => {
  const folder = temporaryFolder();
  const read = (text: string | Uint8Array, given: Given = {}, threads = 1) =>
    tableOf(folder.write('t.csv', text), given, { threads });

  it('has the kinds of its rows, whatever the notes below say, gzipped too', async () => {
    const text = written([...meter, '', 'Total,720.5,', 'Source: own meter,,']);
    for (const content of [text, gzipSync(text)]) {
      const { table, warnings } = await read(content);
      expect(table.columns.map(({ kind }) => kind)).to.deep.equal(['numeric', 'numeric', 'boolean']);
      expect(table.rows).to.equal(60);
      expect(warnings).to.deep.equal([
        `${folder.path}/t.csv: lines 63-64 are below the table and are passed over: 'Total, 720.5'; ⟪notes=false⟫ reads ` +
          'them as rows',
      ]);
    }
  });

  it('has notes as rows where that is asked for, with their faults', async () => {
    const text = written([...meter, 'Source: own meter']);
    expect(await refusal(read(text, { notes: false }))).to.contain('t.csv:62: 1 field, the header has 3');
  });

  it('may come in several files, each with notes', async () => {
    mkdirSync(join(folder.path, 'parts'));
    const parts = ['a', 'b'].map(name => folder.write(`parts/${name}.csv`, written([...meter, '* provisional'])));
    const { description, warnings } = await load(`${folder.path}/parts`);
    expect(description.rows).to.equal(120);
    const place = { first: 62, last: 62, lines: 1 };
    expect(description.below).to.deep.equal(parts.map(path => ({ path, ...place })));
    expect(warnings.filter(message => message.includes('* provisional'))).to.have.lengthOf(2);
  });

  it('has missing cells at the end of rows that are too short, where --on-error fill says so', async () => {
    const text = written(['id,set,state,score,approve', 'a,x,on,0.5', 'b,y,off,0.25', 'c,x,on', 'd,y,off,1,2']);
    expect(await refusal(read(text))).to.contain('t.csv:2: 4 fields, the header has 5; ⟪onError=fill⟫');
    const { table, warnings } = await read(text, { onError: 'fill' });
    expect(table.columns.map(({ missing }) => missing)).to.deep.equal([0, 0, 0, 1, 3]);
    expect(warnings).to.deep.equal([
      `${folder.path}/t.csv:2: 4 fields; this row and 2 others are too short, and ⟪onError=fill⟫ added missing cells at the end`,
    ]);
  });

  it('may have rows that are all too short, and notes below them', async () => {
    const text = written(['id,set,score,approve,reject', 'a,x,0.5', 'b,y,0.25', 'c,x,0.75', '', 'Source: own']);
    expect(await refusal(read(text)))
      .to.contain('the header has 5 names and this row 3 fields')
      .and.contain('fill');
    const { table } = await read(text, { onError: 'fill' });
    expect(table.rows).to.equal(3);
    expect(table.columns.map(({ missing }) => missing)).to.deep.equal([0, 0, 0, 3, 3]);
  });

  it('is refused for other faults where short rows are filled', async () => {
    const text = written(['a,b', '1', '1,2,3']);
    expect(await refusal(read(text, { onError: 'fill' }))).to.contain('t.csv:3: 3 fields, the header has 2');
  });

  it('is read with a warning where a quote inside a field is closed in another', async () => {
    const text = written(['thing,size,state', 'Shirt,M,on', 'a 5"Shirt, Plaid",off', 'Pipe 3",5\'10",on']);
    const { warnings } = await read(text);
    expect(warnings).to.deep.equal([
      `${folder.path}/t.csv:3: a quote inside a field is closed in another field, so a delimiter may be part of a text; ` +
        'a field with a quote or the delimiter inside must be in quotes',
    ]);
  });
});

describe('the published file', () => {
  const file = (name: string) => fixturePath(`published/${name}.csv`);
  const names = ['hour', 'power', 'state'];

  const tables: Record<string, { rows: number; below: [first: number, last: number]; kinds: string[] }> = {
    footnotes: { rows: 60, below: [63, 64], kinds: ['numeric', 'numeric', 'boolean'] },
    'title-padded': { rows: 60, below: [64, 64], kinds: ['numeric', 'numeric', 'boolean'] },
    'empty-edge': { rows: 9, below: [14, 15], kinds: ['numeric', 'numeric', 'boolean'] },
    'total-row': { rows: 60, below: [62, 62], kinds: ['numeric', 'numeric', 'boolean'] },
  };
  for (const [name, { rows, below, kinds }] of Object.entries(tables)) {
    it(`${name} has the columns and rows of its table, and its last lines are passed over`, async () => {
      const { table, warnings } = await tableOf(file(name));
      expect(table.columns.map(column => column.name)).to.deep.equal(names);
      expect(table.columns.map(({ kind }) => kind)).to.deep.equal(kinds);
      expect(table.rows).to.equal(rows);
      const found = table.store.blocks.flatMap(block => block.below ?? []);
      expect(found.map(({ first, last }) => [first, last])).to.deep.equal([below]);
      expect(warnings.join('\n')).to.contain('below the table and');
    });
  }

  it('two-tables is refused with the line where the second begins, and each can be read alone', async () => {
    expect(await refusal(tableOf(file('two-tables')))).to.contain('two-tables.csv:15: a second table begins here');
    const { table } = await tableOf(file('two-tables'), { skip: 14 });
    expect([table.rows, table.columns.length]).to.deep.equal([12, 4]);
  });

  it('short-rows is refused with both numbers, and is filled where that is asked for', async () => {
    const message = await refusal(tableOf(file('short-rows')));
    expect(message).to.contain('the header has 6 names and this row 4 fields').and.contain('⟪onError=fill⟫');
    const { table } = await tableOf(file('short-rows'), { onError: 'fill' });
    expect(table.columns.map(({ missing }) => missing)).to.deep.equal([0, 0, 0, 0, 12, 12]);
  });

  it('stray-quotes is refused with its line, or warned of where the row fits', async () => {
    expect(await refusal(tableOf(file('stray-quotes')))).to.contain('stray-quotes.csv:62: ');
    const { warnings } = await tableOf(file('stray-quotes'), { categorical: 'price' });
    expect(warnings.join('\n')).to.contain('stray-quotes.csv:62: a quote inside a field is closed in another field');
  });
});

describe('a last row that sums up a table', () => {
  const folder = temporaryFolder();
  const cities = ['city,people,area', 'Oslo,700,454', 'Bergen,280,465', 'Turku,190,306', 'Espoo,300,528'];
  const warningsOf = async (lines: readonly string[], given: Given = {}) =>
    (await tableOf(folder.write('t.csv', written(lines)), given)).warnings;
  const place = () => `${folder.path}/t.csv:6: the last row seems to sum up the table`;

  it('stays a row, and is warned of with its line, for its word or for its numbers', async () => {
    for (const total of ['Total,1470,1753', 'All,1470,1753', 'Insgesamt:,1470,1753', 'AVERAGE,367.5,438']) {
      const { table, warnings } = await tableOf(folder.write('t.csv', written([...cities, total])));
      expect(table.rows, total).to.equal(5);
      expect(warnings).to.deep.equal([`${place()}: '${total.split(',')[0]}'; remove it, or leave it out with ⟪where⟫`]);
    }
    expect(await warningsOf([...cities, ',1470,1753'])).to.deep.equal([
      `${place()}: its numbers are the sums of the others; remove it, or leave it out with ⟪where⟫`,
    ]);
  });

  it('is none where the word stands elsewhere too, or some number is no sum', async () => {
    expect(await warningsOf([cities[0]!, 'all,1,2', 'some,2,3', 'none,3,4', 'all,4,5'])).to.deep.equal([]);
    expect(await warningsOf([...cities, 'Malmö,1470,1000'])).to.deep.equal([]);
    expect(await warningsOf([...cities, 'Malmö,300,160'])).to.deep.equal([]);
    expect(await warningsOf(['a,b', '0,x', '0,y', '5,x', '0,y', '0,y', '5,x'])).to.deep.equal([]);
  });
});
