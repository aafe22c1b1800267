import { expect } from 'chai';
import fc from 'fast-check';
import { gatherColumns } from '../../src/data/tables/gather.ts';
import { temporaryFolder } from '../support/bntrain.ts';
import { type Given, load, tableOf } from '../support/data.ts';

const blanks = fc.constantFrom('', '', '', ' ', '\t', '  ');
const around = (cell: fc.Arbitrary<string>) => fc.tuple(blanks, cell, blanks).map(parts => parts.join(''));

const anyNumber = fc.oneof(
  fc.integer({ min: -20, max: 20 }).map(String),
  fc.constantFrom(
    '-999',
    '100.1',
    '100.10001',
    '1e39',
    'inf',
    '-Infinity',
    '.inf',
    '16777217',
    '123456789.5',
    '5.',
    '.5',
  ),
  fc.double({ noNaN: true }).map(String),
);
const anyWord = fc.constantFrom(
  'a',
  'b',
  'A b',
  'NA',
  'null',
  '?',
  'none',
  'unknown',
  '0x10',
  'true',
  'é',
  'x"y',
  'a,b',
);
const anyDate = fc.oneof(
  fc.constantFrom('2024-03-01', '2024/03/01', '9999-99-99', '1900-01-01', '2024-02-30', '0001-01-01', '1.3.2024'),
  fc.constantFrom('3/4/2024', '13/4/2024', '4-13-2024', '2024-03-01 12:30', '2024-03-01T12:30:15.25+01:00'),
  fc.constantFrom('2024-03-01T12:30+99:00', '2024-03-01 24:00', '1/1/24'),
);
const oneOfSome = fc.oneof(anyNumber, anyWord, anyDate, fc.constant(''));

/** The cells of a column: of one kind, with few others among them. */
const anyColumn = (rows: number) =>
  fc
    .tuple(fc.constantFrom(anyNumber, anyNumber, anyWord, anyDate, oneOfSome), fc.constantFrom(0, 0, 0.2))
    .chain(([usual, others]) => {
      const cell =
        others === 0 ? usual : fc.oneof({ arbitrary: usual, weight: 5 }, { arbitrary: oneOfSome, weight: 1 });
      return fc.array(around(fc.oneof({ arbitrary: cell, weight: 6 }, { arbitrary: fc.constant(''), weight: 1 })), {
        minLength: rows,
        maxLength: rows,
      });
    });

const anyTable = fc
  .integer({ min: 1, max: 12 })
  .chain(rows => fc.array(anyColumn(rows), { minLength: 1, maxLength: 3 }));
const anyNa = fc.constantFrom(null, ['NA'], ['unknown', '-999'], ['9999-99-99', '1900-01-01', 'NA'], ['100.1', '']);

/** As CSV with all cells in quotes, and as JSON lines. */
function written(columns: readonly (readonly string[])[]): { csv: string; json: string } {
  const rows = columns[0]!.map((_, row) => columns.map(cells => cells[row]!));
  const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
  const names = columns.map((_, column) => `c${column}`);
  const csv = [names, ...rows].map(cells => cells.map(quoted).join(','));
  const json = rows.map(cells =>
    JSON.stringify(Object.fromEntries(cells.map((cell, column) => [names[column], cell]))),
  );
  return { csv: `${csv.join('\n')}\n`, json: `${json.join('\n')}\n` };
}

/** What the columns are, and their cells; or why the table is refused. */
async function found(path: string, given: Given) {
  try {
    const { table } = await tableOf(path, given);
    const blocks = table.store.blocks.map(({ kinds, missing, integral, min, max, lowColumns, texts, dates }) => {
      return { kinds, missing, integral, min, max, lowColumns, texts, dates };
    });
    return { columns: table.columns, cells: gatherColumns(table.store, table.columns), blocks };
  } catch (error) {
    return (error as Error).message.replace(/^\S+?:\d+/, '').replace(path, '');
  }
}

describe('CSV and JSON lines of the same table of strings', () => {
  const folder = temporaryFolder();
  const both = (columns: readonly (readonly string[])[]) => {
    const { csv, json } = written(columns);
    return [folder.write('t.csv', csv), folder.write('t.jsonl', json)] as const;
  };

  it('have the same columns: kinds, missing cells, numbers and categories', async () => {
    await fc.assert(
      fc.asyncProperty(anyTable, anyNa, async (columns, na) => {
        const [csv, json] = both(columns);
        const given = { na, header: true, delimiter: ',', decimal: '.', notes: false };
        expect(await found(csv, given)).to.deep.equal(await found(json, given));
      }),
      { seed: 5, numRuns: 400 },
    );
  });

  it('have the same encoded rows', async () => {
    await fc.assert(
      fc.asyncProperty(anyTable, anyNa, async (columns, na) => {
        const rows = columns[0]!.length;
        const target = Array.from({ length: rows + 8 }, (_, row) => String(row / 4));
        const filled = columns.map(cells => Array.from(target, (_, row) => cells[row % rows]!));
        const given = { na, header: true, delimiter: ',', decimal: '.', target: 'c0', task: 'regression' };
        const [fromCsv, fromJson] = await Promise.all(both([target, ...filled]).map(path => encoded(path, given)));
        expect(fromCsv).to.deep.equal(fromJson);
      }),
      { seed: 6, numRuns: 100 },
    );
  });
});

async function encoded(path: string, given: Given) {
  try {
    const { train, validation, inputs } = await load(path, given);
    return { inputs, sets: [train, validation].map(set => set && [Array.from(set.x), Array.from(set.targets)]) };
  } catch (error) {
    return (error as Error).message.replaceAll(/\S+\.(csv|jsonl)(:\d+)?/g, '');
  }
}
