import { expect } from 'chai';
import { numbersAmong } from '../../../src/data/reading/missing-numbers.ts';
import { temporaryFolder } from '../../support/bntrain.ts';
import { tableOf } from '../../support/data.ts';

describe('--na with words that are numbers', () => {
  const folder = temporaryFolder();
  const numbers = [1, 2, -999, 4, -999, 6];
  const csv = folder.write(
    't.csv',
    `x,y\n${numbers.map((x, i) => `${x === -999 && i > 3 ? '-999.0' : x},${i}\n`).join('')}`,
  );
  const jsonLines = folder.write('t.jsonl', numbers.map((x, y) => `${JSON.stringify({ x, y })}\n`).join(''));

  it('makes such cells missing, in every notation and format', async () => {
    for (const path of [csv, jsonLines]) {
      const { table } = await tableOf(path, { na: '-999' });
      const { missing, min, max, integral } = table.columns[0]!;
      expect({ missing, min, max, integral }).to.deep.equal({ missing: 2, min: 1, max: 6, integral: true });
    }
  });

  it('keeps them as numbers when they are not named', async () => {
    const { table } = await tableOf(csv);
    expect(table.columns[0]).to.include({ missing: 0, min: -999 });
  });

  it('matches numbers that float32 rounds, and those that equal their neighbours as float32', async () => {
    const rows = [0.1, 0.5, 0.1].map((x, i) => `${x},${1_700_000_000 + i},${i}\n`).join('');
    const { table } = await tableOf(folder.write('f.csv', `x,t,y\n${rows}`), { na: '0.1,1700000001' });
    expect(table.columns[0]!.missing).to.equal(2);
    expect(table.columns[1]!.missing).to.equal(1);
  });

  it('matches numbers of a column that is kept with 48 bits', async () => {
    const path = folder.write('n.csv', 'x,y\n1000.1,1\n1000.101,2\n1000.1,3\n');
    expect((await tableOf(path, { na: '1000.1' })).table.columns[0]!.missing).to.equal(2);
  });

  it('does not call a column whole whose fractions float32 rounds away', async () => {
    const path = folder.write('r.csv', 'x,y\n0.99999999999,1\n-999,2\n3,3\n');
    expect((await tableOf(path, { na: '-999' })).table.columns[0]!.integral).to.equal(false);
    const halves = folder.write('h.csv', 'x,y\n0.5,1\n2,2\n3,3\n');
    expect((await tableOf(halves, { na: '0.5' })).table.columns[0]!.integral).to.equal(true);
  });

  it('empties a column that holds nothing else', async () => {
    const { table } = await tableOf(folder.write('e.csv', 'x,y\n-1,2\n-1,3\n'), { na: '-1' });
    expect(table.columns[0]!.kind).to.equal('empty');
  });

  it('reads such words as numbers only where they are numbers', () => {
    expect(numbersAmong(['NA', '-999', '', ' ', '1e3', 'inf'])).to.deep.equal([-999, 1000]);
  });
});
