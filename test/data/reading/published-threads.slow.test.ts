import { expect } from 'chai';
import { temporaryFolder } from '../../support/bntrain.ts';
import { tableOf } from '../../support/data.ts';

describe('a large table with notes below', () => {
  const folder = temporaryFolder();

  it('is the same table with any number of threads, and from the cache', async () => {
    const rows = Array.from(
      { length: 600_000 },
      (_, row) => `${row},${(row % 97) / 4},${row % 3 === 0 ? 'on' : 'off'}`,
    );
    const notes = Array.from({ length: 3000 }, (_, n) => `Note ${n}: a remark of several words that says little,,`);
    const text = `${['hour,power,state', ...rows, '', ...notes].join('\n')}\n`;
    const path = folder.write('large.csv', text);
    const cached = { cache: true, cacheDir: folder.path, task: 'regression', target: 'power' };
    const tables = [
      await tableOf(path, {}, { threads: 1 }),
      await tableOf(path, {}, { threads: 3 }),
      await tableOf(path, cached, { worthKeeping: 1 }),
      await tableOf(path, cached, { worthKeeping: 1 }),
    ];
    for (const { table, warnings } of tables) {
      expect(table.rows).to.equal(600_000);
      expect(table.store.blocks.map(({ below }) => below).filter(below => below !== undefined)).to.deep.equal([
        { first: 600_003, last: 603_002, lines: 3000, text: 'Note 0: a remark of several words that says little' },
      ]);
      expect(warnings).to.deep.equal(tables[0]!.warnings);
    }
  });
});
