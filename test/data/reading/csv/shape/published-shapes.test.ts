import { expect } from 'chai';
import { openText } from '../../../../../src/data/reading/csv/csv-text.ts';
import { defaultReadOptions } from '../../../../../src/data/tables/blocks/reader.ts';
import { collect, memorySource } from '../../../../support/sources.ts';
import { headerRows, linesAbove, type PublishedShape } from './published-shapes.ts';

async function read(text: string) {
  const opened = await openText([memorySource(text, 1000, 'a.csv')], defaultReadOptions);
  const rows = Buffer.concat((await collect(opened.chunks())).map(({ bytes }) => bytes)).toString();
  return { ...opened, first: rows.split('\n')[0]!, rows };
}

function check({
  title,
  text,
  names,
  first,
  above,
  header = names[0]!.startsWith('column 1') ? 0 : 1,
}: PublishedShape) {
  it(title, async () => {
    const read_ = await read(text);
    const { linesAbove: lines, headerRows: rows } = read_.format;
    const expected = { names, first, above, header };
    expect({ names: read_.names, first: read_.first, above: lines, header: rows }).to.deep.equal(expected);
    expect(text.endsWith(read_.rows)).to.equal(true);
  });
}

describe('a table is found below', () => {
  for (const shape of linesAbove) check(shape);
});

describe('a header of several rows:', () => {
  for (const shape of headerRows) check(shape);
});
