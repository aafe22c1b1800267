import { expect } from 'chai';
import { UserError } from '../../../../../src/base/errors.ts';
import { type Chunk, type ScanOptions, scanChunks } from '../../../../../src/data/reading/csv/scanner/pool.ts';
import type { ScanSpec } from '../../../../../src/data/reading/csv/scanner/scanner.ts';
import type { Block } from '../../../../../src/data/tables/blocks/block.ts';
import { specOf } from '../../../../support/scan.ts';

const paths = ['one.csv', 'two.csv'];

function chunk(text: string, firstLine: number | null = null, file = 0): Chunk {
  // A buffer of its own, because it is sent away.
  return { bytes: new Uint8Array(Buffer.from(text)), file, firstLine };
}

async function blocksOf(
  chunks: Iterable<Chunk> | AsyncIterable<Chunk>,
  spec: ScanSpec,
  options: Partial<ScanOptions> = {},
): Promise<Block[]> {
  const all: ScanOptions = { threads: 1, paths, onError: 'stop', recycle: () => {}, ...options };
  const blocks: Block[] = [];
  for await (const block of scanChunks(chunks, spec, all)) blocks.push(block);
  return blocks;
}

async function failure(promise: Promise<unknown>): Promise<Error> {
  return promise.then(
    () => expect.fail('it did not fail'),
    error => error,
  );
}

/** Two files with all kinds of columns, blank lines and faults. */
function* mixed(): Iterable<Chunk> {
  for (const file of [0, 1]) {
    for (let i = 0; i < 12; i++) {
      const rows = Array.from({ length: 40 }, (_, row) => {
        const date = i % 4 === 0 ? 'NA' : `2024-01-${String(1 + ((row + i) % 28)).padStart(2, '0')}`;
        return `${row * i},${1000 + row / 1e4},"text\n${row % (i + 1)}",${date},${i % 3 === 0 ? 'word' : row}`;
      });
      if (i % 5 === 2) rows[7] = 'too,few';
      yield chunk(`${rows.join('\n')}\n${i % 2 === 0 ? '\n\n' : ''}`, i === 0 ? 2 : null, file);
    }
  }
}

