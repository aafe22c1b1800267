import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { listFiles } from '../../../../src/base/files/files.ts';
import type { ChunkSizes } from '../../../../src/data/reading/csv/chunks.ts';
import { type OpenedText, openText } from '../../../../src/data/reading/csv/csv-text.ts';
import { openSource } from '../../../../src/data/reading/input/source.ts';
import { defaultReadOptions, type ReadOptions } from '../../../../src/data/tables/blocks/reader.ts';
import { collect, folderFor, memorySource, refusal } from '../../../support/sources.ts';

/** Opens texts as files a.csv, b.csv, ... */
function open(
  texts: (string | Uint8Array)[],
  given: Partial<ReadOptions> = {},
  sizes?: ChunkSizes,
): Promise<OpenedText> {
  const sources = texts.map((text, at) => memorySource(text, 1000, `${'abc'[at]}.csv`));
  return openText(sources, { ...defaultReadOptions, ...given }, sizes);
}

/** What the chunks hold: file, first line, text. */
async function rowsOf(opened: OpenedText) {
  const chunks = await collect(opened.chunks());
  return chunks.map(({ bytes, file, firstLine }) => [file, firstLine, Buffer.from(bytes).toString()]);
}

const refused = (...args: Parameters<typeof open>) => refusal(open(...args));

