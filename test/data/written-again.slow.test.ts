import { expect } from 'chai';
import fc from 'fast-check';
import { gatherColumns } from '../../src/data/tables/gather.ts';
import type { Table } from '../../src/data/tables/table.ts';
import { writtenRows } from '../../src/data/tables/written-rows.ts';
import { type TableFormat, tablePieces } from '../../src/report/written-table.ts';
import { temporaryFolder } from '../support/bntrain.ts';
import { type Given, tableOf } from '../support/data.ts';

const two = (value: number) => String(value).padStart(2, '0');
const part = (max: number) => fc.integer({ min: 1, max });
const spelled = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Ways to write the cells of a column. */
const cells: readonly fc.Arbitrary<string>[] = [
  fc.integer({ min: -5, max: 2000 }).map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.constantFrom('inf', '-inf', '1', '16777217', '123456789.5', '1700000001', '0.1'),
  fc.integer({ min: 1, max: 9 }).map(n => `${n},137`),
  fc.integer({ min: 0, max: 99 }).map(n => `$1,${two(n)}0.5`),
  fc.integer({ min: 0, max: 99 }).map(n => `${n}.5%`),
  fc.constantFrom('a', ' b ', 'NA', 'c"d', 'e,f', 'g\nh', '#i', 'größer', '\t', 'Total', '7'),
  fc.constantFrom('yes', 'no', 'Yes'),
  fc.tuple(part(12), part(28)).map(([month, day]) => `2024-${two(month)}-${two(day)}`),
  fc.tuple(part(12), part(28)).map(([month, day]) => `${month}/${day}/2024`),
  fc.tuple(part(12), part(12), part(23)).map(([month, day, hour]) => `${day}.${month}.1969 ${two(hour)}:30`),
  fc
    .tuple(part(59), part(999_999))
    .map(([s, micros]) => `2024-03-01T23:59:${two(s)}.${String(micros).padStart(6, '0')}`),
  fc.tuple(part(12), part(28)).map(([month, day]) => `${day}-${spelled[month - 1]}-24`),
  fc.tuple(part(12), part(80)).map(([month, year]) => `${1930 + year}-${two(month)}`),
  fc.tuple(part(4), part(80)).map(([quarter, year]) => `Q${quarter} ${1930 + year}`),
  fc.tuple(part(12), part(59)).map(([hour, minute]) => `${hour}:${two(minute)} PM`),
  fc.tuple(part(23), part(59)).map(([hour, second]) => `${two(hour)}:00:${two(second)}.25`),
];

const column = (rows: number) =>
  fc.constantFrom(...cells).chain(cell => {
    const orMissing = fc.oneof({ arbitrary: cell, weight: 8 }, { arbitrary: fc.constantFrom('', 'NA'), weight: 1 });
    return fc.array(orMissing, { minLength: rows, maxLength: rows });
  });
const tables = fc.integer({ min: 1, max: 15 }).chain(rows => fc.array(column(rows), { minLength: 1, maxLength: 4 }));

/** Names, kinds and cells; null is missing. */
function contents(table: Table): unknown[] {
  const gathered = gatherColumns(table.store, table.columns);
  return table.columns.map(({ name, kind, clock }, c) => {
    const values = gathered[c]!;
    const texts = values.type === 'texts';
    const all = texts
      ? Array.from(values.codes, code => values.categories[code] ?? null)
      : Array.from(values.values, String);
    return { name, kind, clock, texts, all };
  });
}

const formats: [TableFormat, string, Given][] = [
  ['csv', 'again.csv', { header: true, delimiter: ',' }],
  ['tsv', 'again.tsv', { header: true, delimiter: '\t' }],
  ['json-lines', 'again.jsonl', {}],
];

describe('a table that is written as it was read', () => {
  const folder = temporaryFolder();

  for (const [format, file, given] of formats) {
    it(`has the same names, kinds and cells when it is read again: ${format}`, async () => {
      let read = 0;
      await fc.assert(
        fc.asyncProperty(tables, async columns => {
          const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
          const rows = columns[0]!.map((_, row) => columns.map(all => quoted(all[row]!)).join());
          const text = `${[columns.map((_, n) => `c${n}`).join(), ...rows].join('\n')}\n`;
          const first = await tableOf(folder.write('first.csv', text), { header: true, delimiter: ',' }).catch(
            () => null,
          );
          if (first === null) return;
          read++;
          const names = first.table.columns.map(({ name }) => name);
          const written = [...tablePieces(names, writtenRows(first.table), format)].join('');
          const { table } = await tableOf(folder.write(file, written), given);
          expect(contents(table), written).to.deep.equal(contents(first.table));
        }),
        { numRuns: 60, seed: 11 },
      );
      expect(read).to.be.greaterThan(30);
    });
  }
});
