import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { readModel } from '../../src/saved/read-model.ts';
import { bntrain, only, parseLines, plainEnv, program, temporaryFolder } from '../support/bntrain.ts';
import { root } from '../support/fixtures.ts';

const iris = ['data/iris.csv', '-l', '8'];

/** The events of a run that may fail, and its exit code. */
function run(args: readonly string[]) {
  const { status, stdout, stderr } = bntrain([...args, '--json', '--quiet']);
  const found = parseLines(stdout);
  return { status, stderr, found, last: found.at(-1)! as object };
}

describe('a run whose training diverges', () => {
  const folder = temporaryFolder();

  for (const [what, args] of [
    ['from the first step', ['--init-scale', '1e30', '--no-batch-norm']],
    ['in its running statistics', ['--init-scale', '1e30']],
    ['after a step', ['--lr', '1e20', '--save-epoch', 'last']],
    ['in its last step, without validation rows', ['--lr', '1e20', '-b', '150', '-e', '1', '--validation', '0']],
  ] as const) {
    it(`exits with 3 and saves nothing: ${what}`, () => {
      const file = join(folder.path, 'none.safetensors');
      const { status, stderr, found, last } = run(['train', ...iris, ...args, '--save', file]);
      expect(status).to.equal(3);
      expect(existsSync(file)).to.equal(false);
      expect(stderr).to.contain('is not saved: ');
      expect(only(found, 'warning').map(each => each.code)).to.include.members(['diverged', 'not-saved']);
      expect(last).to.deep.include({ event: 'error', code: 'diverged', exitCode: 3 });
      expect(only(found, 'result')[0]!.diverged).to.equal(true);
    });
  }

  it('has no best epoch where no loss was finite', () => {
    const { found } = run(['train', ...iris, '--init-scale', '1e30', '--no-batch-norm']);
    expect(only(found, 'result')[0]!.best).to.equal(null);
  });

  it('saves an earlier epoch whose loss was finite', () => {
    const file = join(folder.path, 'earlier.safetensors');
    const args = [
      'train',
      'data/concrete.csv',
      '--recipe',
      'plain',
      '--no-batch-norm',
      '--lr',
      '2',
      '--warmup',
      '300',
      '--save',
      file,
    ];
    const { status, found } = run([...args, '--save-epoch', 'last']);
    const [result] = only(found, 'result');
    expect([status, result!.diverged]).to.deep.equal([3, true]);
    const { epoch } = readModel(file).results[0]!;
    expect(epoch).to.be.above(0).and.below(result!.epochs);
  });

  it('is a finding of a comparison in one arm, and an error in all', () => {
    const one = run(['data/concrete.csv', '--lr', '0.15', '-e', '2']);
    expect(only(one.found, 'result').map(({ diverged }) => diverged)).to.deep.equal([true, false]);
    expect(one.status).to.equal(0);
    expect(run(['data/iris.csv', '--lr', '1e20']).status).to.equal(3);
  });
});

describe('--fail-under', () => {
  it('exits with 3 below the score, after everything is written', () => {
    const { status, found, last } = run(['train', ...iris, '-e', '1', '--fail-under', '1']);
    expect(status).to.equal(3);
    expect(only(found, 'result')).to.have.lengthOf(1);
    expect(last).to.deep.include({ event: 'error', code: 'score', exitCode: 3 });
  });

  it('takes the better of two arms, and a score that is reached', () => {
    expect(run([...iris, '-e', '2', '--fail-under', '0.1']).status).to.equal(0);
  });

  it('refuses what no score can be, and a run without validation rows', () => {
    expect(bntrain(['train', ...iris, '--fail-under', '90']).stderr).to.match(/^bntrain: --fail-under: got '90'/);
    expect(bntrain(['train', ...iris, '--fail-under', '0.9', '--validation', '0']).status).to.equal(2);
  });
});

describe('a command that fails with --json', () => {
  for (const [code, exitCode, args] of [
    ['usage', 2, ['train']],
    ['usage', 2, ['train', ...iris, '--lrr', '1']],
    ['setting', 2, ['train', ...iris, '--lr', '-1']],
    ['input', 2, ['train', 'no-such-file.csv']],
    ['input', 2, ['show', 'no-such-file.safetensors']],
    ['input', 2, ['predict', 'no-such-file.safetensors', 'data/iris.csv']],
    ['score', 3, ['train', ...iris, '--fail-under', '1']],
    ['diverged', 3, ['train', ...iris, '--lr', '1e30']],
    ['out-of-memory', 2, ['data/iris.csv', '-l', '1000000x100']],
  ] as const) {
    it(`ends with an error event: ${code}, ${args.join(' ')}`, () => {
      const { status, stdout, stderr } = bntrain([...args, '--json']);
      const last = JSON.parse(stdout.trimEnd().split('\n').at(-1)!);
      expect(last).to.deep.include({ event: 'error', code, exitCode });
      expect(status).to.equal(exitCode);
      expect(stderr).to.contain(`bntrain: ${last.message}\n`);
    });
  }
});