describe('openText', () => {
  it('says how the text is read', async () => {
    const { format, names, warnings, dialect } = await open(['a;b\r\n1,5;x\r\n']);
    expect(format).to.deep.equal({
      format: 'csv',
      compression: null,
      encoding: 'utf-8',
      delimiter: ';',
      quote: '"',
      escape: null,
      decimal: ',',
      header: true,
      headerReason: 'the first line has words where the columns hold numbers',
      headerRows: 1,
      linesAbove: 0,
    });
    expect(names).to.deep.equal(['a', 'b']);
    expect(warnings).to.deep.equal([{ file: 0, message: "numbers are read with a decimal comma, as in '1,5'" }]);
    expect(dialect).to.include({ delimiter: ';', comment: null, thousands: null });
  });

  it('gives the rows behind the header, with the line of the first, any number of times', async () => {
    const opened = await open(['a,"b\nc"\n1,2\n3,4\n']);
    for (let time = 0; time < 2; time++) expect(await rowsOf(opened)).to.deep.equal([[0, 3, '1,2\n3,4\n']]);
  });

  it('cuts long records into larger chunks', async () => {
    const text = 'a,b\n11,22\n33,44\n55,66\n77,88\n';
    const chunks = async (sizes: ChunkSizes) => (await rowsOf(await open([text], {}, sizes))).map(([, , each]) => each);
    expect(await chunks({ window: 8, row: 100 })).to.have.length(4);
    expect(await chunks({ window: 8, row: 100, records: 2 })).to.deep.equal(['11,22\n33,44\n', '55,66\n77,88\n']);
  });

  it('gives all rows where there is no header', async () => {
    const opened = await open(['1,2\n3,4\n']);
    expect(opened.names).to.deep.equal(['column 1', 'column 2']);
    expect(await rowsOf(opened)).to.deep.equal([[0, 1, '1,2\n3,4\n']]);
  });

  it('skips --skip lines, blank lines and comments in front of the header', async () => {
    const opened = await open(['Some title; of 2020\nexported, by me\n\n# a,b,c\na,b\n# x\n1,2\n'], {
      skip: 2,
      comment: '#',
    });
    expect(opened.names).to.deep.equal(['a', 'b']);
    expect(await rowsOf(opened)).to.deep.equal([[0, 6, '# x\n1,2\n']]);
  });

  it('knows the lines behind a byte order mark and of other encodings', async () => {
    for (const bytes of ['\ufeffé,b\r\n1,2\r\n', Buffer.from('\ufeffé,b\r\n1,2\r\n', 'utf16le')]) {
      const opened = await open([bytes]);
      expect(opened.names).to.deep.equal(['é', 'b']);
      expect(await rowsOf(opened)).to.deep.equal([[0, 2, '1,2\r\n']]);
    }
    const opened = await open([Buffer.from('\xe9,b\n1,2\n', 'latin1')], { encoding: 'latin1' });
    expect(opened.names).to.deep.equal(['é', 'b']);
    expect(opened.format.encoding).to.equal('windows-1252');
  });

  it('reads a longer head of a text whose lines are long', async () => {
    const columns = 60_000;
    const line = (cell: (at: number) => string) => Array.from({ length: columns }, (_, at) => cell(at)).join(';');
    const opened = await open([[line(at => `name${at}`), line(() => '1,5'), line(() => '2,5')].join('\n')]);
    expect(opened.names).to.have.length(columns);
    expect(opened.format).to.include({ delimiter: ';', decimal: ',', header: true });
  });

  it('reads a longer head of a text that starts with a long field of many lines', async () => {
    const opened = await open([`a,"${'b\n'.repeat(200_000)}"\n1,2\n3,4\n`]);
    expect(opened.names).to.have.length(2);
    expect(await rowsOf(opened)).to.deep.equal([[0, 200_002, '1,2\n3,4\n']]);
  });

  it('reads tables of one column', async () => {
    const opened = await open(['x\n1\n2\n']);
    expect(opened.names).to.deep.equal(['x']);
    expect(opened.format.delimiter).to.equal(',');
    expect(await rowsOf(opened)).to.deep.equal([[0, 2, '1\n2\n']]);
  });

  it('reports its progress', async () => {
    const sizes = { window: 1000, row: 10_000 };
    const opened = await open([`a,b\n${'1,2\n'.repeat(1000)}`, `a,b\n${'3,4\n'.repeat(500)}`], {}, sizes);
    const told: (number | null)[][] = [];
    for await (const chunk of opened.chunks((bytes, total) => told.push([bytes, total]))) opened.recycle(chunk.bytes);
    const positions = told.map(([bytes]) => bytes!);
    expect(positions).to.deep.equal([...positions].sort((a, b) => a! - b!));
    expect(told.at(-1)).to.deep.equal([6008, 6008]);
    expect(told.length).to.be.greaterThan(5);
  });

  it('refuses a text that is empty, or holds no rows', async () => {
    const empty = 'a.csv: is empty; a header line and rows are expected';
    for (const text of ['', '\ufeff', '\n\n', ' \r\n'])
      expect(await refused([text]), JSON.stringify(text)).to.equal(empty);
    expect(await refused(['# a\n'], { comment: '#' })).to.equal(empty);
    expect(await refused(['a,b\n1,2\n'], { skip: 5 })).to.equal('a.csv: is empty after the 5 lines that ⟪skip⟫ skips');
    for (const text of ['a,b', 'a,b\n', 'a,b\n\n'])
      expect(await refused([text])).to.equal('a.csv: has a header and no rows');
    expect(await refused(['1,2\n'], { header: true })).to.equal('a.csv: has a header and no rows');
  });

  it('reads a single line of numbers as a row', async () => {
    expect(await rowsOf(await open(['1,2\n']))).to.deep.equal([[0, 1, '1,2\n']]);
  });

  it('names a quote at the start that is never closed', async () => {
    expect(await refused(['"a,b\n1,2\n3,4\n'])).to.equal('a.csv:1: a quote opens here and is never closed');
    expect(await refused(['a,b\n"1,2\n3,4\n'])).to.equal('a.csv:2: a quote opens here and is never closed');
    expect(await refusal(rowsOf(await open(['a,b\n1,2\n3,"4\n'])))).to.equal(
      'a.csv:3: a quote opens here and is never closed',
    );
    const long = `"a,b\n${'1,2\n'.repeat(2 ** 19)}`;
    expect(await refused([long], {}, { window: 2 ** 16, row: 2 ** 20 })).to.equal(
      'a.csv:1: a quote opens here and is not closed within 1 MiB',
    );
  });

  it('reports bytes that are no text, in the head and behind it', async () => {
    expect(await refused([Buffer.from('a,b\n\xe9t\xe9,2\n', 'latin1')])).to.equal(
      'a.csv:2:1: is not UTF-8 text (byte 0xE9, as in "?t"); if it is Latin-1, add ⟪encoding=latin1⟫',
    );
    const late = Buffer.from(`a,b\n${'1,2\n'.repeat(100_000)}1,\xe9\n`, 'latin1');
    const opened = await open([late]);
    expect(await refusal(rowsOf(opened))).to.contain('a.csv:100002:3: is not UTF-8 text (byte 0xE9');
  });
});

