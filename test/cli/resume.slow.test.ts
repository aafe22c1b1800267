import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { bntrain, only, parseLines, plainEnv, program, temporaryFolder, withoutTimes } from '../support/bntrain.ts';
import { root } from '../support/fixtures.ts';

const iris = join(root, 'data/iris.csv');

describe('bntrain resume', () => {
  const folder = temporaryFolder();
  let number = 0;
  /** A folder of its own, to which paths are relative. */
  const place = () => {
    const cwd = join(folder.path, `${number++}`);
    mkdirSync(cwd);
    return cwd;
  };
  const json = ['--json', '-q'];
  const small = ['-l', '6', '--lr', '0.2', '--momentum', '0.5'];

  function done(args: readonly string[], cwd: string) {
    const { status, stdout, stderr } = bntrain([...args, ...json], { cwd });
    expect(status, stderr).to.equal(0);
    return parseLines(stdout);
  }

  /** The one line of a refusal, and warnings that may explain it. */
  function refused(args: readonly string[], cwd: string): string {
    const { status, stdout, stderr } = bntrain(args, { cwd });
    expect([status, stdout], stderr).to.deep.equal([2, '']);
    expect(stderr).to.match(/^(?:warning: [^\n]*\n)*bntrain: [^\n]*\n$/);
    return stderr;
  }

  const models = (cwd: string, directory = 'm') =>
    ['baseline', 'batchnorm'].map(arm => readFileSync(join(cwd, directory, `${arm}.safetensors`)).toString('base64'));

  /** A run of some epochs with a checkpoint. */
  function checkpointed(cwd: string, ...flags: string[]) {
    return done([iris, ...small, '-e', '6', '--save-dir', 'm', '--checkpoint', 'c', ...flags], cwd);
  }

  it('of a finished run shows its results again, and saves the same networks', () => {
    const cwd = place();
    const told = checkpointed(cwd);
    const saved = models(cwd);
    rmSync(join(cwd, 'm'), { recursive: true });
    mkdirSync(join(cwd, 'm'));
    expect(withoutTimes(done(['resume', 'c'], cwd))).to.deep.equal(withoutTimes(told));
    expect(models(cwd)).to.deep.equal(saved);
    // Its seconds too are those of the training.
    expect(only(done(['resume', 'c'], cwd), 'epoch')).to.deep.equal(only(told, 'epoch'));
  });

  it('gives the same numbers and bytes whether checkpoints are written or not', () => {
    const cwd = place();
    const plain = done([iris, ...small, '-e', '6', '--save-dir', 'm'], cwd);
    const saved = models(cwd);
    for (const every of ['1', '0.001s']) {
      const told = checkpointed(place(), '--checkpoint-every', every);
      expect(withoutTimes(told)).to.deep.equal(withoutTimes(plain));
      expect(models(join(folder.path, `${number - 1}`))).to.deep.equal(saved);
    }
  });

  it('with more epochs ends with the bytes of a run that had them from the start', () => {
    const [cwd, other] = [place(), place()];
    checkpointed(cwd);
    const more = done(['resume', 'c', '-e', '15'], cwd);
    const whole = done([iris, ...small, '-e', '15', '--save-dir', 'm'], other);
    expect(withoutTimes(more)).to.deep.equal(withoutTimes(whole));
    expect(models(cwd)).to.deep.equal(models(other));
    // From then on that is the run's number.
    expect(only(done(['resume', 'c'], cwd), 'start')[0]!.config.epochs).to.equal(15);
  });

  it('with more epochs warns when the learning rate depends on their number', () => {
    const cwd = place();
    checkpointed(cwd, '--schedule', 'cosine');
    const [warning] = only(done(['resume', 'c', '-e', '8'], cwd), 'warning');
    expect(warning!.message).to.include('The cosine schedule uses the new total from here on');
    expect(only(done(['resume', 'c'], cwd), 'warning')).to.deep.equal([]);
  });

  const haveResults = (stdout: string) => stdout.split('"event":"epoch"').length > 2;
  for (const [what, flags] of [
    ['stored rows', ['--memory', '1kb']],
    ['no validation', ['--validation', '0']],
    ['adamw', ['--momentum', '0', '--optimizer', 'adamw', '--betas', '0.8,0.95', '--weight-decay', '0.1']],
    [
      'an average of the weights, smoothed labels, no short last batch',
      [
        ...['--momentum', '0', '--optimizer', 'adamw', '--weight-decay', '0.1'],
        ...['--average', '0.9', '--label-smoothing', '0.1', '-b', '32', '--min-batch', '25'],
      ],
    ],
    [
      'squashed inputs, predictions that are cut',
      ['-t', 'petal_width', '--task', 'regression', '--lr', '0.01', '--squash', 'asinh', '--clip-predictions'],
    ],
    ['one thread', ['--threads', '1']],
    ['the reference', ['--engine', 'reference']],
  ] as const) {
    it(`continues after Ctrl-C to the bytes of the uninterrupted run: ${what}`, async () => {
      const [cwd, other] = [place(), place()];
      const args = [iris, ...small, ...flags, '--log-steps', '7', '--save-dir', 'm', '--no-cache'];
      const endless = [...args, '-e', '1000000', '--checkpoint', 'my c', '--json'];
      const child = spawn(process.execPath, [program, ...endless], { cwd, env: plainEnv });
      let [stdout, stderr] = ['', ''];
      child.stdout.on('data', data => {
        const hadResults = haveResults(stdout);
        stdout += data;
        // Both arms have evaluated epoch 0.
        if (!hadResults && haveResults(stdout)) child.kill('SIGINT');
      });
      child.stderr.on('data', data => {
        stderr += data;
      });
      const [code] = await once(child, 'close');
      expect(code).to.equal(130);
      const results = only(parseLines(stdout), 'result');
      expect(results.map(({ interrupted }) => interrupted)).to.deep.equal([true, true]);
      expect(stderr).to.match(/\nTo continue: bntrain resume 'my c'\n$/);
      const epochs = ['-e', `${Math.max(...results.map(result => result.epochs)) + 20}`];
      const resumed = done(['resume', 'my c', ...epochs], cwd);
      expect(withoutTimes(resumed)).to.deep.equal(withoutTimes(done([...args, ...epochs], other)));
      expect(models(cwd)).to.deep.equal(models(other));
    });
  }

  it('reads the data again from standard input', () => {
    const cwd = place();
    const input = readFileSync(iris);
    const options = { cwd, input, stdio: 'pipe' as const };
    expect(bntrain(['-', ...small, '-e', '2', '--checkpoint', 'c'], options).status).to.equal(0);
    const { status, stdout } = bntrain(['resume', 'c', '-e', '3', ...json], options);
    expect([status, only(parseLines(stdout), 'epoch').length]).to.deep.equal([0, 8]);
    const other = bntrain(['resume', 'c'], { ...options, input: `${input}5,3,4,1,setosa\n` });
    expect(other.stderr).to.include('standard input: changed since the checkpoint was made');
  });

  it('of a run that started from a model ends with the same bytes, and is refused when that model has changed', () => {
    const cwd = place();
    done(['train', iris, '--recipe', 'plain', ...small, '-e', '1', '--save', 'first.safetensors'], cwd);
    const from = ['--init-from', 'first.safetensors'];
    done([iris, ...small, ...from, '-e', '12', '--save-dir', 'm'], cwd);
    const whole = models(cwd);
    checkpointed(cwd, ...from);
    done(['resume', 'c', '-e', '12'], cwd);
    expect(models(cwd)).to.deep.equal(whole);
    done(['train', iris, '--recipe', 'plain', ...small, '-e', '2', '--save', 'first.safetensors'], cwd);
    const run = readFileSync(join(cwd, 'c/run.json'), 'utf8');
    expect(refused(['resume', 'c', '-e', '20'], cwd)).to.include('has other weights than when the run began');
    expect(readFileSync(join(cwd, 'c/run.json'), 'utf8')).to.equal(run);
    rmSync(join(cwd, 'first.safetensors'));
    expect(refused(['resume', 'c'], cwd)).to.include('first.safetensors');
  });

  it('of a run that started from a model needs that file, so the run may not overwrite it', () => {
    const cwd = place();
    done(['train', iris, '--recipe', 'plain', ...small, '-e', '1', '--save', 'first.safetensors'], cwd);
    const inPlace = [
      'train',
      iris,
      '--recipe',
      'plain',
      ...small,
      '--init-from',
      'first.safetensors',
      '--save',
      'first.safetensors',
    ];
    expect(refused([...inPlace, '--checkpoint', 'c'], cwd)).to.include('--save: first.safetensors: is read here');
    done(inPlace, cwd);
  });

  it('starts an arm without a checkpoint from the beginning, and says when there is nothing to resume', () => {
    const cwd = place();
    const told = checkpointed(cwd);
    const saved = models(cwd);
    rmSync(join(cwd, 'c/batchnorm.safetensors'));
    expect(withoutTimes(done(['resume', 'c'], cwd))).to.deep.equal(withoutTimes(told));
    expect(models(cwd)).to.deep.equal(saved);
    rmSync(join(cwd, 'c/run.json'));
    expect(refused(['resume', 'c'], cwd)).to.include('there is nothing to resume');
    expect(refused(['resume', 'none'], cwd)).to.include('there is nothing to resume');
    expect(refused(['resume', iris], cwd)).to.include(
      'is not a directory; resume takes the directory that was given to --checkpoint',
    );
  });

  it('resolves paths from where the run was started, or from the current directory when that is gone', () => {
    const cwd = place();
    mkdirSync(join(cwd, 'then'));
    cpSync(iris, join(cwd, 'then/t.csv'));
    const told = done(['t.csv', ...small, '-e', '2', '--checkpoint', 'c'], join(cwd, 'then'));
    expect(withoutTimes(done(['resume', 'then/c'], cwd))).to.deep.equal(withoutTimes(told));
    cpSync(join(cwd, 'then'), join(cwd, 'now'), { recursive: true });
    rmSync(join(cwd, 'then'), { recursive: true });
    const { status, stdout, stderr } = bntrain(['resume', 'c', ...json], { cwd: join(cwd, 'now') });
    expect(status, stderr).to.equal(0);
    const message = `${join(realpathSync(cwd), 'then')}: the run was started there, and it is gone; its paths are taken from here`;
    const events = parseLines(stdout);
    const warning = events.findIndex(event => event.event === 'warning' && event.code === 'resumed');
    expect(events.splice(warning, 1)).to.deep.equal([{ event: 'warning', code: 'resumed', message }]);
    expect(withoutTimes(events)).to.deep.equal(withoutTimes(told));
    expect(stderr).to.equal(`warning: ${message}\n`);
  });

  it('never replaces a checkpoint by a network, even when paths lead elsewhere by now', () => {
    const cwd = place();
    mkdirSync(join(cwd, 'then'));
    const save = ['--save', 'batchnorm.safetensors'];
    done(['train', iris, '--recipe', 'plain', ...small, '-e', '2', ...save, '--checkpoint', 'c'], join(cwd, 'then'));
    const arm = join(cwd, 'then/c/batchnorm.safetensors');
    const checkpoint = readFileSync(arm);
    rmSync(join(cwd, 'then/batchnorm.safetensors'));
    symlinkSync('c/batchnorm.safetensors', join(cwd, 'then/batchnorm.safetensors'));
    expect(refused(['resume', 'c'], join(cwd, 'then'))).to.include('is where --save puts networks');
    renameSync(join(cwd, 'then'), join(cwd, 'now'));
    const { status, stderr } = bntrain(['resume', '.'], { cwd: join(cwd, 'now/c') });
    expect(status, stderr).to.equal(2);
    expect(stderr).to.match(/\nbntrain: .*: is where --save puts networks; move it, or resume it from elsewhere\n$/);
    expect(readFileSync(join(cwd, 'now/c/batchnorm.safetensors')).equals(checkpoint)).to.equal(true);
  });

  it('refuses different settings, naming the flag and both values, and continues with some by --force', () => {
    const cwd = place();
    const before = checkpointed(cwd);
    const cases: [string[], string][] = [
      [['--lr', '0.3'], '--lr: the checkpoint was made with 0.2, got 0.3; leave it out, or add --force'],
      [['-l', '5'], '--layers: the checkpoint was made with 6, got 5; that cannot change in a run'],
      [['-l', '5', '--force'], '--layers: the checkpoint was made with 6, got 5; that cannot change in a run'],
      [['--weight', 'none'], '--weight: the checkpoint was made with its default, got none; that'],
      [['--no-shuffle'], '--shuffle: the checkpoint was made with true, got false'],
      [['--engine', 'reference'], 'got reference; leave it out, or add --force'],
      [['-e', '5'], '--epochs: got 5, but 6 epochs have already been started; give 6 or more'],
      [['-e', 'x'], "--epochs: got 'x'"],
    ];
    for (const [flags, expected] of cases) expect(refused(['resume', 'c', ...flags], cwd)).to.include(expected);
    const same = done(['resume', 'c', '--lr', '0.2', '-l', '6', '--validation', '0.20'], cwd);
    expect(withoutTimes(same)).to.deep.equal(withoutTimes(before));
    const forced = done(['resume', 'c', '--lr', '0.3', '-e', '7', '--force'], cwd);
    expect(only(forced, 'start')[0]!.config.lr).to.equal(0.3);
    expect(only(forced, 'warning')[0]!.message).to.include(
      '--lr changed from 0.2 to 0.3; the new value holds from here on',
    );
    expect(withoutTimes(only(forced, 'epoch').slice(0, 14))).to.deep.equal(withoutTimes(only(before, 'epoch')));
  });

  it('decides what a recipe leaves to the data as the run did, and compares given settings with that', () => {
    const cwd = place();
    const before = done(['train', iris, '-l', '6', '--checkpoint', 'c', '--save', 'm.safetensors'], cwd);
    const [start] = only(before, 'start');
    expect(start!.config).to.include({ epochs: 50, batchSize: 64, weightDecay: 0.3 });
    expect(start!.decided).to.include.members(['epochs', 'batchSize', 'weightDecay']);
    expect(withoutTimes(done(['resume', 'c'], cwd))).to.deep.equal(withoutTimes(before));
    const cases: [string[], string][] = [
      [['-b', '32'], '--batch-size: the checkpoint was made with 64, got 32; that cannot change in a run'],
      [
        ['--weight-decay', '0'],
        '--weight-decay: the checkpoint was made with 0.3, got 0; leave it out, or add --force',
      ],
      [['-e', '49'], '--epochs: got 49, but 50 epochs have already been started; give 50 or more'],
    ];
    for (const [flags, expected] of cases) expect(refused(['resume', 'c', ...flags], cwd)).to.include(expected);
    const same = done(['resume', 'c', '-b', '64', '-e', '50', '--weight-decay', '0.3'], cwd);
    expect(withoutTimes(only(same, 'result'))).to.deep.equal(withoutTimes(only(before, 'result')));
    const more = done(['resume', 'c', '-e', '51'], cwd);
    expect(only(more, 'epoch').at(-1)!.epoch).to.equal(51);
    expect(only(more, 'warning').map(({ message }) => message)).to.include(
      '--epochs changed from 50 to 51. The cosine schedule uses the new total from here on; earlier epochs used the old one',
    );
  });

  it('refuses changed data, naming the file, and continues with --force where shapes are the same', () => {
    const cwd = place();
    const lines = readFileSync(iris, 'utf8').trimEnd().split('\n');
    const write = (rows: string[]) => writeFileSync(join(cwd, 't.csv'), `${rows.join('\n')}\n`);
    write(lines);
    done(['t.csv', ...small, '-e', '3', '--checkpoint', 'c'], cwd);
    write(lines.with(9, '5.0,3.1,1.5,0.1,setosa'));
    expect(refused(['resume', 'c'], cwd)).to.include(
      't.csv: changed since the checkpoint was made; restore it, or train',
    );
    expect(only(done(['resume', 'c', '--force', '-e', '4'], cwd), 'result')[0]!.epochs).to.equal(4);
    write([...lines, ...lines.slice(1)]);
    expect(refused(['resume', 'c', '--force'], cwd)).to.include(
      't.csv: changed since the checkpoint was made; restore it: it had 120 training rows and now has 240',
    );
  });

  it('refuses a change in any file of a validation directory', () => {
    const cwd = place();
    mkdirSync(join(cwd, 'v'));
    const lines = readFileSync(iris, 'utf8').trimEnd().split('\n');
    const some = (begin: number) => [lines[0], ...lines.slice(begin).filter((_, n) => n % 10 === 0)].join('\n');
    writeFileSync(join(cwd, 'v/a.csv'), some(1));
    writeFileSync(join(cwd, 'v/b.csv'), some(3));
    checkpointed(cwd, '--validation', 'v');
    writeFileSync(join(cwd, 'v/b.csv'), some(5));
    expect(refused(['resume', 'c'], cwd)).to.include('v: changed since the checkpoint was made');
  });

  it('refuses another version, and continues with --force', () => {
    const cwd = place();
    checkpointed(cwd);
    const file = join(cwd, 'c/run.json');
    const run = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...run, version: '0.0.9' }));
    expect(refused(['resume', 'c'], cwd)).to.match(/was made by bntrain 0\.0\.9, and this is .*--force/);
    done(['resume', 'c', '--force'], cwd);
    done(['resume', 'c'], cwd);
  });

  it('refuses kernels that are missing or differ, and continues with others by --force', () => {
    const cwd = place();
    checkpointed(cwd);
    const file = join(cwd, 'c/run.json');
    const run = JSON.parse(readFileSync(file, 'utf8'));
    expect(refused(['resume', 'c', '--engine', 'reference'], cwd)).to.include(`made with the ${run.engine} kernels`);
    expect(withoutTimes(only(done(['resume', 'c', '--engine', run.engine], cwd), 'result'))).to.have.length(2);
    const [warning] = only(done(['resume', 'c', '--engine', 'reference', '--force'], cwd), 'warning');
    expect(warning!.message).to.include('continues with reference, so its results have other bits');
    expect(only(done(['resume', 'c'], cwd), 'start')[0]!.engine).to.equal('reference');
  });

  it('refuses a checkpoint that is damaged or of another run', () => {
    const cwd = place();
    checkpointed(cwd);
    const arm = join(cwd, 'c/baseline.safetensors');
    const bytes = readFileSync(arm);
    for (const wrong of [
      bytes.subarray(0, 500),
      bytes.with(bytes.length - 9, 1),
      readFileSync(join(cwd, 'm/baseline.safetensors')),
    ]) {
      writeFileSync(arm, wrong);
      expect(refused(['resume', 'c'], cwd)).to.include('is not a checkpoint of this run, or is damaged');
    }
    cpSync(join(cwd, 'c/batchnorm.safetensors'), arm);
    expect(refused(['resume', 'c'], cwd)).to.include('is the checkpoint of another arm, batchnorm');
    writeFileSync(join(cwd, 'c/run.json'), '{}');
    expect(refused(['resume', 'c'], cwd)).to.include('run.json: is not a checkpoint of bntrain, or is damaged');
  });
});

