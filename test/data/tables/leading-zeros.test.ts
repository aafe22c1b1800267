import { expect } from 'chai';
import { temporaryFolder } from '../../support/bntrain.ts';
import { type Given, load, tableOf } from '../../support/data.ts';

/** As many rows as there are cells, in a CSV with other columns around. */
const csv = (cells: readonly string[]) =>
  `n,zip,y\n${cells.map((cell, i) => `${i % 7},${cell},${i % 2 ? 'a' : 'b'}\n`).join('')}`;

describe('whole numbers with zeros in front', () => {
  const folder = temporaryFolder();
  let file = 0;

  /** The messages about them. */
  async function said(text: string, given: Given = {}, extension = 'csv'): Promise<string[]> {
    const { warnings } = await load(folder.write(`table-${++file}.${extension}`, text), { target: 'y', ...given });
    return warnings.filter(message => message.includes('begin with 0'));
  }

  const zip = (i: number) => String((i * 7919) % 99_991).padStart(5, '0');
  const zips = Array.from({ length: 1000 }, (_, i) => zip(i + 1));
  const remark = (text: string) =>
    `column 'zip' is read as numbers: cells such as '${text}' begin with 0, as codes do; ` +
    '⟪categorical="zip"⟫ takes them as categories';

  it('are reported, with an example and a way out', async () => {
    expect(await said(csv(zips))).to.deep.equal([remark('07919')]);
    expect(await said(csv(zips.map(text => ` "${text}" `)))).to.deep.equal([remark('07919')]);
    expect(await said(csv(['007', '', '123', '008']))).to.deep.equal([remark('007')]);
  });

  it('are reported in JSON too, where they are texts that hold numbers', async () => {
    const lines = zips.map((text, i) => JSON.stringify({ zip: text, y: i % 2 ? 'a' : 'b' })).join('\n');
    expect(await said(lines, {}, 'jsonl')).to.deep.equal([remark('07919')]);
  });

  it('are reported anywhere in a large table', async () => {
    const late = Array.from({ length: 300_000 }, (_, i) => (i < 250_000 ? String(10_000 + i) : zip(i)));
    const { table } = await tableOf(folder.write('late.csv', csv(late)));
    expect(table.store.blocks.length).to.be.greaterThan(2);
    expect(table.columns[1]!.warning!.message).to.match(/^cells such as '0\d{4}' begin with 0/);
  });

  it('keep their zeros, with no report, when the user has chosen the kind of the column', async () => {
    expect(await said(csv(zips), { numeric: 'zip' })).to.deep.equal([]);
    const repeated = csv(zips.map((_, i) => zips[i % 10]!));
    expect(await said(repeated, { categorical: 'zip' })).to.deep.equal([]);
    const { inputs } = await load(folder.write('kept.csv', repeated), { target: 'y', categorical: 'zip' });
    expect((inputs[1] as any).categories).to.include('07919');
  });

  it('are distinguished from other numbers: 0 itself, fractions, hours and months, a single slip', async () => {
    for (const cells of [
      ['0', '0', '10', '200'],
      ['0.5', '00.25', '001', '003.5'],
      ['-001', '-002', '5', '7'],
      ['01', '02', '11', '12'],
      ['007', '8', '9', '10'],
    ]) {
      expect(await said(csv(cells)), `${cells}`).to.deep.equal([]);
    }
  });
});
