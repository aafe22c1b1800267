import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { temporaryFolder } from '../../support/bntrain.ts';
import { type Given, tableOf } from '../../support/data.ts';
import { refusal } from '../../support/sources.ts';

/** Rows that need several blocks: numbers that are not whole, and what is in the rows from 200,000 on. */
function manyRows(late: string): string {
  const early = Array.from({ length: 200_000 }, (_, row) => `${(row % 4001) / 8},${row % 2}\n`);
  return `x,y\n${early.join('')}${late}`;
}

describe('the kind of a column', () => {
  const folder = temporaryFolder();

  /** The column x of a table that has a second one. */
  async function kindOf(cells: readonly (string | number)[], given: Given = {}, name = 'x') {
    const path = folder.write('kinds.csv', `${name},y\n${cells.map((cell, row) => `${cell},${row}\n`).join('')}`);
    const { table } = await tableOf(path, given);
    const { kind, why } = table.columns[0]!;
    return [kind, why];
  }
  const cells = <T>(count: number, cell: (row: number) => T) => Array.from({ length: count }, (_, row) => cell(row));

  it('is numeric where all are numbers, whole ones or not', async () => {
    expect(await kindOf([1, 3, 3, ''])).to.deep.equal(['numeric', 'whole numbers']);
    expect(await kindOf([1, 2.5, 3, ''])).to.deep.equal(['numeric', 'numbers']);
  });

  it('is constant where all numbers are one, which is told as it is written', async () => {
    for (const text of ['16777217', '1e-300', '0.1234567890123456', '-0.50']) {
      expect(await kindOf([text, text, text]), text).to.deep.equal(['constant', `${text} in all rows`]);
    }
    const mixed = ['constant', 'all numbers are 0 as float32'];
    expect(await kindOf(['0', '1e-300', '1e-300'])).to.deep.equal(mixed);
    expect(await kindOf(['1e-300', '2e-300'])).to.deep.equal(mixed);
    expect(await kindOf(['NA', '16777217', '16777217', ''])).to.deep.equal(['numeric', 'whole numbers']);
  });

  it('is date where all are dates', async () => {
    expect(await kindOf(['2024-01-31', '', '1969-12-31T23:59:59Z'])).to.deep.equal(['date', 'dates']);
  });

  it('is boolean where two words are opposites, in upper or lower case', async () => {
    for (const [no, yes] of [
      ['no', 'yes'],
      ['FALSE', 'TRUE'],
      ['f', 't'],
      ['N', 'Y'],
      ['Off', 'on'],
    ]) {
      expect(await kindOf([yes!, no!, '', yes!])).to.deep.equal(['boolean', `only '${no}' and '${yes}'`]);
    }
    expect(await kindOf(['yes', 'no', 'maybe', 'no'])).to.deep.equal(['categorical', '3 different texts']);
    expect(await kindOf(['yes', 'false', 'yes'])).to.deep.equal(['categorical', '2 different texts']);
  });

  it('is categorical where there are few texts, each twice on average', async () => {
    expect(await kindOf(cells(20, row => `t${row}`))).to.deep.equal(['categorical', '20 different texts']);
    expect(await kindOf(cells(42, row => `t${row % 21}`))).to.deep.equal(['categorical', '21 different texts']);
  });

  it('is identifier where texts differ in most rows, and text where they are long', async () => {
    const names = 'look like an ID';
    expect(await kindOf(cells(41, row => `t${row % 21}`))).to.deep.equal([
      'identifier',
      `21 different texts in 41 rows ${names}`,
    ]);
    const long = await kindOf(cells(30, row => `${'words and '.repeat(5)}${row}`));
    expect(long).to.deep.equal(['text', '30 different texts in 30 rows look like free text']);
  });

  it('is identifier where whole numbers count the rows, or have a name that says so and are all different', async () => {
    const why = 'whole numbers, each once, that count or name the rows';
    expect(await kindOf(cells(30, row => row + 1))).to.deep.equal(['identifier', why]);
    expect(
      await kindOf(
        cells(30, row => (row * 7919) % 1009),
        {},
        'user_id',
      ),
    ).to.deep.equal(['identifier', why]);
    expect((await kindOf(cells(30, row => (row * 7919) % 1009)))[0]).to.equal('numeric');
    expect(
      (
        await kindOf(
          cells(30, row => (row * 7919) % 29),
          {},
          'user_id',
        )
      )[0],
    ).to.equal('numeric');
    expect((await kindOf(cells(20, row => row + 1)))[0]).to.equal('numeric');
  });

  it('is identifier also where the numbers are equal as float32', async () => {
    // As float32 the last is 1,000,000,960: fewer than there are rows lie between.
    expect((await kindOf(cells(991, row => 1_000_000_000 + row)))[0]).to.equal('identifier');
  });

  it('is constant where all rows have one value', async () => {
    expect(await kindOf([0.1, 0.1, 0.1])).to.deep.equal(['constant', '0.1 in all rows']);
    expect(await kindOf(['a', 'a', 'a'])).to.deep.equal(['constant', "'a' in all rows"]);
    expect((await kindOf([7, '', 7]))[0]).to.equal('numeric');
    expect((await kindOf(['a', '', 'a']))[0]).to.equal('categorical');
  });

  it('is not constant where numbers differ and are equal as float32', async () => {
    expect(await kindOf([1_700_000_001, 1_700_000_003, 1_700_000_002])).to.deep.equal(['numeric', 'whole numbers']);
    expect((await kindOf([100_000.001, 100_000.002, 100_000.003]))[0]).to.equal('numeric');
  });

  it('is empty where no cell has a value', async () => {
    expect(await kindOf(['', '', ''])).to.deep.equal(['empty', 'no cell has a value']);
    expect(await kindOf(['NA', '', '?'])).to.deep.equal(['empty', 'no cell has a value']);
  });

  it('is the requested kind', async () => {
    expect(await kindOf([1, 2, 1], { categorical: 'x' })).to.deep.equal(['categorical', '⟪categorical⟫']);
    expect(
      await kindOf(
        cells(30, row => row),
        { numeric: 'x' },
      ),
    ).to.deep.equal(['numeric', '⟪numeric⟫']);
    expect(
      await kindOf(
        cells(30, row => `t${row}`),
        { categorical: '1' },
      ),
    ).to.deep.equal(['categorical', '⟪categorical⟫']);
    const both = tableOf(folder.write('kinds.csv', 'x,y\n1,2\n'), { numeric: 'x', categorical: 'x' });
    expect(await refusal(both)).to.equal("⟪numeric⟫: column 'x' is also in ⟪categorical⟫");
  });
});

