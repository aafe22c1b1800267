import { expect } from 'chai';
import type { ChunkSizes } from '../../../../src/data/reading/csv/chunks.ts';
import { openText } from '../../../../src/data/reading/csv/csv-text.ts';
import { defaultReadOptions, type ReadOptions } from '../../../../src/data/tables/blocks/reader.ts';
import { collect, memorySource } from '../../../support/sources.ts';

/** The lines of the rows that are left, and the lines below them: first, last and what the first says. */
async function read(text: string, given: Partial<ReadOptions> = {}, sizes?: ChunkSizes) {
  const opened = await openText([memorySource(text, 1000, 'a.csv')], { ...defaultReadOptions, ...given }, sizes);
  const chunks = await collect(opened.chunks());
  let [lines, below] = [chunks[0]!.firstLine! - 1, null as null | [number, number, string]];
  const rows: string[] = [];
  for (const chunk of chunks) {
    const texts = Buffer.from(chunk.bytes)
      .toString()
      .split(/\r\n|\r|\n/);
    if (chunk.below !== undefined) {
      const { first, last, text } = chunk.below;
      below = [lines + first, lines + last, text];
    }
    rows.push(...texts.filter(line => line.trim() !== ''));
    lines += texts.length - 1;
  }
  return { rows, below };
}

const meter = ['hour,power,state', '0,1.5,on', '1,2.5,off', '2,3.5,on', '3,4.5,off', '4,5.5,on'];
const cities = [
  'city,country,people',
  'Oslo,Norway,700',
  'Bergen,Norway,280',
  'Turku,Finland,190',
  'Espoo,Finland,300',
];
const words = ['word,meaning,class', 'run,to move,verb', 'dog,an animal,noun', 'red,a colour,adjective'];
const wide = ['id,a,b,c,d', '1,2,3,4,5', '2,3,4,5,6', '3,4,5,6,7'];

interface Case {
  table: readonly string[];
  /** Lines behind the table. */
  end: readonly string[];
  /** What the first of them says; null where all are rows. */
  says: string | null;
  /** Of the lines, those that stay rows. */
  rows?: number;
  given?: Partial<ReadOptions>;
}

