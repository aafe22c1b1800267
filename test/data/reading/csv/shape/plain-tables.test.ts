import { expect } from 'chai';
import { openText } from '../../../../../src/data/reading/csv/csv-text.ts';
import { defaultReadOptions } from '../../../../../src/data/tables/blocks/reader.ts';
import { collect, memorySource } from '../../../../support/sources.ts';
import { plainTables } from './plain-tables.ts';

describe('a plain table keeps its first line and all rows:', () => {
  for (const { title, text, names, rows } of plainTables) {
    it(title, async () => {
      const opened = await openText([memorySource(text, 1000, 'a.csv')], defaultReadOptions);
      const left = Buffer.concat((await collect(opened.chunks())).map(({ bytes }) => bytes)).toString();
      const { linesAbove, headerRows } = opened.format;
      expect(opened.names).to.deep.equal(names);
      expect(left.split('\n').filter(line => line.trim() !== '')).to.have.length(rows);
      expect({ linesAbove, headerRows }).to.deep.equal({ linesAbove: 0, headerRows: opened.format.header ? 1 : 0 });
    });
  }
});