for (const threads of [1, 2, 3]) {
  describe(`chunks, scanned by ${threads} ${threads === 1 ? 'thread' : 'threads'}`, () => {
    it('become blocks in their order, with the lines of their files', async () => {
      const chunks = [chunk('1\n2\n', 2), chunk('\n3\n'), chunk('4\n', 5, 1), chunk('5\n', null, 1)];
      const blocks = await blocksOf(chunks, specOf(1), { threads });
      expect(blocks.map(({ location }) => [location.file, location.first])).to.deep.equal([
        [0, 2],
        [0, 5],
        [1, 5],
        [1, 6],
      ]);
      expect(blocks.map(({ cells }) => Array.from(cells))).to.deep.equal([[1, 2], [3], [4], [5]]);
    });

    it('become the same blocks as in one thread', async () => {
      const spec = specOf(5);
      const expected = await blocksOf(mixed(), spec, { onError: 'skip' });
      const blocks = await blocksOf(mixed(), spec, { threads, onError: 'skip' });
      expect(expected.length).to.equal(24);
      expect(blocks).to.deep.equal(expected);
    });

    it('without rows become no block, and add their blank lines to the next block of the file', async () => {
      const chunks = [chunk('\n\n', 1), chunk(''), chunk('\n1\n\n'), chunk('2\n\n'), chunk('3\n', 1, 1)];
      const blocks = await blocksOf(chunks, specOf(1), { threads });
      expect(blocks.map(({ blankLines, location }) => [blankLines, location.first])).to.deep.equal([
        [3, 4],
        [1, 6],
        [0, 1],
      ]);
    });

    it('stop at the first row that cannot be read, with its location', async () => {
      const chunks = [chunk('1,2\n', 2), chunk('3,4\n5\n'), chunk('6\n7\n')];
      const error = await failure(blocksOf(chunks, specOf(2), { threads }));
      expect(error).to.be.instanceOf(UserError);
      expect(error.message).to.equal(
        'one.csv:4: 1 field, the header has 2; ⟪onError=fill⟫ adds missing cells at the end of rows that are too short',
      );
    });

    it('report skipped rows, three of a block with their locations', async () => {
      const chunks = [chunk('x\ny\n', 2), chunk('1,2\n3\n4\n5\n6,7\n'), chunk('8,9\n')];
      const blocks = await blocksOf(chunks, specOf(2), { threads, onError: 'skip' });
      const fault = (line: number) => ({ line, message: '1 field, the header has 2' });
      expect(blocks.map(({ faults }) => faults)).to.deep.equal([
        { rows: 5, first: [fault(2), fault(3), fault(5)], lines: [2, 3, 5, 6, 7] },
        { rows: 0, first: [] },
      ]);
    });

    it('report skipped rows behind the last block too, in a block without rows', async () => {
      const blocks = await blocksOf([chunk('1,2\n', 2), chunk('3\n'), chunk('\n')], specOf(2), {
        threads,
        onError: 'skip',
      });
      expect(blocks.map(({ rows, faults }) => [rows, faults.rows])).to.deep.equal([
        [1, 0],
        [0, 1],
      ]);
    });

    it('report skipped rows with their file', async () => {
      const chunks = [chunk('1,2\n', 2), chunk('3\n'), chunk('4\n', 2, 1), chunk('5,6\n', null, 1), chunk('7\n', 2, 2)];
      const blocks = await blocksOf(chunks, specOf(2), { threads, onError: 'skip' });
      expect(
        blocks.map(({ rows, location, faults }) => [rows, location.file, faults.first.map(({ line }) => line)]),
      ).to.deep.equal([
        [1, 0, []],
        [0, 0, [3]],
        [1, 1, [2]],
        [0, 2, [2]],
      ]);
    });

    it('return their memory', async () => {
      const returned: number[] = [];
      const chunks = [chunk('1\n2\n', 1), chunk('\n'), chunk('345\n')];
      await blocksOf(chunks, specOf(1), { threads, recycle: bytes => returned.push(bytes.length) });
      expect(returned).to.deep.equal([4, 1, 4]);
    });

    it('are not read far ahead of the blocks that are taken', async () => {
      let read = 0;
      function* endless() {
        for (;;) yield chunk('1\n', read++ === 0 ? 1 : null);
      }
      const options: ScanOptions = { threads, paths, onError: 'stop', recycle: () => {} };
      let taken = 0;
      for await (const block of scanChunks(endless(), specOf(1), options)) {
        taken += block.rows;
        expect(read - taken).to.be.at.most(2 * threads);
        if (taken === 20) break;
      }
      expect(taken).to.equal(20);
    });

    it('close their source when no more blocks are read', async () => {
      let closed = false;
      function* source() {
        try {
          for (;;) yield chunk('1\n', 1);
        } finally {
          closed = true;
        }
      }
      const options: ScanOptions = { threads, paths, onError: 'stop', recycle: () => {} };
      for await (const _ of scanChunks(source(), specOf(1), options)) break;
      expect(closed).to.equal(true);
    });

    it('pass on errors of their source', async () => {
      function* source() {
        yield chunk('1\n', 1);
        throw new Error('the disk is gone');
      }
      const error = await failure(blocksOf(source(), specOf(1), { threads }));
      expect(error.message).to.equal('the disk is gone');
    });
  });
}

describe('a thread that dies', () => {
  it('makes an error', async () => {
    // Names that are not there make it fail when it words a fault.
    const spec = { ...specOf(2), names: null as unknown as string[] };
    const error = await failure(blocksOf([chunk('1\n', 1), chunk('1,2\n')], spec, { threads: 2 }));
    expect(error).to.be.instanceOf(TypeError);
  });
});
