import { join } from 'node:path';
import { expect } from 'chai';
import type { NamedColumn } from '../../../src/data/leakage/finding.ts';
import { checkInputs } from '../../../src/data/leakage/guard.ts';
import { splitRows } from '../../../src/data/split.ts';
import { type Column, readTable } from '../../../src/data/table.ts';
import { findClasses, labelsOf, rowsWithTarget } from '../../../src/data/target.ts';
import { Random } from '../../../src/random.ts';
import { root } from '../../support/fixtures.ts';

function named(column: Column): NamedColumn {
  const { name } = column;
  return column.kind === 'text'
    ? { name, values: { type: 'texts', codes: column.codes, categories: column.categories } }
    : { name, values: { type: 'numbers', values: column.values } };
}

function findings(
  file: string,
  target: string,
  task: 'classification' | 'regression',
  seed: number,
  more: NamedColumn[] = [],
) {
  const table = readTable(join(root, 'data', file));
  const answer = table.columns.find(({ name }) => name === target)!;
  const rows = rowsWithTarget(table, answer);
  const labels = task === 'classification' ? labelsOf(answer, rows, findClasses(answer, rows)) : null;
  const split = splitRows(rows, { fraction: 0.2, labels, random: Random.stream(seed, 'split') });
  const inputs = table.columns.filter(column => column !== answer).map(named);
  return checkInputs([...inputs, ...more], named(answer), task, split);
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
    it(`accuses no column of ${file} that ${target} is predicted from, whatever the split`, () => {
      for (let seed = 1; seed <= 5; seed++)
        expect(findings(file, target, task, seed), `seed ${seed}`).to.deep.equal([]);
    });
  }

  it('finds each kind of leak that is put into one of them, and nothing else', () => {
    const table = readTable(join(root, 'data/breast_cancer_wdbc.csv'));
    const diagnosis = table.columns.at(-1)!;
    if (diagnosis.kind !== 'text') throw new Error('diagnosis is text');
    const from = (name: string, number: (row: number, label: number) => number): NamedColumn => ({
      name,
      values: { type: 'numbers', values: Float64Array.from(diagnosis.codes, (label, row) => number(row, label)) },
    });
    const put = [
      from('stage', (_, label) => 7 - label),
      from('dose', (row, label) => (row === 100 ? 0.5 : label * 10 + (row % 7))),
      from('case', row => 900_000 + row),
    ];
    const found = findings('breast_cancer_wdbc.csv', 'diagnosis', 'classification', 1, put);
    expect(found.map(({ kind, column }) => [kind, column])).to.deep.equal([
      ['copy', 'stage'],
      ['tells', 'dose'],
      ['identifier', 'case'],
    ]);
  });
});
