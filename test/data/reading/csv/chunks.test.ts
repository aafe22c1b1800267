import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { BufferPool } from '../../../../src/base/threads/buffer-pool.ts';
import { type ChunkSizes, cutChunks, defaultSizes, sizesFor } from '../../../../src/data/reading/csv/chunks.ts';
import { separatorsOf } from '../../../../src/data/reading/csv/dialect.ts';
import { readRecords } from '../../../../src/data/reading/csv/records.ts';
import { Text } from '../../../../src/data/reading/input/text.ts';
import { type RandomText, randomText } from '../../../support/random-text.ts';
import { collect, memorySource, refusal } from '../../../support/sources.ts';

const comma: Parameters<typeof separatorsOf>[0] = { delimiter: ',', quote: '"', comment: null };

interface Cut {
  signs?: Parameters<typeof separatorsOf>[0];
  pieceBytes?: number;
  sizes?: ChunkSizes;
  start?: { offset: number; line: number };
}

/** The chunks, as texts. */
async function cut(text: string, { signs = comma, pieceBytes = 7, sizes = defaultSizes, start }: Cut = {}) {
  const opened = await Text.open(memorySource(text, pieceBytes), null);
  const from = start ?? { offset: 0, line: 1 };
  const pool = new BufferPool(sizes.window);
  const chunks = await collect(cutChunks(opened, 0, from, separatorsOf(signs), pool, sizes));
  return chunks.map(({ bytes, firstLine }) => ({ text: Buffer.from(bytes).toString(), firstLine }));
}

const textsOf = async (...args: Parameters<typeof cut>) => (await cut(...args)).map(({ text }) => text);

describe('the window of chunks', () => {
  const windowFor = (bytes: number) => sizesFor(bytes, defaultSizes).window / 2 ** 20;

  it('is doubled until it holds 64 records of the length given, and is 8 MiB at most', () => {
    expect([10, 2 ** 14, 2 ** 14 + 1, 120_000, 1e9].map(windowFor)).to.deep.equal([1, 1, 2, 8, 8]);
  });
});