describe('bntrain --checkpoint', () => {
  const folder = temporaryFolder();
  const train = (...args: string[]) => bntrain(['train', iris, '-l', '4', ...args], { cwd: folder.path });
  /** A run that goes on until it is ended. */
  const endless = (directory: string) => [
    ...['train', iris, '-l', '4', '-e', '1000000', '--json', '-q'],
    ...['--checkpoint', directory, '--checkpoint-every', '5'],
  ];

  it('refuses a path that is no directory, and a directory that is in use, not empty or not writable', () => {
    mkdirSync(join(folder.path, 'full'));
    folder.write('full/baseline.safetensors', 'a model');
    folder.write('file', '');
    expect(train('--checkpoint', 'kept', '-e', '1').status).to.equal(0);
    // Root may write everywhere.
    const closed = join(folder.path, 'closed');
    if (process.getuid?.() === 0) writeFileSync(closed, '');
    else mkdirSync(closed, { mode: 0o500 });
    const cases: [string[], string][] = [
      [['--checkpoint', ''], "--checkpoint: got ''"],
      [['--checkpoint', 'file'], '--checkpoint: file: is not a directory'],
      [['--checkpoint', 'full'], '--checkpoint: full: is not empty (baseline.safetensors)'],
      [
        ['--checkpoint', 'kept'],
        "holds a checkpoint; continue it with 'bntrain resume kept', or give another directory",
      ],
      [['--checkpoint', closed], `--checkpoint: ${closed}: `],
      [['--checkpoint', 'same', '--save', 'same/m'], '--checkpoint: same: is where --save puts networks'],
      [['--checkpoint', 'x', '--checkpoint-every', '0'], "--checkpoint-every: got '0'"],
      [['--checkpoint', 'x', '--checkpoint-every', '1.5'], "--checkpoint-every: got '1.5'"],
      [['--checkpoint-every', '3'], '--checkpoint-every: is of use with --checkpoint only'],
    ];
    mkdirSync(join(folder.path, 'same'));
    for (const [flags, expected] of cases) {
      const { status, stderr } = train(...flags);
      expect(status, flags.join(' ')).to.equal(2);
      expect(stderr)
        .to.match(/^bntrain: [^\n]*\n$/)
        .and.include(expected);
    }
    expect(readFileSync(join(folder.path, 'full/baseline.safetensors'), 'utf8')).to.equal('a model');
  });

  it('leaves the directory unused when the run is refused before it begins', () => {
    expect(train('--checkpoint', 'again', '-t', 'nothing').status).to.equal(2);
    expect(train('--checkpoint', 'again', '-e', '1').status).to.equal(0);
  });

  it('locks its directory for other processes while it runs, and unlocks it when it was killed', async () => {
    const args = endless('busy');
    const child = spawn(process.execPath, [program, ...args], { cwd: folder.path, env: plainEnv });
    await once(child.stdout, 'data');
    child.stdout.resume();
    while (!existsSync(join(folder.path, 'busy/batchnorm.safetensors'))) await new Promise(setImmediate);
    const second = bntrain(['resume', 'busy'], { cwd: folder.path });
    expect([second.status, second.stderr]).to.deep.equal([
      2,
      `bntrain: ${join(folder.path, 'busy')}: process ${child.pid} uses it; wait until that has ended, or end it\n`,
    ]);
    const third = train('--checkpoint', 'busy');
    expect([third.status, third.stderr.includes('holds a checkpoint')]).to.deep.equal([2, true]);
    child.kill('SIGKILL');
    await once(child, 'close');
    const more = bntrain(['resume', 'busy', '-e', '3'], { cwd: folder.path });
    expect(more.stderr).to.match(/--epochs: got 3, but [\d,]+ epochs have already been started/);
  });

  it('does not recreate a directory that was removed, warns, and does not offer to resume it', async () => {
    const args = endless('lost');
    const child = spawn(process.execPath, [program, ...args], { cwd: folder.path, env: plainEnv });
    let [stdout, stderr, over] = ['', '', false];
    child.stdout.on('data', data => {
      if (stdout === '') renameSync(join(folder.path, 'lost'), join(folder.path, 'elsewhere'));
      stdout += data;
      // The run continues until it is interrupted, so the warning will come.
      if (over || !stdout.includes('no checkpoint could be written')) return;
      over = true;
      child.kill('SIGINT');
    });
    child.stderr.on('data', data => {
      stderr += data;
    });
    const [code] = await once(child, 'close');
    expect(code).to.equal(2);
    const why = `lost: no checkpoint could be written: it cannot be written to: there is no directory lost any more`;
    expect(only(parseLines(stdout), 'warning').map(({ message }) => message.split(';')[0])).to.deep.equal([
      why,
      'interrupted: the results are of the epochs until now',
    ]);
    expect(stderr).to.include(`bntrain: ${why}\n`).and.not.include('To continue');
    expect(existsSync(join(folder.path, 'lost'))).to.equal(false);
  });

  it('continues training when no checkpoint can be written, warns once, and keeps the last one complete', function () {
    if (process.platform === 'win32') this.skip();
    const args = ['train', iris, '-l', '4', '-e', '3000', '--log-steps', '1', '--json', '-q', '--save', 'm'];
    const whole = train(...args.slice(4), '--save', 'whole');
    // The curve grows with every step, and files may have no more than 64 KiB.
    const shell = `trap '' XFSZ; ulimit -f ${process.platform === 'darwin' ? 128 : 64}; exec "$@"`;
    const own = [...args, '--checkpoint', 'small', '--checkpoint-every', '0.01s'];
    const { status, stdout, stderr } = spawnSync('bash', ['-c', shell, 'bash', process.execPath, program, ...own], {
      cwd: folder.path,
      env: plainEnv,
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    });
    expect(status, stderr).to.equal(2);
    const told = parseLines(stdout);
    expect(only(told, 'warning').map(({ message }) => message)).to.deep.equal([
      'small: no checkpoint could be written: it takes no file that large; training continues, and the previous checkpoint is kept',
    ]);
    expect(stderr).to.match(/\nbntrain: small: no checkpoint could be written: it takes no file that large\n$/);
    const results = (text: string) => withoutTimes(only(parseLines(text), 'result'));
    expect(results(stdout)).to.deep.equal(results(whole.stdout));
    expect(readdirSync(join(folder.path, 'small')).sort()).to.deep.equal([
      'batchnorm.safetensors',
      'lock-1',
      'run.json',
    ]);
    const again = bntrain(['resume', 'small', '--json', '-q'], { cwd: folder.path });
    expect(again.status, again.stderr).to.equal(0);
    expect(results(again.stdout)).to.deep.equal(results(whole.stdout));
    expect(readFileSync(join(folder.path, 'm')).equals(readFileSync(join(folder.path, 'whole')))).to.equal(true);
  });
});
