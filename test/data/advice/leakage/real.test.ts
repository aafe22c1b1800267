import { join } from 'node:path';
import { expect } from 'chai';
import { Random } from '../../../../src/base/numbers/random.ts';
import type { NamedColumn } from '../../../../src/data/advice/leakage/finding.ts';
import { checkInputs } from '../../../../src/data/advice/leakage/guard.ts';
import { splitRows } from '../../../../src/data/choosing/split.ts';
import { findClasses, isMissing, labelsOf } from '../../../../src/data/choosing/target.ts';
import { gatherColumns } from '../../../../src/data/tables/gather.ts';
import { tableOf } from '../../../support/data.ts';
import { root } from '../../../support/fixtures.ts';

async function columnsOf(file: string): Promise<NamedColumn[]> {
  const { table } = await tableOf(join(root, 'data', file));
  const values = gatherColumns(table.store, table.columns);
  return table.columns.map(({ name }, index) => ({ name, values: values[index]! }));
}

function findings(
  columns: readonly NamedColumn[],
  target: string,
  task: 'classification' | 'regression',
  seed: number,
  more: readonly NamedColumn[] = [],
) {
  const answer = columns.find(({ name }) => name === target)!;
  const { values } = answer;
  const count = values.type === 'texts' ? values.codes.length : values.values.length;
  const rows = Int32Array.from({ length: count }, (_, row) => row).filter(row => !isMissing(values, row));
  const labels = task === 'classification' ? labelsOf(values, rows, findClasses(values, rows)) : null;
  const split = splitRows(rows, { fraction: 0.2, labels, random: Random.stream(seed, 'split') });
  const inputs = columns.filter(column => column !== answer);
  return checkInputs([...inputs, ...more], answer, task, split);
}

describe('the leakage guard, on real tables', () => {
  const tables: [string, string, 'classification' | 'regression'][] = [
    ['iris.csv', 'species', 'classification'],
    ['wine.csv', 'cultivar', 'classification'],
    ['breast_cancer_wdbc.csv', 'diagnosis', 'classification'],
    ['digits8x8.csv', 'label', 'classification'],
    ['penguins.csv', 'species', 'classification'],
    ['penguins.csv', 'sex', 'classification'],
    ['penguins.csv', 'body_mass_g', 'regression'],
    ['seattle_weather.csv', 'weather', 'classification'],
    ['concrete.csv', 'compressive_strength', 'regression'],
    ['house_lucas_oh_4k.csv', 'price', 'regression'],
  ];
  for (const [file, target, task] of tables) {
    it(`accuses no column of ${file} that ${target} is predicted from, whatever the split`, async () => {
      const columns = await columnsOf(file);
      for (let seed = 1; seed <= 5; seed++)
        expect(findings(columns, target, task, seed), `seed ${seed}`).to.deep.equal([]);
    });
  }

  it('finds each kind of leak that is planted in a table, and nothing else', async () => {
    const columns = await columnsOf('breast_cancer_wdbc.csv');
    const { values: diagnosis } = columns.at(-1)!;
    if (diagnosis.type !== 'texts') throw new Error('diagnosis is text');
    const from = (name: string, number: (row: number, label: number) => number): NamedColumn => ({
      name,
      values: { type: 'numbers', values: Float64Array.from(diagnosis.codes, (label, row) => number(row, label)) },
    });
    const put = [
      from('stage', (_, label) => 7 - label),
      from('dose', (row, label) => (row === 100 ? 0.5 : label * 10 + (row % 7))),
      from('case', row => 900_000 + row),
    ];
    const found = findings(columns, 'diagnosis', 'classification', 1, put);
    expect(found.map(({ kind, column }) => [kind, column])).to.deep.equal([
      ['copy', 'stage'],
      ['tells', 'dose'],
      ['identifier', 'case'],
    ]);
  });
});