describe('cutChunks', () => {
  it('cuts at the last record end of each window', async () => {
    const sizes = { window: 8, row: 1000 };
    expect(await textsOf('a,b\n1,2\n3,4\n5,6', { sizes })).to.deep.equal(['a,b\n1,2\n', '3,4\n5,6']);
    expect(await textsOf('a,b\n12,34\n', { sizes })).to.deep.equal(['a,b\n', '12,34\n']);
  });

  it('doubles a window in which no record ends', async () => {
    const sizes = { window: 4, row: 1000 };
    expect(await textsOf('1\n12345678901234567890\n2\n', { sizes })).to.deep.equal([
      '1\n',
      '12345678901234567890\n2\n',
    ]);
  });

  it('does not separate a carriage return from its line feed', async () => {
    for (const pieceBytes of [1, 2, 3, 4, 100]) {
      const sizes = { window: 4, row: 1000 };
      expect(await textsOf('a,b\r\n1,2\r\n', { pieceBytes, sizes })).to.deep.equal(['a,b\r\n', '1,2\r\n']);
    }
  });

  it('does not cut at line ends in quotes', async () => {
    const sizes = { window: 8, row: 1000 };
    expect(await textsOf('1,2\n"a\nb","c\nd"\n3,45\n', { sizes })).to.deep.equal([
      '1,2\n',
      '"a\nb","c\nd"\n',
      '3,45\n',
    ]);
  });

  it('cuts inside quotes when quoting is off', async () => {
    const signs = { ...comma, quote: null };
    const sizes = { window: 6, row: 1000 };
    expect(await textsOf('"a\nb"\n', { signs, sizes })).to.deep.equal(['"a\nb"\n']);
    expect(await textsOf('"aa\nbb"\n', { signs, sizes })).to.deep.equal(['"aa\n', 'bb"\n']);
  });

  it('starts behind the header, and knows the line there', async () => {
    const start = { offset: 4, line: 2 };
    const sizes = { window: 4, row: 1000 };
    expect(await cut('a,b\n1,2\n3,4\n', { start, sizes })).to.deep.equal([
      { text: '1,2\n', firstLine: 2 },
      { text: '3,4\n', firstLine: null },
    ]);
    expect(await cut('a,b\n', { start })).to.deep.equal([]);
  });

  it('gives the whole text in whole records, with reads of any size', async () => {
    await fc.assert(
      fc.asyncProperty(
        randomText,
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 4, max: 40 }),
        async (random: RandomText, pieceBytes: number, window: number) => {
          const { text, delimiter, quote, comment } = random;
          const sizes = { window, row: 10_000 };
          const chunks = await textsOf(text, { signs: random, pieceBytes, sizes });
          expect(chunks.join('')).to.equal(text);
          expect(await textsOf(text, { signs: random, pieceBytes: 1, sizes })).to.deep.equal(chunks);
          const found = chunks.flatMap(chunk => {
            const head = { bytes: Buffer.from(chunk), complete: true };
            return [...readRecords(head, separatorsOf(random))].map(({ fields }) => fields);
          });
          expect(found).to.deep.equal(random.table);
          const expected = chunks.flatMap(chunk => {
            return parse(chunk, {
              delimiter,
              quote,
              escape: quote,
              comment,
              comment_no_infix: true,
              relax_column_count: true,
              relax_quotes: true,
              record_delimiter: ['\r\n', '\n', '\r'],
              skip_empty_lines: true,
            }) as string[][];
          });
          expect(found).to.deep.equal(expected);
        },
      ),
      { seed: 3, numRuns: 500 },
    );
  });

  it('cuts the same records with blanks around quotes, and runs of spaces as delimiters', async () => {
    const space = { delimiter: ' ', quote: '"', comment: null };
    const blanks = '1, "a\nb" ,2\n3,4\n';
    const runs = ' 1\t"a\n b"\t2\n3 4" 5\n';
    for (let window = 4; window < 20; window++) {
      const sizes = { window, row: 1000 };
      expect((await textsOf(blanks, { sizes })).filter(chunk => /^b|a\n$/.test(chunk))).to.deep.equal([]);
      expect((await textsOf(runs, { signs: space, sizes })).filter(chunk => /^ b|a\n$/.test(chunk))).to.deep.equal([]);
    }
  });

  it('continues as in an unquoted field behind a closing quote', async () => {
    const sizes = { window: 8, row: 1000 };
    expect(await textsOf('"a"b"c\n"d" "e\n', { sizes })).to.deep.equal(['"a"b"c\n', '"d" "e\n']);
  });

  it('says where a quote opens that is never closed', async () => {
    expect(await refusal(cut('a,b\n1,"2\n3,4\n5,6\n'))).to.equal('t.csv:2: a quote opens here and is never closed');
    expect(await refusal(cut('"a\r\nb","c\n'))).to.equal('t.csv:2: a quote opens here and is never closed');
  });

  it('refuses a row that is too long, and says where a quote opens that makes it so', async () => {
    const sizes = { window: 2 ** 18, row: 2 ** 20 };
    const long = 'x'.repeat(2 ** 21);
    expect(await refusal(cut(`a,b\n\n1,${long}\n`, { sizes, pieceBytes: 60_000 }))).to.equal(
      't.csv:3: a row of more than 1 MiB; is this a table of text, with line ends?',
    );
    expect(await refusal(cut(`a,b\n"x\ny","${long}"\n`, { sizes, pieceBytes: 60_000 }))).to.equal(
      't.csv:3: a quote opens here and is not closed within 1 MiB',
    );
    expect(defaultSizes.row).to.equal(64 * 2 ** 20);
  });

  it('refuses bytes that are no text, with their location in the whole text', async () => {
    const sizes = { window: 8, row: 1000 };
    expect(await refusal(cut('a,b\n1,2\n3,4\n5,\0\n', { sizes }))).to.equal(
      't.csv:4:3: a zero byte; this is a binary file, or a damaged one',
    );
  });
});
