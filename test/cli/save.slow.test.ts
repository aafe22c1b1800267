import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { readModel } from '../../src/saved/read-model.ts';
import { bntrain, events, only, parseLines, plainEnv, program, temporaryFolder } from '../support/bntrain.ts';
import { root } from '../support/fixtures.ts';

const iris = ['data/iris.csv', '-l', '8', '-e', '6', '--lr', '0.5'];

describe('bntrain train --save', () => {
  const folder = temporaryFolder();
  const path = (name: string) => join(folder.path, name);

  it('saves the best epoch with its running statistics, not the last', () => {
    // Diverges after some good epochs, so that best and last are far apart.
    const args = [
      'train',
      'data/iris.csv',
      '-l',
      '8',
      '-e',
      '12',
      '--lr',
      '0.5',
      '--momentum',
      '0.95',
      '--recipe',
      'plain',
    ];
    const [result] = only(events([...args, '--save', path('best'), '--save-epoch', 'best']), 'result');
    expect(result!.best!.epoch).to.be.within(1, 11);
    const best = readModel(path('best'));
    expect(best!.results[0]!.epoch).to.equal(result!.best!.epoch);
    expect(best!.results[0]!.step).to.equal(result!.best!.step);
    // Training only as far as that gives the same network.
    const few = args.with(5, String(result!.best!.epoch));
    events([...few, '--save', path('few'), '--save-epoch', 'last']);
    expect([...readModel(path('few')).tensors]).to.deep.equal([...best!.tensors]);
    events([...args, '--save', path('last'), '--save-epoch', 'last']);
    const last = readModel(path('last'));
    expect(last.results[0]!.epoch).to.equal(12);
    expect([...last.tensors.get('1.running_mean')!]).to.not.deep.equal([...best!.tensors.get('1.running_mean')!]);
  });

  it('reports the saved file in an event and in the text for people', () => {
    const [saved] = only(events(['train', ...iris, '--save', path('event')]), 'saved');
    expect(saved).to.include({ arm: 'batchnorm', path: path('event'), bytes: readFileSync(path('event')).length });
    const { stdout } = bntrain(['train', ...iris, '--no-batch-norm', '--save', path('told')]);
    expect(stdout).to.match(
      /\nSaved baseline of epoch \d+ as\n?.*told \([\d.]+ KiB\)\.\nTo predict: bntrain predict .*told NEW\.csv\n$/s,
    );
  });

  it('trains to the same numbers as without, and gives the same bytes each time', () => {
    const results = [[], ['--save', path('a')], ['--save', path('b')]].map(flags => {
      const [{ seconds, ...result }] = only(events(['train', ...iris, ...flags]), 'result') as [any];
      return result;
    });
    expect(results[1]).to.deep.equal(results[0]);
    expect(readFileSync(path('a')).equals(readFileSync(path('b')))).to.equal(true);
  });

  it('saves the trained network with every engine, the reference included', () => {
    for (const engine of ['plain', 'reference']) {
      events(['train', ...iris, '--engine', engine, '--save', path(engine)]);
      expect(readModel(path(engine)).tensors.get('0.weight')).to.have.length(4 * 8);
    }
  });

  it('saves the best epoch so far when it is ended by Ctrl-C', async () => {
    const args = ['train', 'data/iris.csv', '-l', '8', '-e', '1000000', '--json', '-q', '--save', path('interrupted')];
    const child = spawn(process.execPath, [program, ...args], { cwd: root, env: plainEnv });
    let told = '';
    child.stdout.on('data', data => {
      if (!told.includes('"epoch":3') && `${told}${data}`.includes('"epoch":3')) child.kill('SIGINT');
      told += data;
    });
    const [code] = await once(child, 'close');
    expect(code).to.equal(130);
    const [result] = only(parseLines(told), 'result');
    expect(result!.interrupted).to.equal(true);
    expect(readModel(path('interrupted')).results[0]).to.deep.include({
      interrupted: true,
      epoch: result!.best!.epoch,
    });
  });

  it('replaces a file, keeps a link a link, and leaves nothing else in the folder', () => {
    const own = path('own');
    mkdirSync(own);
    writeFileSync(join(own, 'model'), 'old');
    symlinkSync(join(own, 'model'), join(own, 'link'));
    expect(bntrain(['train', ...iris, '--save', join(own, 'link')]).status).to.equal(0);
    expect(readdirSync(own)).to.have.members(['link', 'model']);
    expect(readModel(join(own, 'model')).target.name).to.equal('species');
  });

  it('refuses a path that cannot be written, before it trains', () => {
    mkdirSync(path('directory'), { recursive: true });
    writeFileSync(path('table.csv'), readFileSync('data/iris.csv'));
    const cases: [string, string, string][] = [
      [path('absent/model'), 'data/iris.csv', 'there is no directory'],
      [path('directory'), 'data/iris.csv', 'is a directory'],
      ['/dev/null', 'data/iris.csv', 'is no file that can be replaced'],
      [path('table.csv'), path('table.csv'), 'is read here, and would be lost'],
      ['', 'data/iris.csv', "got ''"],
    ];
    for (const [save, table, expected] of cases) {
      const { status, stdout, stderr } = bntrain(['train', table, '--save', save]);
      expect([status, stdout], save).to.deep.equal([2, '']);
      expect(stderr, save)
        .to.match(/^bntrain: --save: [^\n]*\n$/)
        .and.include(expected);
    }
    expect(readFileSync(path('table.csv'), 'utf8')).to.equal(readFileSync('data/iris.csv', 'utf8'));
  });

  it('refuses a directory that may not be written to', function () {
    // Root may write everywhere, except in /proc.
    const asRoot = process.getuid?.() === 0;
    if (asRoot && process.platform !== 'linux') this.skip();
    const closed = asRoot ? '/proc' : path('closed');
    if (!asRoot) mkdirSync(closed, { mode: 0o500 });
    const { status, stdout, stderr } = bntrain(['train', ...iris, '--save', join(closed, 'model')]);
    expect([status, stdout]).to.deep.equal([2, '']);
    expect(stderr).to.match(/^bntrain: --save: [^\n]*: cannot be written: its directory [^\n]*\n$/);
  });

  it('does not save a network that diverged, says so before the results, and keeps the old file', () => {
    writeFileSync(path('kept'), 'old');
    const args = ['train', 'data/concrete.csv', '-e', '3', '--lr', '1e12', '--no-batch-norm'];
    const { status, stdout, stderr } = bntrain([...args, '--save', path('kept'), '--save-epoch', 'last']);
    expect(status).to.equal(3);
    expect(stdout).to.include('final training loss');
    expect(stderr).to.match(
      /--save: baseline is not saved: it diverged before any epoch of training had a finite loss\n/,
    );
    expect(readFileSync(path('kept'), 'utf8')).to.equal('old');
  });

  it('refuses --save-epoch where nothing is saved, and values that it does not know', () => {
    const refused = (...flags: string[]) => bntrain(['train', ...iris, ...flags]);
    expect(refused('--save-epoch', 'last').stderr).to.include('--save-epoch: is of use with --save');
    expect(refused('--save', path('x'), '--save-epoch', '3').stderr).to.include(
      "--save-epoch: got '3', takes best or last",
    );
    expect(existsSync(path('x'))).to.equal(false);
  });
});