describe('a column whose blocks disagree', () => {
  const folder = temporaryFolder();

  it('is refused where one of many numbers is a word, with its line and a way out', async () => {
    const path = folder.write('word.csv', manyRows('oops,1\n7,1\n'));
    expect(await refusal(tableOf(path))).to.equal(
      `${path}:200002: column 'x' holds 'oops', and 200,001 of its 200,002 values are numbers. If it means a missing ` +
        'number, name it with ⟪na⟫; ⟪onError=skip⟫ leaves such rows out; ⟪categorical⟫ takes the column as text',
    );
  });

  it('loses the row with --on-error skip, with a warning', async () => {
    const path = folder.write('word.csv', manyRows('oops,1\n7,1\n'));
    const { table, warnings } = await tableOf(path, { onError: 'skip' });
    expect([table.rows, table.columns[0]!.kind]).to.deep.equal([200_001, 'numeric']);
    expect(warnings).to.deep.equal([
      `${path}: 1 row left out that could not be read: ${path}:200002: column 'x' holds 'oops', but is numeric`,
    ]);
  });

  it('has a missing cell there with --na', async () => {
    const { table } = await tableOf(folder.write('word.csv', manyRows('oops,1\n7,1\n')), { na: 'oops' });
    expect(table.columns[0]).to.include({ kind: 'numeric', missing: 1 });
  });

  it('is text in all rows with --categorical', async () => {
    const { table } = await tableOf(folder.write('word.csv', manyRows('oops,1\n7,1\n')), { categorical: 'x' });
    expect(table.columns[0]!.dictionary!.categories).to.have.lengthOf(4002).and.include('oops').and.include('500');
  });

  it('is refused with --numeric where a cell is text, with its line and a way out', async () => {
    const path = folder.write('word.csv', manyRows('oops,1\n7,1\n'));
    expect(await refusal(tableOf(path, { numeric: 'x' }))).to.equal(
      `${path}:200002: column 'x' holds 'oops', but is numeric. If it means a missing number, name it with ` +
        '⟪na⟫; ⟪onError=skip⟫ leaves such rows out',
    );
  });

  it('holds categories where there are few, spelled as in the file', async () => {
    const rows = Array.from({ length: 600_000 }, (_, row) => {
      return row < 300_000 ? `0${row % 3},${row % 2}\n` : `${row % 2 === 0 ? 'aa' : '1'},${row % 2}\n`;
    });
    const { table } = await tableOf(folder.write('codes.csv', `x,y\n${rows.join('')}`));
    expect(table.store.blocks.length).to.be.above(1);
    expect(table.columns[0]).to.include({ kind: 'categorical', why: '5 different texts' });
    const { categories, counts } = table.columns[0]!.dictionary!;
    expect(categories).to.deep.equal(['00', '01', '02', 'aa', '1']);
    expect([...counts]).to.deep.equal([100_000, 100_000, 100_000, 150_000, 150_000]);
  });

  it('has the day first in all blocks where one block shows it, and is reported as ambiguous otherwise', async () => {
    const rows = (late: string) => {
      const early = Array.from(
        { length: 200_000 },
        (_, row) => `0${(row % 9) + 1}/0${(row % 5) + 1}/2024,${row % 2}\n`,
      );
      return `x,y\n${early.join('')}${late}`;
    };
    const dayFirst = (await tableOf(folder.write('d.csv', rows('25/12/2024,1\n')))).table.columns[0];
    expect(dayFirst).to.include({ kind: 'date', dayFirst: true, why: 'dates' });
    const monthFirst = (await tableOf(folder.write('d.csv', rows('12/25/2024,1\n')))).table.columns[0];
    expect(monthFirst).to.include({ kind: 'date', dayFirst: false, why: 'dates' });
    const neither = (await tableOf(folder.write('d.csv', rows('')))).table.columns[0];
    expect(neither).to.include({ dayFirst: false, why: 'dates, read month first: no cell tells which' });
    const requested = (await tableOf(folder.write('d.csv', rows('')), { dateOrder: 'dmy' })).table.columns[0];
    expect(requested).to.include({ dayFirst: true, why: 'dates, read day first: no cell tells which' });
  });

  it('holds texts where dates contradict each other, even those of different files', async () => {
    mkdirSync(join(folder.path, 'dates'));
    folder.write('dates/a.csv', 'x,y\n25/12/2024,1\n');
    folder.write('dates/b.csv', 'x,y\n12/26/2024,0\n');
    const { table } = await tableOf(join(folder.path, 'dates'));
    expect(table.store.blocks).to.have.lengthOf(2);
    expect(table.columns[0]!.dictionary!.categories).to.deep.equal(['25/12/2024', '12/26/2024']);
  });
});