const cases: Record<string, Case> = {
  'a source, padded': { table: meter, end: ['Source: own meter,,'], says: 'Source: own meter' },
  'a source without delimiters': { table: meter, end: ['Source: own meter'], says: 'Source: own meter' },
  'a source with delimiters': { table: meter, end: ['Source: a, b, c, d and e'], says: 'Source: a, b, c, d and e' },
  'as many fields as a row by chance': {
    table: meter,
    end: ['', 'Note: revised, see, report'],
    says: 'Note: revised, see, report',
  },
  'numbers among the words': { table: wide, end: ['Note: as of 2019, 2020'], says: 'Note: as of 2019, 2020' },
  'numbered notes behind an empty line': {
    table: meter,
    end: ['', '1 Revised figures.', '2 Estimates.'],
    says: '1 Revised figures.',
  },
  'a star': { table: meter, end: ['* provisional'], says: '* provisional' },
  'daggers, padded': { table: meter, end: ['† estimated,,', '‡ revised,,'], says: '† estimated' },
  'quoted, with the delimiter inside': {
    table: meter,
    end: ['"Source: own meter, 2024",,'],
    says: 'Source: own meter, 2024',
  },
  'quoted over two lines': { table: meter, end: ['"Source: own', 'meter",,'], says: 'Source: own\nmeter' },
  'delimiters only': { table: meter, end: [',,', ',,'], says: '' },
  'delimiters and then a source': { table: meter, end: [',,', 'Source: own,,', ',,'], says: 'Source: own' },
  'empty lines around': { table: meter, end: ['', '', 'Source: own', '', ''], says: 'Source: own' },
  'a note in a middle field': { table: meter, end: [',see the report,'], says: 'see the report' },
  'the number of rows, as databases write it': { table: meter, end: ['(5 rows)'], says: '(5 rows)' },
  'a line': { table: meter, end: ['-----', 'Source: own'], says: '-----' },
  'a total whose label is no number': { table: meter, end: ['Total,17.5,'], says: 'Total, 17.5' },
  'a total in German and a source': { table: meter, end: ['Summe,17.5,', '', 'Quelle: Zähler'], says: 'Summe, 17.5' },
  'a total that is too short': { table: meter, end: ['Total,17.5'], says: 'Total, 17.5' },
  'words below a column of words': {
    table: cities,
    end: ['Provided by the statistical office'],
    says: 'Provided by the statistical office',
  },
  'a padded source below a column of words': {
    table: cities,
    end: ['Source: statistical office,,'],
    says: 'Source: statistical office',
  },
  'a long sentence below a column of words': {
    table: cities,
    end: ['These figures were revised in March and replace all that were published before,,'],
    says: 'These figures were revised in March and replace all that were published before',
  },
  'words behind an empty line': { table: cities, end: ['', 'Statistics,,'], says: 'Statistics' },
  'a source below nothing but words': { table: words, end: ['Source: a dictionary,,'], says: 'Source: a dictionary' },
  semicolons: {
    table: ['a;b;c', '1;2,5;x', '2;3,5;y', '3;4,5;z'],
    end: ['Quelle: Amt, 2024;;'],
    says: 'Quelle: Amt, 2024',
  },
  tabs: { table: ['a\tb\tc', '1\t2\tx', '2\t3\ty'], end: ['Source: own\t\t', '\t\t'], says: 'Source: own' },
  bars: { table: ['a|b|c', '1|2|x', '2|3|y'], end: ['Note: a | b'], says: 'Note: a, b' },
  'below one row': { table: meter.slice(0, 2), end: ['Source: own meter'], says: 'Source: own meter' },
  'below one row, padded': { table: meter.slice(0, 2), end: ['', 'Source: own meter,,'], says: 'Source: own meter' },
  'below a column of numbers': {
    table: ['x', '1.5', '2.5', '3.5'],
    end: ['', 'Source: own meter'],
    says: 'Source: own meter',
  },
  'below codes with digits': { table: ['id,t', 'id7,07:30', 'id8,08:30'], end: ['Own meter,'], says: 'Own meter' },
  'below a column of words, behind an empty line': {
    table: ['name', 'Oslo', 'Bergen'],
    end: ['', 'Source: own meter'],
    says: 'Source: own meter',
  },
  'a date behind an empty line': { table: meter, end: ['', '2024-03-01 12:00'], says: '2024-03-01 12:00' },
  colons: { table: ['a:b:c', '1:2:x', '2:3:y'], end: ['', 'Source: own'], says: 'Source: own' },
  spaces: { table: ['a b c', '1 2 x', '2 3 y'], end: ['', 'Own meter of 2024'], says: 'Own meter of 2024' },
  'below dates': {
    table: ['d,v', '2024-01-01,1', '2024-01-02,2'],
    end: ['Last updated: 2024-02-01,'],
    says: 'Last updated: 2024-02-01',
  },
  'below cells that are missing': {
    table: ['a,b,c', '1,,x', 'NA,2,', '3,NA,z'],
    end: ['Source: own,,'],
    says: 'Source: own',
  },

  'a last row like the others': { table: meter, end: ['5,6.5,off'], says: null },
  'a last row behind an empty line': { table: meter, end: ['', '5,6.5,off'], says: null },
  'a last row with a word for a number': { table: meter, end: ['5,broken,off'], says: null },
  'a last row with a word in front': { table: meter, end: ['five,6.5,off'], says: null },
  'a last row with missing cells': { table: meter, end: ['5,,'], says: null },
  'a last row with missing words': { table: meter, end: ['NA,NA,NA'], says: null },
  'a last row with nothing but its name': { table: cities, end: ['Tromsø,,'], says: null },
  'a last row that is too short': { table: meter, end: ['5,6.5'], says: null },
  'a last row that is too long': { table: meter, end: ['5,6.5,off,9'], says: null },
  'a row of delimiters where others are too': { table: ['a,b', '1,2', ',', '3,4'], end: [','], says: null },
  'quoted empty cells': { table: meter, end: ['"","",""'], says: null },
  'a word in a column of numbers': { table: ['x', '1.5', '2.5', '3.5'], end: ['unknown'], says: null },
  'a total in a column of words': { table: cities, end: ['Total,,1470'], says: null },
  'a word beside a missing cell in two columns': { table: ['a,b', '1,2', '3,4'], end: ['unknown,'], says: null },
  'a word beside a gap in two columns': { table: ['a,b', 'id1,on'], end: [',', 'id9,', ',off'], says: null },
  'a row with a word for a number, and one that may name a total': {
    table: [...meter],
    end: ['broken,6.5,all'],
    says: null,
  },
  'a title that begins with a number': {
    table: ['title,year', '12 Angry Men,1957', '8½,1963'],
    end: ['21 Grams,2003'],
    says: null,
  },
  'a source in the middle': { table: [...meter, 'Source: own,,'], end: ['5,6.5,off'], says: null },
  'notes that are asked for as rows': { table: meter, end: ['Source: own,,'], says: null, given: { notes: false } },
  'a year among the words of a note behind an empty line': {
    table: meter,
    end: ['', 'Source: Bureau, Division', 'Note: as of January 1, 2020, unless noted.'],
    says: 'Source: Bureau, Division',
  },
  'a name below the word for a source': {
    table: cities,
    end: ['Fuente:,,', 'Instituto Nacional,,'],
    says: 'Fuente:',
  },
  'below rows that begin with a number and a word': {
    table: ['city,n,m', '02 Albacete,1,2', '03 Alicante,3,4', '04 Almería,5,6'],
    end: ['Notas:,,', '1) Datos definitivos,,', 'Fuente:,,', 'Instituto Nacional,,'],
    says: 'Notas:',
  },
  'a last row that begins with a number and a word, like the others': {
    table: ['city,n,m', '02 Albacete,1,2', '03 Alicante,3,4', '04 Almería,5,6'],
    end: ['05 Ávila,,'],
    says: null,
  },
  'a last row that begins with a star, like the others': {
    table: ['name,n,m', '* a,1,2', '* b,2,3'],
    end: ['* c,,'],
    says: null,
  },
  'the balance below the days of an account': {
    table: ['Date,Text,Amount,Balance', '01/02/2024,Coffee,-4.5,995.5', '02/02/2024,Salary,2000,2995.5'],
    end: ['Closing Balance,,,2995.5'],
    says: 'Closing Balance, 2995.5',
  },
  'a row above a note': { table: cities, end: ['Tromsø,,', 'Source: own'], says: 'Source: own', rows: 1 },
};