describe('bntrain compare --save-dir', () => {
  const folder = temporaryFolder();

  it('creates the directory, and saves one file for each arm', () => {
    const models = join(folder.path, 'deep', 'models');
    const saved = only(events([...iris, '--save-dir', models]), 'saved');
    expect(saved.map(({ arm }) => arm)).to.deep.equal(['baseline', 'batchnorm']);
    expect(readdirSync(models)).to.have.members(['baseline.safetensors', 'batchnorm.safetensors']);
    const [baseline, batchnorm] = saved.map(({ path }) => readModel(path));
    expect([...baseline!.tensors.keys()]).to.have.members(['0.weight', '0.bias', '2.weight', '2.bias']);
    expect(batchnorm!.network.norm).to.equal('batch');
    expect(batchnorm!.inputs).to.deep.equal(baseline!.inputs);
  });

  it('refuses a directory that cannot be created, before it trains', () => {
    const file = folder.write('file', '');
    const { status, stdout, stderr } = bntrain([...iris, '--save-dir', join(file, 'models')]);
    expect([status, stdout]).to.deep.equal([2, '']);
    expect(stderr).to.match(/^bntrain: --save-dir: .*models: is not a directory\n$/);
  });
});

describe('bntrain show', () => {
  const folder = temporaryFolder();
  const model = join(folder.path, 'penguins.safetensors');
  before(() => {
    events(['train', 'data/penguins.csv', '-t', 'species', '-l', '8', '-e', '2', '--recipe', 'plain', '--save', model]);
  });

  it('shows layers, inputs, target and training for people', () => {
    const { stdout, status } = bntrain(['show', model]);
    expect(status).to.equal(0);
    for (const line of [
      /^target +species: classification into 3 classes \(Adelie, Chinstrap and\s+Gentoo\)$/m,
      /^network +15 → 8 → 3, relu, batch norm \(eps 0.00001\)$/m,
      /^parameters +163$/m,
      /^trained on +data\/penguins.csv: 275 rows to train, 69 to validate$/m,
      /^saved +best epoch, 2 of 2, after 10 steps$/m,
      /^0 affine +15 → 8 +120$/m,
      /^1 batchnorm +8 +16 +-?[\d.]+ to [\d.]+ +[\d.]+ to [\d.]+$/m,
      /^2 relu$/m,
      /^3 affine +8 → 3 +27$/m,
      /^island +categorical +3 +Biscoe, Dream and Torgersen$/m,
      /^body_mass_g +numeric +2 +mean 42\d\d, deviation 8\d\d\.\d; missing as 4050$/m,
    ]) {
      expect(stdout).to.match(line);
    }
  });

  it('shows the SHA-256 of the stored files, the same as sha256sum', () => {
    const bytes = readFileSync('data/iris.csv');
    const digest = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');
    const parts = [bytes, gzipSync(bytes)].map((content, n) => folder.write(`${n}.csv`, content));
    const dataOf = (path: string) => JSON.parse(bntrain(['show', path, '--json']).stdout).data;
    const file = join(folder.path, 'model');
    const some = ['-e', '1', '-l', 'none', '-t', 'species', '--save', file];
    const digests = parts.map(path => digest(readFileSync(path)));
    expect(events(['train', ...parts, ...some, '--validation', parts[1]!]).length).to.be.greaterThan(2);
    expect(dataOf(file)).to.deep.include({ paths: parts, digests, validationDigest: digests[1] });
    expect(bntrain(['show', file]).stdout).to.match(
      new RegExp(`^SHA-256 +${digests.map(each => `${each.slice(0, 16)}\\.\\.\\.`).join(' and ')}$`, 'm'),
    );
    expect(bntrain(['train', '-', ...some], { input: bytes, stdio: 'pipe' }).status).to.equal(0);
    expect(dataOf(file)).to.deep.include({ paths: ['-'], digests: [digest(bytes)], validationDigest: null });
  });

  it('gives the same as JSON', () => {
    const event = JSON.parse(bntrain(['show', model, '--json']).stdout);
    expect(event).to.include({ event: 'model', path: model, format: 'bntrain-model/1' });
    expect(event.layers.map(({ kind }: any) => kind)).to.deep.equal(['affine', 'batchnorm', 'relu', 'affine']);
    expect(event.inputs.map(({ width }: any) => width).reduce((a: number, b: number) => a + b)).to.equal(15);
  });
});