describe('a warning with --json', () => {
  const folder = temporaryFolder();
  const model = join(folder.path, 'iris.safetensors');
  const rows = 'sepal_length,sepal_width,petal_length,petal_width,color,species\n5,3,1,0.2,red,setosa\n';
  before(() => expect(bntrain(['train', ...iris, '--save', model]).status).to.equal(0));

  for (const [command, table, codes, flags] of [
    ['predict', `${rows}5,3\n\n5,3,,0.2,red,x\n`, ['extra-columns', 'empty-lines', 'faulty-rows', 'unseen-values']],
    ['evaluate', `${rows}5,3,1,1,red,\n5,3,1,1,red,rose\n`, ['extra-columns', 'target', 'untrained-classes']],
    ['export', '', ['not-measured'], ['--fold', '-o', join(folder.path, 'iris.mjs')]],
  ] as const) {
    it(`is an event with its code, beside the line on stderr: ${command}`, () => {
      const args = flags ?? [folder.write(`${command}.csv`, table), '--on-error', 'skip'];
      const moved = flags === undefined ? {} : { cwd: folder.path };
      const { status, stdout, stderr } = bntrain([command, model, ...args, '--json'], moved);
      expect(status, stderr).to.equal(0);
      const warnings = parseLines(stdout).flatMap(event => (event.event === 'warning' ? [event] : []));
      expect(warnings.map(({ code }) => code)).to.deep.equal(codes);
      expect(stderr).to.equal(warnings.map(({ message }) => `warning: ${message}\n`).join(''));
    });
  }
});

describe('--fail-under', () => {
  const folder = temporaryFolder();
  const [model, checkpoint] = ['fail-under.safetensors', 'fail-under'].map(name => join(folder.path, name));
  const saves = ['--save', model!, '--checkpoint', checkpoint!];
  before(() => expect(bntrain(['train', ...iris, '-e', '2', ...saves]).status).to.equal(0));

  for (const [what, args] of [
    ['evaluate', [model!, 'data/iris.csv']],
    ['resume', [checkpoint!, '-e', '3']],
  ] as const) {
    it(`decides the exit code of ${what}`, () => {
      const low = bntrain([what, ...args, '--fail-under', '1']);
      expect(low.status).to.equal(3);
      expect(low.stdout).to.contain('accuracy');
      expect(low.stderr).to.match(/^bntrain: --fail-under: the score is 0\.\d+, below 1$/m);
      expect(bntrain([what, ...args, '--fail-under', '0.1']).status).to.equal(0);
    });
  }
});

describe('a signal while it trains', () => {
  const folder = temporaryFolder();

  it('ends it at once if it is the second, and leaves no file under the name', async function () {
    if (process.platform === 'win32') this.skip();
    const file = join(folder.path, 'second.safetensors');
    // So large that its answer to the first signal takes a while.
    const args = ['train', 'data/digits8x8.csv', '-t', 'label', '-l', '2000x3', '-e', '100000', '--save', file];
    const child = spawn(process.execPath, [program, ...args, '--json', '--quiet'], { cwd: root, env: plainEnv });
    const exit = once(child, 'exit');
    await once(child.stdout, 'data');
    child.kill('SIGINT');
    child.stderr.once('data', () => child.kill('SIGTERM'));
    const [code, signal] = await exit;
    if (signal === null) expect(code).to.equal(130);
    else expect([signal, existsSync(file)]).to.deep.equal(['SIGTERM', false]);
  });

  for (const [signal, status] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    it(`writes results, checkpoint and network, and exits with ${status}: ${signal}`, async function () {
      if (process.platform === 'win32') this.skip();
      const [file, directory] = ['safetensors', 'checkpoint'].map(name => join(folder.path, `${signal}.${name}`));
      const args = ['train', ...iris, '-e', '1000000', '--json', '--save', file!, '--checkpoint', directory!];
      const child = spawn(process.execPath, [program, ...args], { cwd: root, env: plainEnv });
      let told = '';
      let stderr = '';
      child.stderr.on('data', data => {
        stderr += data;
      });
      child.stdout.on('data', data => {
        if (!told.includes('"epoch":3') && `${told}${data}`.includes('"epoch":3')) child.kill(signal);
        told += data;
      });
      expect((await once(child, 'close'))[0]).to.equal(status);
      const found = parseLines(told);
      expect(only(found, 'result')[0]).to.include({ interrupted: true });
      expect(found.at(-1)).to.deep.include({ event: 'error', code: 'interrupted', exitCode: status });
      expect(readModel(file!).results[0]!.interrupted).to.equal(true);
      expect(existsSync(join(directory!, 'batchnorm.safetensors'))).to.equal(true);
      expect(stderr).to.contain(`To continue: bntrain resume ${directory}\n`);
    });
  }
});

