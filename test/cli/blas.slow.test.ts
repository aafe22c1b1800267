import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect } from 'chai';
import { blasTitle, identityOf } from '../../src/kernels/blas/library.ts';
import { nativeCalls, openNative, undecorated } from '../../src/kernels/blas/native.ts';
import { blasHere, whyNoBlas } from '../support/blas.ts';
import { bntrain, only, parseLines, plainEnv, temporaryFolder, withoutTimes } from '../support/bntrain.ts';

/** With what decides which library is found, and what it chooses. */
const env = {
  ...plainEnv,
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => name.includes('BLAS'))),
};
const digits = ['data/digits8x8.csv', '--target', 'label'];
const small = [...digits, '-l', '40', '-e', '2'];

function run(args: readonly string[]) {
  const { status, stdout, stderr } = bntrain([...args, '--engine', 'blas', '--json', '-q'], { env });
  expect(status, stderr).to.equal(0);
  return parseLines(stdout);
}

function refused(args: readonly string[]): string {
  const { status, stdout, stderr } = bntrain(args, { env });
  expect([status, stdout], stderr).to.deep.equal([2, '']);
  return stderr;
}

describe('--engine blas', () => {
  it('refuses a library that cannot be loaded in one line', function () {
    if (nativeCalls() === null) this.skip();
    expect(refused([...small, '--engine', 'blas', '--blas', '/nowhere/blas.so'])).to.match(
      /^bntrain: --blas: \/nowhere\/blas\.so: it cannot be loaded \([^\n]*\)\n$/,
    );
  });

  it('is what --blas is for, and without it a warning says that it has no effect', () => {
    const { status, stderr } = bntrain([...small, '--blas', '/nowhere/blas.so', '--json', '-q'], { env });
    expect(status).to.equal(0);
    expect(stderr).to.include('--blas has no effect without --engine blas');
  });
});

describe('other runs', () => {
  const folder = temporaryFolder();

  it('do not even look for the package that loads libraries', () => {
    const preload = join(folder.path, 'no-koffi.cjs');
    writeFileSync(
      preload,
      `const Module = require('node:module');
       const { _resolveFilename } = Module;
       Module._resolveFilename = (name, ...rest) => {
         if (name === 'koffi') process.stderr.write('koffi was asked for\\n');
         return _resolveFilename(name, ...rest);
       };`,
    );
    const told = (args: readonly string[]) =>
      bntrain([...small, ...args, '-q'], { env: { ...env, NODE_OPTIONS: `--require ${preload}` } }).stderr;
    expect(told([])).not.to.include('koffi');
    expect(told(['--engine', 'blas', '--blas', '/nowhere/blas.so'])).to.include('koffi was asked for');
  });
});

