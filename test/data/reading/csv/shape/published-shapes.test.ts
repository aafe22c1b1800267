import { expect } from 'chai';
import { openText } from '../../../../../src/data/reading/csv/csv-text.ts';
import { defaultReadOptions } from '../../../../../src/data/tables/blocks/reader.ts';
import { collect, memorySource } from '../../../../support/sources.ts';
import { headerRows, linesAbove, type PublishedShape } from './published-shapes.ts';

async function read(text: string) {
  const opened = await openText([memorySource(text, 1000, 'a.csv')], defaultReadOptions);
  const rows = Buffer.concat((await collect(opened.chunks())).map(({ bytes }) => bytes)).toString();
  return { ...opened, first: rows.split('\n')[0]! };
}

function check({
  title,
  text,
  names,
  first,
  above,
  header = names.every(name => name.startsWith('column ')) ? 0 : 1,
}: PublishedShape) {
  it(title, async () => {
    const opened = await read(text);
    const { linesAbove: lines, headerRows: rows } = opened.format;
    const expected = { names, first, above, header };
    expect({ names: opened.names, first: opened.first, above: lines, header: rows }).to.deep.equal(expected);
  });
}

describe('a table is found below', () => {
  for (const shape of linesAbove) check(shape);
});

describe('a header of several rows:', () => {
  for (const shape of headerRows) check(shape);
});