describe('a reader that goes away', () => {
  const folder = temporaryFolder();

  for (const reader of ['head -n 1', 'true']) {
    it(`does not keep a network from being saved: | ${reader}`, function () {
      if (process.platform === 'win32') this.skip();
      const file = join(folder.path, `${reader[0]}.safetensors`);
      const train = `"${process.execPath}" "${program}" train data/iris.csv -l 8 -e 50 --json -q --save "${file}"`;
      const { stderr } = spawnSync('sh', ['-c', `${train} | ${reader}`], {
        cwd: root,
        env: plainEnv,
        encoding: 'utf8',
      });
      expect(stderr).to.equal('');
      expect(readModel(file).results[0]!.epochs).to.equal(50);
    });
  }
});

describe('a command line', () => {
  for (const [args, message] of [
    [['data/iris.csv', '--save', 'x'], "--save: belongs to 'bntrain train'; compare has --save-dir"],
    [
      ['train', 'data/iris.csv', '--save-dirr', 'x'],
      "--save-dirr: is no flag of train; --save-dir belongs to 'bntrain compare'",
    ],
    [
      ['data/iris.csv', '--nrom', 'layer'],
      "--nrom: is no flag of compare; --norm belongs to 'bntrain train' and 'bntrain trace'",
    ],
    [['data/iris.csv', '--epoch', '3'], '--epoch: is no flag of compare; did you mean --epochs?'],
    [['trian', 'data/iris.csv'], "'trian' is neither a file nor a command; did you mean 'train'?"],
  ] as const) {
    it(`that is wrong has a way out: ${args.join(' ')}`, () => {
      expect(bntrain(args).stderr).to.equal(`bntrain: ${message}\n`);
    });
  }

  it('without files reads a pipe', function () {
    if (process.platform === 'win32') this.skip();
    const run = (command: string) => spawnSync('sh', ['-c', command], { cwd: root, env: plainEnv, encoding: 'utf8' });
    const called = `"${process.execPath}" "${program}"`;
    const piped = run(`cat data/iris.csv | ${called} | head -n 1`);
    expect(piped.stdout).to.contain('standard input: 150 rows');
    expect(run(`${called} inspect --json < data/iris.csv`).stdout).to.contain('"rows":150');
    expect(run(`${called} train < /dev/null`).stderr).to.equal(
      "bntrain: train: got no files; 'bntrain train --help' has examples\n",
    );
    for (const command of ['inspect', '']) {
      expect(run(`${called} ${command} < data`).stderr).to.equal(
        'bntrain: -: the standard input is a directory; give its path to read the files in it\n',
      );
    }
  });
});

describe('a place that cannot be used', () => {
  const folder = temporaryFolder();

  before(function () {
    if (process.platform !== 'linux') this.skip();
  });

  for (const flag of ['--save-dir', '--checkpoint']) {
    it(`is told in one line: ${flag} /proc/x`, () => {
      const { status, stderr } = bntrain([...iris, flag, '/proc/x'], { timeout: 20_000 });
      expect(stderr).to.match(new RegExp(`^bntrain: ${flag}: /proc/x: [^\\n]*\\n$`));
      expect(status).to.equal(2);
    });
  }

  it('does not keep a run from its results when it is the home: HOME=/proc', () => {
    const env = { ...plainEnv, HOME: '/proc' };
    const { status } = bntrain(['data/house_lucas_oh_4k.csv', '-l', '2', '-e', '1'], { env, timeout: 20_000 });
    expect(status).to.equal(0);
  });

  it('is told in one line when it is a working directory that was deleted', () => {
    const script = `mkdir gone && cd gone && rmdir ../gone && "${process.execPath}" "${program}" train "${root}/data/iris.csv"`;
    const { stderr } = spawnSync('sh', ['-c', script], { cwd: folder.path, env: plainEnv, encoding: 'utf8' });
    expect(stderr).to.equal('bntrain: the working directory was deleted; change to another one\n');
  });
});
