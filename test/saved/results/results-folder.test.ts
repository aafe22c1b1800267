import { createHash } from 'node:crypto';
import fs, { appendFileSync, mkdtempSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { expect } from 'chai';
import { FailedCheck } from '../../../src/base/errors.ts';
import { ResultFile } from '../../../src/saved/results/result-file.ts';
import { lineOf, type StoredResult } from '../../../src/saved/results/result-line.ts';
import { ResultsFolder } from '../../../src/saved/results/results-folder.ts';
import { temporaryFolder } from '../../support/bntrain.ts';

const [own, another] = ['0123456789abcdef', 'fedcba9876543210'];
const jobOf = (n: number) => String(n).padStart(64, '0');

function stored(nullLoss: number, experiment = own, at = '2026-01-01'): StoredResult {
  const summary = {
    seed: 1,
    trainRows: 9,
    validationRows: 3,
    nullLoss,
    guessLoss: 1,
    digests: {},
    runs: [],
  };
  const seconds = { results: [at.length], curves: [] };
  return { summary, results: [], curves: { tables: [], order: [] }, seconds, at, cell: { lr: 0.1 }, experiment };
}

describe('a folder of results', () => {
  const folders = temporaryFolder();
  let path: string;
  beforeEach(() => {
    path = mkdtempSync(join(folders.path, 'results-'));
  });
  const open = () => {
    const warnings: string[] = [];
    const jobs: string[] = [];
    const onOwn = (job: string, line: Buffer) => {
      expect(line.toString()).to.contain(job);
      jobs.push(job);
    };
    const folder = new ResultsFolder(path, own, message => warnings.push(message), onOwn);
    folder.refresh();
    return { folder, warnings, jobs };
  };
  const fail = (error: unknown) => {
    throw error;
  };
  const write = (name: string, ...lines: string[]) => writeFileSync(join(path, name), lines.join(''));

  it('has what processes have appended, each to a file of its own', () => {
    const files = [1, 2].map(() => new ResultFile(path, fail));
    for (const [n, file] of files.entries()) file.append(lineOf(jobOf(n), stored(n)));
    for (const file of files) file.close();
    const { folder, warnings, jobs } = open();
    expect([0, 1, 2].map(n => folder.read(jobOf(n))?.summary.nullLoss ?? null)).to.deep.equal([0, 1, null]);
    expect(jobs.sort()).to.deep.equal([jobOf(0), jobOf(1)]);
    expect(warnings).to.deep.equal([]);
  });

  it('passes a torn last line over, and reads it once it is whole', () => {
    const line = lineOf(jobOf(2), stored(2));
    write('a.ndjson', lineOf(jobOf(1), stored(1)), line.slice(0, -30));
    const { folder, warnings } = open();
    expect([folder.read(jobOf(1)) === null, folder.read(jobOf(2))]).to.deep.equal([false, null]);
    appendFileSync(join(path, 'a.ndjson'), line.slice(-30));
    folder.refresh();
    expect(folder.read(jobOf(2))!.summary.nullLoss).to.equal(2);
    expect(warnings).to.deep.equal([]);
  });

  it('leaves out lines that are not as they were written, and names their file and line', () => {
    const line = lineOf(jobOf(2), stored(2));
    const changed = [line.replace('"nullLoss":2', '"nullLoss":3'), line.replace(jobOf(2), jobOf(3)), 'x\n', '\n'];
    write('a.ndjson', lineOf(jobOf(1), stored(1)), ...changed, lineOf(jobOf(5), stored(5)));
    const { folder, warnings } = open();
    expect([1, 2, 3, 5].map(n => folder.read(jobOf(n)) !== null)).to.deep.equal([true, false, false, true]);
    expect(warnings).to.deep.equal(
      [2, 3, 4, 5].map(
        n => `${join(path, 'a.ndjson')}:${n}: is no result, or is not as it was written; it is left out`,
      ),
    );
  });

  it('leaves out lines that another version wrote, with other parts and a digest that fits', () => {
    const content = `"job":"${jobOf(1)}","summary":{"seed":1,"digests":{},"results":[],"best":[]},"curves":{"tables":[],"order":[]}`;
    const digest = createHash('sha256').update(content).digest('hex');
    const behind = `"seconds":{"results":[],"curves":[]},"at":"2026-01-01","cell":{},"experiment":"${own}"`;
    write('a.ndjson', `{"format":"bntrain-result/1","digest":"${digest}",${content},${behind}}\n`);
    const { folder, warnings, jobs } = open();
    expect([folder.read(jobOf(1)), jobs]).to.deep.equal([null, []]);
    expect(warnings).to.deep.equal([
      `${join(path, 'a.ndjson')}:1: is no result, or is not as it was written; it is left out`,
    ]);
  });

  it('takes a run that is there twice with the same bits for one, whatever its times', () => {
    write('a.ndjson', lineOf(jobOf(1), stored(1)));
    write('b.ndjson', lineOf(jobOf(1), stored(1, own, '2026-01-02T00:00')), lineOf(jobOf(1), stored(1)));
    const { jobs, warnings } = open();
    expect(jobs).to.deep.equal([jobOf(1)]);
    expect(warnings).to.deep.equal([]);
  });

  it('refuses two results of a run with different bits, and names both lines', () => {
    write('a.ndjson', lineOf(jobOf(7), stored(7)), lineOf(jobOf(1), stored(1)));
    write('b.ndjson', lineOf(jobOf(1), stored(1.0000000000000002)));
    const [a, b] = ['a', 'b'].map(name => join(path, `${name}.ndjson`));
    expect(open).to.throw(FailedCheck, `${a}:2 and ${b}:1: two results of the same run differ`);
  });

  it('tells the results of an experiment from those that another one has written', () => {
    write('a.ndjson', lineOf(jobOf(1), stored(1, another)), lineOf(jobOf(2), stored(2, another)));
    write('b.ndjson', lineOf(jobOf(2), stored(2)));
    const { folder, jobs } = open();
    expect(jobs).to.deep.equal([jobOf(2)]);
    expect(folder.read(jobOf(1))!.experiment).to.equal(another);
  });

  it('has no result of a line that another program has cut since', () => {
    write('a.ndjson', lineOf(jobOf(1), stored(1)), lineOf(jobOf(2), stored(2)));
    const { folder } = open();
    truncateSync(join(path, 'a.ndjson'), lineOf(jobOf(1), stored(1)).length + 9);
    expect(folder.read(jobOf(1))!.summary.nullLoss).to.equal(1);
    expect(folder.read(jobOf(2))).to.equal(null);
  });

  it('passes on why a file did not reach the disk where nobody waits for it', async () => {
    const { fsyncSync } = fs;
    const pretend = (sync: typeof fsyncSync) => {
      fs.fsyncSync = sync;
      syncBuiltinESMExports();
    };
    const full = Object.assign(new Error('it is full'), { code: 'ENOSPC' });
    pretend(() => {
      throw full;
    });
    try {
      let file: ResultFile;
      const error = await new Promise(resolve => {
        file = new ResultFile(path, resolve, 1);
        file.append(lineOf(jobOf(1), stored(1)));
      });
      expect(error).to.equal(full);
      expect(() => file.flush()).to.throw('it is full');
      pretend(fsyncSync);
      file!.close();
    } finally {
      pretend(fsyncSync);
    }
    expect(open().folder.read(jobOf(1))!.summary.nullLoss).to.equal(1);
  });

  it('reads lines that are longer than a piece of a file', () => {
    const long = stored(1);
    const message = 'é'.repeat(3 * 2 ** 20);
    const curves = { tables: [{ rows: 1, columns: [{ key: 'message', value: message }] }], order: [0] };
    write('a.ndjson', lineOf(jobOf(1), { ...long, curves }), lineOf(jobOf(2), stored(2)));
    const { folder } = open();
    expect(folder.read(jobOf(1))!.curves).to.deep.equal(curves);
    expect(folder.read(jobOf(2))!.summary.nullLoss).to.equal(2);
    expect(readFileSync(join(path, 'a.ndjson')).length).to.be.above(2 ** 22);
  });
});