describe('openText of several files', () => {
  it('reads them one behind the other, each without its header', async () => {
    const opened = await open(['a,b\n1,2\n', '\n\na,b\n3,4', Buffer.from('\ufeffa,b\n5,6\n', 'utf16le')]);
    expect(await rowsOf(opened)).to.deep.equal([
      [0, 2, '1,2\n'],
      [1, 4, '3,4'],
      [2, 2, '5,6\n'],
    ]);
  });

  it('uses the dialect of the first for all', async () => {
    const opened = await open(['a;b\n1,5;2\n', 'a;b\n1;2,5\n']);
    expect(await rowsOf(opened)).to.deep.equal([
      [0, 2, '1,5;2\n'],
      [1, 2, '1;2,5\n'],
    ]);
  });

  it('recognizes the repeated header of a table of words, whatever follows it', async () => {
    const opened = await open(['a,b\nx,y\n', 'a,b\na,y\n']);
    expect(await rowsOf(opened)).to.deep.equal([
      [0, 2, 'x,y\n'],
      [1, 2, 'a,y\n'],
    ]);
  });

  it('uses the names of the first for files without a header', async () => {
    expect(await rowsOf(await open(['a,b\n1,2\n', '3,4\n5,6\n']))).to.deep.equal([
      [0, 2, '1,2\n'],
      [1, 1, '3,4\n5,6\n'],
    ]);
    expect((await open(['1,2\n', '3,4\n'])).names).to.deep.equal(['column 1', 'column 2']);
  });

  it('refuses other names, another order and another number of columns', async () => {
    const help = 'files that are read together must have the same columns in the same order';
    expect(await refused(['a,b\n1,2\n', 'a,c\n1,2\n'])).to.equal(
      `b.csv:1: column 2 is named 'c', in a.csv 'b'; ${help}`,
    );
    expect(await refused(['a,b\n1,2\n', '\nb,a\n1,2\n'])).to.equal(
      `b.csv:2: column 1 is named 'b', in a.csv 'a'; ${help}`,
    );
    expect(await refused(['a,b\n1,2\n', 'a,b,c\n1,2,3\n'])).to.equal(`b.csv: has 3 columns, a.csv has 2; ${help}`);
    expect(await refused(['1,2\n', '1\n2\n'])).to.equal(`b.csv: has 1 column, a.csv has 2; ${help}`);
  });

  it('refuses a header where the first file has none', async () => {
    expect(await refused(['1,2\n3,4\n', 'a,b\n1,2\n'])).to.equal(
      'b.csv:1: is a header, and a.csv has none; both must have one, or neither',
    );
  });

  it('refuses an empty one', async () => {
    expect(await refused(['a,b\n1,2\n', ''])).to.equal('b.csv: is empty; a header line and rows are expected');
  });

  it('reads files of a directory, packed and plain', async () => {
    const folder = folderFor({});
    writeFileSync(join(folder, 'part-10.csv'), 'a,b\n5,6\n');
    writeFileSync(join(folder, 'part-2.csv.gz'), gzipSync('a,b\n3,4\n'));
    const sources = await Promise.all(listFiles([folder]).map(file => openSource(file)));
    const opened = await openText(sources, defaultReadOptions);
    expect(opened.format.compression).to.equal('gzip');
    expect(await rowsOf(opened)).to.deep.equal([
      [0, 2, '3,4\n'],
      [1, 2, '5,6\n'],
    ]);
    for (const source of sources) await source.close();
  });
});
