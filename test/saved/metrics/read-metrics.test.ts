import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { readMetrics } from '../../../src/saved/metrics/read-metrics.ts';
import { temporaryFolder } from '../../support/bntrain.ts';

const start = {
  event: 'start',
  format: 'bntrain/1',
  version: '0.1.0',
  command: 'compare',
  data: { paths: ['a.csv'], target: 'y' },
  network: { widths: [2, 1], activation: 'relu' },
  config: {},
  arms: ['baseline'],
};
const epoch = {
  ...{ event: 'epoch', arm: 'baseline', seed: 1, epoch: 0, step: 0, trainLoss: null, trainScore: 0.5 },
  ...{ validationLoss: null, validationScore: null, seconds: 0 },
};

const resultFields = {
  ...{ epochs: 1, steps: 1, seconds: 0, diverged: false, stoppedEarly: false, interrupted: false, best: null },
  final: { trainLoss: 1, validationLoss: 1, validationScore: 1 },
  ...{ initHash: '', orderHash: '', splitHash: '' },
};

describe('metrics files', () => {
  const folder = temporaryFolder();

  function file(name: string, content: string | Uint8Array): string {
    const path = join(folder.path, name);
    writeFileSync(path, content);
    return path;
  }

  async function read(...paths: string[]): Promise<{ names: string[]; warnings: string[] }> {
    const [names, warnings]: [string[], string[]] = [[], []];
    for await (const { event } of readMetrics(paths, message =>
      warnings.push(message.replace(`${folder.path}/`, '')),
    )) {
      names.push(event);
    }
    return { names, warnings };
  }

  async function refusal(path: string): Promise<string> {
    try {
      await read(path);
    } catch (error) {
      return (error as Error).message.replace(`${folder.path}/`, '');
    }
    throw new Error('it was read');
  }

  const lines = (...all: (object | string)[]) =>
    all.map(line => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');

  it('are read event by event, several runs in a file, several files, a folder', async () => {
    const a = file('a.ndjson', `${lines(start, epoch, start, epoch, epoch)}\n`);
    const b = file('b.ndjson', lines(start));
    const names = ['start', 'epoch', 'start', 'epoch', 'epoch', 'start'];
    expect(await read(a, b)).to.deep.equal({ names, warnings: [] });
    expect(await read(folder.path)).to.deep.equal({ names, warnings: [] });
  });

  it('may hold events and fields of later versions, and lack those that an earlier start has not', async () => {
    const later = file('later.ndjson', lines({ ...start, more: 1 }, { event: 'invented' }, { ...epoch, more: {} }));
    expect(await read(later)).to.deep.equal({ names: ['start', 'epoch'], warnings: [] });
  });

  it('may have lines that are no events, which are left out with a warning that has file and line', async () => {
    const { seed: _, ...seedless } = epoch;
    const mixed = file(
      'mixed.ndjson',
      lines('', 'hello', start, 'null', { ...epoch, step: 'x' }, seedless, epoch, '{"event":"ep'),
    );
    expect(await read(mixed)).to.deep.equal({
      names: ['start', 'epoch'],
      warnings: [
        'mixed.ndjson:2: this line is no event, and is left out',
        'mixed.ndjson:4: this line is left out, because it is no event',
        "mixed.ndjson:5: this line is left out, because 'step' is not of type integer",
        "mixed.ndjson:6: this line is left out, because 'seed' is missing",
        'mixed.ndjson:8: this line is cut short, and is left out',
      ],
    });
  });

  it('are refused where there is no experiment, or the format is another', async () => {
    expect(await refusal(file('table.csv', 'a,b\n1,2\n'))).to.match(
      /^table\.csv: has no experiment; write one with bntrain ⟪json⟫/,
    );
    expect(await refusal(file('empty.ndjson', ''))).to.match(/^empty\.ndjson: has no experiment/);
    expect(await refusal(file('next.ndjson', lines(start, { ...start, format: 'bntrain/2' })))).to.equal(
      'next.ndjson:2: the format is bntrain/2, and this version reads bntrain/1; use a newer bntrain',
    );
    expect(await refusal(file('other.ndjson', lines({ ...start, format: 7 })))).to.match(
      /^other\.ndjson:1: the format is not/,
    );
    expect(await refusal(join(folder.path, 'none.ndjson'))).to.equal('none.ndjson: no such file');
  });

  it('may be gzip, with any line ends, and with a byte order mark', async () => {
    const whole = Buffer.from(lines(start, epoch, epoch));
    const names = ['start', 'epoch', 'epoch'];
    expect(await read(file('packed.ndjson.gz', gzipSync(whole)))).to.deep.equal({ names, warnings: [] });
    const windows = `\ufeff${lines(start, epoch, epoch).replaceAll('\n', '\r\n')}\r\n`;
    expect(await read(file('windows-8.ndjson', windows))).to.deep.equal({ names, warnings: [] });
    expect(await refusal(file('cut.ndjson.gz', gzipSync(whole).subarray(0, 60)))).to.match(
      /^cut\.ndjson\.gz: the gzip data end too early/,
    );
  });

  it('may have NUL bytes in a line, which is left out', async () => {
    const path = file('nul.ndjson', `${JSON.stringify(start)}\n\0\0\0\n${JSON.stringify(epoch)}\n`);
    expect(await read(path)).to.deep.equal({
      names: ['start', 'epoch'],
      warnings: ['nul.ndjson:2: this line is no event, and is left out'],
    });
  });

  it('may lie in a folder beside other files, which are left out with a warning', async () => {
    mkdirSync(join(folder.path, 'mixed'));
    file('mixed/report.html', '<!doctype html>\n');
    await read(join(folder.path, 'mixed')).then(
      () => expect.fail('there is no experiment'),
      error => expect(error.message).to.contain('mixed: has no experiment; write one'),
    );
    file('mixed/run.ndjson', lines(start, epoch));
    expect(await read(join(folder.path, 'mixed'))).to.deep.equal({
      names: ['start', 'epoch'],
      warnings: ['mixed/report.html: has no experiment, and is left out'],
    });
  });

  it('are refused beyond a number of bytes or of runs', async () => {
    const result = { event: 'result', arm: 'baseline', seed: 1, ...resultFields };
    const path = file('many.ndjson', `${lines(start, result, result, result)}\n`);
    const readAll = async (limits: { bytes: number; runs: number }) => {
      const names = [];
      for await (const { event } of readMetrics([path], message => expect.fail(message), limits)) names.push(event);
      return names.length;
    };
    const refused = (limits: { bytes: number; runs: number }) =>
      readAll(limits).then(
        () => 'it was read',
        error => error.message.replace(`${folder.path}/`, ''),
      );
    const { size } = statSync(path);
    expect(await readAll({ bytes: size, runs: 3 })).to.equal(4);
    expect(await refused({ bytes: size, runs: 2 })).to.equal('many.ndjson:4: more than 2 runs; name fewer files');
    expect(await refused({ bytes: size - 1, runs: 3 })).to.match(
      /^many\.ndjson: more than .* MiB of metrics in all; name fewer files$/,
    );
  });

  it('may be UTF-16, as a shell of Windows writes what is redirected', async () => {
    const bytes = Buffer.from(`\ufeff${lines(start, epoch)}\r\n`, 'utf16le');
    expect(await read(file('windows.ndjson', bytes))).to.deep.equal({ names: ['start', 'epoch'], warnings: [] });
  });
});
