import { expect } from 'chai';
import { openText, type TextContext } from '../../../../../src/data/reading/csv/csv-text.ts';
import { defaultReadOptions } from '../../../../../src/data/tables/blocks/reader.ts';
import { collect, memorySource, refusal } from '../../../../support/sources.ts';

async function read(texts: string[], context: TextContext = {}, given = {}) {
  const sources = texts.map((text, at) => memorySource(text, 1000, `${'abc'[at]}.csv`));
  const opened = await openText(sources, { ...defaultReadOptions, ...given }, undefined, context);
  const rows = (await collect(opened.chunks())).map(({ bytes }) => Buffer.from(bytes).toString()).join('');
  return { names: opened.names, rows, warnings: opened.warnings, format: opened.format };
}

const first = 'Readings of 2024\n\nhour,power,state\n1,5.5,on\n2,6.5,off\n3,7.5,on\n';

describe('several files', () => {
  it('have their own lines above each, reported for each', async () => {
    const { rows, warnings, format } = await read([
      first,
      'hour,power,state\n4,5,on\n',
      'x, y\nz\nhour,power,state\n5,5,on\n',
    ]);
    expect(rows).to.equal('1,5.5,on\n2,6.5,off\n3,7.5,on\n4,5,on\n5,5,on\n');
    expect(warnings.map(({ file, code }) => [file, code])).to.deep.equal([
      [0, 'lines-above'],
      [2, 'lines-above'],
    ]);
    expect(format.linesAbove).to.equal(4);
  });

  it('have their headers of several rows each', async () => {
    const header = 'control,,fire,\nX,Y,X,Y\n';
    const { names, rows } = await read([`${header}1,2,3,4\n2,3,4,5\n3,4,5,6\n`, `A title\n${header}7,8,9,1\n`]);
    expect(names).to.deep.equal(['control X', 'control Y', 'fire X', 'fire Y']);
    expect(rows).to.equal('1,2,3,4\n2,3,4,5\n3,4,5,6\n7,8,9,1\n');
  });

  it('are refused where their columns have other names', async () => {
    expect(await refusal(read([first, 'A title\nhour,power,mode\n1,2,on\n2,3,off\n']))).to.contain(
      "b.csv:2: column 3 is named 'mode', in a.csv 'state'",
    );
  });
});

describe('a file whose columns are known', () => {
  const columnNames = ['hour', 'power'];

  it('has its header where their names stand, whatever is above and however few rows are below', async () => {
    for (const text of ['power,hour\n5,1\n', 'Some, title\npower,hour\n5,1\n', 'a,b\nc,d\n\npower,hour\n5,1\n']) {
      const { names, rows } = await read([text], { columnNames });
      expect({ names, rows }, text).to.deep.equal({ names: ['power', 'hour'], rows: '5,1\n' });
    }
  });

  it('may have more columns, and other rows in its header', async () => {
    const { names, rows } = await read(['note\nhour,power,state\nh,kW,\n1,5,on\n'], { columnNames });
    expect({ names, rows }).to.deep.equal({ names: ['hour', 'power', 'state'], rows: '1,5,on\n' });
  });

  it('is read like any other where the names stand nowhere', async () => {
    expect((await read(['a,b\n1,2\n3,4\n'], { columnNames })).names).to.deep.equal(['a', 'b']);
  });
});

describe('settings of lines above and of header rows', () => {
  const units = 'hour,power,state\ns,kW,\n1,5.5,on\n2,6.5,off\n3,7.5,on\n';

  it('keep all lines with --skip 0, and skip what they say', async () => {
    expect(await refusal(read([first], {}, { skip: 0 }))).to.contain(
      'a.csv:3: the header has 1 name and this row 3 fields',
    );
    const { names, rows, format } = await read([`x\n${units}`], {}, { skip: 1 });
    expect({ names, rows: rows.split('\n')[0] }).to.deep.equal({ names: ['hour', 'power', 'state'], rows: '1,5.5,on' });
    expect(format.linesAbove).to.equal(0);
  });

  it('give the rows of the header from the first on', async () => {
    expect((await read([units], {}, { headerRows: 1 })).rows).to.equal(units.slice(units.indexOf('s,')));
    expect((await read(['a,b\nc,d\ne,f\n'], {}, { headerRows: 2 })).names).to.deep.equal(['a c', 'b d']);
    const none = await read(['A title\n1,2\n3,4\n5,6\n'], {}, { headerRows: 0 });
    expect(none.names).to.deep.equal(['column 1', 'column 2']);
    expect(none.rows).to.equal('1,2\n3,4\n5,6\n');
  });
});
