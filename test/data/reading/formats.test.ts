import { expect } from 'chai';
import { formats } from '../../../src/data/reading/formats.ts';
import { defaultReadOptions, formatNames } from '../../../src/data/tables/blocks/reader.ts';

function formatOf(start: string): string | undefined {
  const head = Buffer.from(start, 'latin1');
  return Object.entries(formats).find(([, format]) => format.recognizes(head))?.[0];
}

describe('the formats of tables', () => {
  it('are the names that the start event and the cache know, CSV last', () => {
    expect(Object.keys(formats)).to.deep.equal([...formatNames]);
    expect(Object.keys(formats).at(-1)).to.equal('csv');
  });

  it('are recognized by their first bytes', () => {
    expect(formatOf('PAR1\x15\x04\x15rest')).to.equal('parquet');
    for (const text of ['{"a": 1}\n', ' [ {"a": 1}]', '{}', '\xef\xbb\xbf{"a": 1}']) {
      expect(formatOf(text), text).to.equal('json-lines');
    }
    for (const text of ['a,b\n1,2\n', '', '{a},b\n']) expect(formatOf(text), text).to.equal('csv');
  });

  it('read a file whose first column is named PAR1 as CSV', () => {
    for (const text of ['PAR1,PAR2\n1,2\n', 'PAR1\n1\n', 'PAR1']) expect(formatOf(text), text).to.equal('csv');
  });

  it('have only settings of reading as options, and CSV has all of them', () => {
    const all = Object.keys(defaultReadOptions);
    for (const { options } of Object.values(formats)) expect(all).to.include.members([...options]);
    expect([...formats.csv.options].sort()).to.deep.equal(all.sort());
  });
});