/** Windows so small that notes begin in one chunk and end in another. */
const tiny: ChunkSizes = { window: 32, row: 2 ** 20 };

describe('lines below a table', () => {
  for (const [name, { table, end, says, rows = 0, given }] of Object.entries(cases)) {
    const kept = says === null ? [...table.slice(1), ...end] : [...table.slice(1), ...end.slice(0, rows)];
    const filled = end.map((line, at) => [line, table.length + 1 + at] as const).filter(([line]) => line !== '');
    const below = says === null ? null : [filled[rows]![1], filled.at(-1)![1]];
    const outcome = says === null ? 'are rows' : 'are passed over';
    it(`${outcome}: ${name}`, async () => {
      for (const lineEnd of ['\n', '\r\n']) {
        for (const sizes of [undefined, tiny]) {
          const found = await read(`${[...table, ...end].join(lineEnd)}${lineEnd}`, { header: true, ...given }, sizes);
          expect(found.rows).to.deep.equal(kept.filter(line => line !== ''));
          expect(found.below?.slice(0, 2) ?? null).to.deep.equal(below);
          expect(found.below?.[2].replace('\r\n', '\n') ?? null).to.equal(says);
        }
      }
    });
  }

  it('may lack the last line end', async () => {
    expect((await read(`${meter.join('\n')}\nSource: own meter`)).below).to.deep.equal([7, 7, 'Source: own meter']);
    expect((await read(`${cities.join('\n')}\n\nStatistics`)).below).to.deep.equal([7, 7, 'Statistics']);
  });

  it('are rows where the last may have been cut off', async () => {
    for (const last of ['5', '5,6.', 'Berg', 'Bergen,Nor']) {
      const table = /\d/.test(last) ? meter : cities;
      expect((await read(`${table.join('\n')}\n${last}`)).below, last).to.equal(null);
    }
  });

  it('are passed over below a table of many chunks, and where they are longer than a chunk', async () => {
    const rows = Array.from({ length: 3000 }, (_, row) => `${row},${row / 8},${row % 2 === 0 ? 'on' : 'off'}`);
    const notes = Array.from({ length: 40 }, (_, n) => `Note: remark ${n} is of a few words,,`);
    const text = `${['hour,power,state', ...rows, '', ...notes].join('\n')}\n`;
    const found = await read(text, {}, { window: 512, row: 2 ** 20 });
    expect(found.rows).to.deep.equal(rows);
    expect(found.below?.slice(0, 2)).to.deep.equal([3003, 3042]);
  });

  it('are passed over where a spreadsheet wrote delimiters for all its rows', async () => {
    for (const [lines, window] of [
      [20_000, 4096],
      [400_000, 2 ** 20],
    ] as const) {
      const text = `${[...meter, ...Array<string>(lines).fill(',,')].join('\n')}\n`;
      const found = await read(text, {}, { window, row: 2 ** 20 });
      expect(found.rows).to.deep.equal(meter.slice(1));
      expect(found.below).to.deep.equal([7, lines + 6, '']);
    }
  });
});