describe(`--engine blas with the library of this machine${whyNoBlas === null ? '' : ` (skipped: ${whyNoBlas})`}`, () => {
  const folder = temporaryFolder();
  const path = (name: string) => join(folder.path, name);
  before(function () {
    if (blasHere === null) this.skip();
  });

  it('names the library, its version and its core in the start event, in model files and with --version --verbose', () => {
    const told = run([...small, '--save-dir', path('m')]);
    const identity = identityOf(blasHere!);
    expect(only(told, 'start')[0]).to.deep.include({ engine: 'blas', blas: identity });
    const shown = bntrain(['show', path('m/baseline.safetensors'), '--json']);
    expect(JSON.parse(shown.stdout).blas).to.deep.equal(identity);
    expect(bntrain(['--version', '--verbose'], { env }).stdout).to.include(
      `\nBLAS ${blasTitle(blasHere!)}, ${blasHere!.file}\n`,
    );
  });

  it('gives the same bytes each time, and for any number of threads', () => {
    // The second product has several pieces, which threads share.
    const large = ['train', ...digits, '-l', '512,512', '-b', '256', '-e', '1', '--recipe', 'plain'];
    const models = ['1', '1', '2'].map((threads, n) => {
      run([...large, '--threads', threads, '--save', path(`${n}.safetensors`)]);
      return readFileSync(path(`${n}.safetensors`))
        .toString('latin1')
        .replace(/"threads\\":\d/, '');
    });
    for (const model of models) expect(model === models[0]).to.equal(true);
    const pairs = ['1', '2'].map(threads => withoutTimes(only(run([...small, '--threads', threads]), 'result')));
    expect(pairs[1]).to.deep.equal(pairs[0]);
  });

  it('does not predict by the library, because a row has the same bits in any table', () => {
    run(['train', ...small, '--save', path('p.safetensors')]);
    const predict = ['predict', path('p.safetensors'), digits[0]!];
    const [plain, blas] = [predict, [...predict, '--engine', 'blas']].map(args => bntrain(args, { env }));
    expect(blas!.stdout).to.equal(plain!.stdout);
    expect(blas!.stderr).to.include('--engine blas has no effect on predictions');
  });

  it('learns what the other kernels learn', () => {
    const losses = (engine: string) =>
      only(parseLines(bntrain([...small, '--engine', engine, '--json', '-q'], { env }).stdout), 'result').map(
        ({ best }) => best!.validationLoss!,
      );
    const [fused, blas] = [losses('fused'), losses('blas')];
    blas.forEach((loss, n) => {
      expect(loss).to.be.closeTo(fused[n]!, 1e-3);
    });
  });

  it('resumes with the same library alone, wherever it lies', () => {
    run([...small, '--checkpoint', path('c'), '--blas', blasHere!.file]);
    const file = path('c/run.json');
    const saved = JSON.parse(readFileSync(file, 'utf8'));
    expect(saved).to.deep.include({ engine: 'blas', blas: identityOf(blasHere!) });
    expect(saved.config).not.to.have.property('blas');
    expect(bntrain(['resume', path('c'), '-q'], { env }).status).to.equal(0);
    expect(refused(['resume', path('c'), '--engine', 'fused'])).to.include(
      `made with the blas kernels and ${blasTitle(blasHere!)}, got fused`,
    );
    writeFileSync(file, JSON.stringify({ ...saved, blas: { ...saved.blas, core: 'Another' } }));
    const another = refused(['resume', path('c')]);
    expect(another).to.match(/\(Another\), and here is [^;]*; --force continues with blas and [^\n]*\n$/);
    writeFileSync(file, JSON.stringify({ ...saved, blas: { ...saved.blas, version: '0.0.1' } }));
    const message = refused(['resume', path('c')]);
    expect(message)
      .to.include(' 0.0.1 (')
      .and.to.include(`and here is ${blasTitle(blasHere!)}`);
    expect(message).to.match(/name the library with --blas; --force continues with blas and [^\n]*\n$/);
    expect(bntrain(['resume', path('c'), '--force', '-q'], { env }).status).to.equal(0);
    expect(JSON.parse(readFileSync(file, 'utf8')).blas).to.deep.equal(identityOf(blasHere!));
  });

  it('resumes without a library only with --force, and says why there is none', () => {
    run([...small, '--checkpoint', path('without')]);
    const none = { env: { ...env, BNTRAIN_BLAS: '/nowhere/blas.so' } };
    const { status, stderr } = bntrain(['resume', path('without')], none);
    expect(status).to.equal(2);
    expect(stderr).to.match(
      /which do not run here: BNTRAIN_BLAS: \/nowhere\/blas\.so: it cannot be loaded [^\n]*; --force continues with \w+\n$/,
    );
    // What is asked for by name is not replaced by other kernels.
    for (const asked of [
      ['--engine', 'blas'],
      ['--blas', '/nowhere/blas.so'],
    ]) {
      const refusal = bntrain(['resume', path('without'), '--force', ...asked], none);
      expect(refusal.status, asked[0]).to.equal(2);
      expect(refusal.stderr).to.match(/^bntrain: [\w-]+: \/nowhere\/blas\.so: it cannot be loaded/);
    }
    expect(bntrain(['resume', path('without'), '--force', '-q'], none).status).to.equal(0);
  });

  it('keeps OpenBLAS to one thread in every thread, whatever it was set to before', async function () {
    if (blasHere!.library !== 'OpenBLAS') this.skip();
    const { file, prefix, suffix } = blasHere!;
    const library = undecorated(openNative(nativeCalls()!, file), prefix, suffix);
    const threads = () => library.find('int openblas_get_num_threads()')!();
    library.find('void openblas_set_num_threads(int threads)')!(2);
    expect(threads()).to.equal(2);
    const module = new URL('../../src/kernels/blas/binding.js', import.meta.url).href;
    const code = `
      const { parentPort, workerData } = require('node:worker_threads');
      import(workerData.module).then(({ bindBlas }) => {
        bindBlas(workerData.library);
        parentPort.postMessage('bound');
      });`;
    const worker = new Worker(code, { eval: true, workerData: { module, library: blasHere } });
    await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
    expect(threads()).to.equal(1);
  });

  it('opens a library once, so that it is never unloaded with its number of threads', () => {
    const koffi = nativeCalls()!;
    expect(openNative(koffi, blasHere!.file)).to.equal(openNative(koffi, blasHere!.file));
  });
});
