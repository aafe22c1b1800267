import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { prepare } from '../../../src/data/choosing/prepare.ts';
import { makeConfig } from '../../../src/settings/config.ts';
import { temporaryFolder } from '../../support/bntrain.ts';
import { type Given, tableOf } from '../../support/data.ts';
import { fixturePath } from '../../support/fixtures.ts';
import { refusal } from '../../support/sources.ts';

const first = 1234567890123456781n;
const ids = Array.from({ length: 8 }, (_, n) => String(first + BigInt(n)));

describe('whole numbers that would become one', () => {
  const folder = temporaryFolder();
  const csv = (cells: readonly string[], name = 'ids.csv') =>
    folder.write(name, `id,x,y\n${cells.map((cell, n) => `${cell},${n},${n / 2}\n`).join('')}`);
  const json = folder.write('ids.jsonl', ids.map((id, n) => `{"id":${id},"x":${n},"y":${n / 2}}\n`).join(''));
  const rowsWhere = async (path: string, where: string) => {
    const { table } = await tableOf(path);
    return [...prepare(table, makeConfig({ where, target: 'y' }), () => {}).rows];
  };

  it('are kept apart as texts, with a warning, in CSV, JSON lines and Parquet', async () => {
    for (const path of [csv(ids), json, fixturePath('parquet/ids.parquet')]) {
      const { table, warnings } = await tableOf(path);
      expect(table.columns[0]!.dictionary!.categories, path).to.deep.equal(ids);
      expect(warnings, path).to.deep.equal([
        `column 'id' is read as text: whole numbers such as ${ids[0]} and ${ids[1]} would become one number`,
      ]);
    }
  });

  it('are kept apart where the two stand in different files', async () => {
    const folderOfTwo = join(folder.path, 'two');
    mkdirSync(folderOfTwo);
    writeFileSync(join(folderOfTwo, 'a.csv'), `id,y\n${ids[0]},a\n`);
    writeFileSync(join(folderOfTwo, 'b.csv'), `id,y\n${ids[1]},a\n`);
    const { table } = await tableOf(folderOfTwo);
    expect(table.columns[0]!.dictionary?.categories).to.deep.equal(ids.slice(0, 2));
  });

  it('are refused where numbers are asked for', async () => {
    expect(await refusal(tableOf(csv(ids), { numeric: 'id' }))).to.equal(
      `⟪numeric⟫: column 'id' holds ${ids[0]} and ${ids[1]}, which would become one number; ` +
        '⟪categorical="id"⟫ takes it as categories, ⟪drop="id"⟫ leaves it out',
    );
  });

  it('are texts where they do not merge and come again, and numbers where they do not', async () => {
    const far = ['1234567890123456781', '2345678901234567891', '3456789012345678912'];
    const kinds = async (cells: readonly string[], given: Given = {}) => {
      const { table, warnings } = await tableOf(csv(cells), given);
      return [table.columns[0]!.dictionary === null, warnings.length];
    };
    expect(await kinds([...far, ...far])).to.deep.equal([false, 1]);
    expect(await kinds([...far, ...far], { numeric: 'id' })).to.deep.equal([true, 0]);
    expect(await kinds(far)).to.deep.equal([true, 0]);
    expect(await kinds(['1700000000000000', '1700000000000016'])).to.deep.equal([true, 0]);
  });

  it('are told apart by conditions, with quotes and without, by size too', async () => {
    for (const path of [csv(ids), json]) {
      expect(await rowsWhere(path, `id in (${ids[2]}, ${ids[5]})`)).to.deep.equal([2, 5]);
      expect(await rowsWhere(path, `id in ('${ids[2]}', '${ids[4]}', ${ids[3]})`)).to.deep.equal([2, 3, 4]);
      expect(await rowsWhere(path, `id > ${ids[5]}`)).to.deep.equal([6, 7]);
      expect(await rowsWhere(path, `${ids[6]} > id and id != ${ids[0]} and id > 5`)).to.deep.equal([1, 2, 3, 4, 5]);
    }
  });

  it('are groups and classes of their own', async () => {
    const path = csv([...ids, ...ids]);
    const { table } = await tableOf(path);
    const { split } = prepare(table, makeConfig({ group: 'id', target: 'y', validation: 0.25 }), () => {});
    expect(split.validation.length).to.equal(4);
    expect(new Set(split.validation.map(row => row % 8)).size).to.equal(2);
    const { target } = prepare(table, makeConfig({ target: 'id' }), () => {});
    expect(target.classes).to.deep.equal(ids);
  });

  it('have words for missing cells that are missing, as inputs, groups and in conditions', async () => {
    const cells = [...ids.slice(0, 4), 'NA', '?', ...ids.slice(0, 4)];
    const { table } = await tableOf(csv(cells, 'missing.csv'));
    expect(table.columns[0]!.dictionary!.categories).to.deep.equal(ids.slice(0, 4));
    expect(table.columns[0]!.missing).to.equal(2);
    expect(table.styles!.get('id')).to.deep.equal({ kind: 'code', example: ids[0] });
    expect(await rowsWhere(csv(cells, 'missing.csv'), 'id is missing')).to.deep.equal([4, 5]);
  });

  it('are compared with numbers exactly, or not at all, where the column stays one of numbers', async () => {
    const path = csv(['1234567890123456781', '2345678901234567891', '3456789012345678912'], 'far.csv');
    for (const where of ['id = 1234567890123456781', 'id > 1234567890123456780', 'id in (2345678901234567891)']) {
      expect(await refusal(rowsWhere(path, where)), where).to.equal(
        "⟪where⟫: 'id' holds whole numbers of more digits than are kept, so that they cannot be compared exactly; " +
          '⟪categorical="id"⟫ keeps all digits',
      );
    }
    expect(await rowsWhere(path, 'id > 2000000000000000000')).to.deep.equal([1, 2]);
  });
});
