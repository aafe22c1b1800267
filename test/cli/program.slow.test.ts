import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { bntrain, events, only, parseLines, plainEnv, program, temporaryFolder } from '../support/bntrain.ts';
import { root } from '../support/fixtures.ts';

/** Text without its line breaks. */
function unwrapped(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}

const quick = ['data/iris.csv', '-l', '8', '-e', '2'];

describe('bntrain', () => {
  const folder = temporaryFolder();

  it('without arguments shows help with three examples that work in a checkout', () => {
    const { status, stdout, stderr } = bntrain([]);
    expect([status, stderr]).to.deep.equal([0, '']);
    const examples = [...stdout.matchAll(/^ {2}bntrain ((?:\S+ )*\S+) {2,}/gm)].map(([, args]) =>
      args!.split(' | ')[0]!.split(' '),
    );
    expect(examples).to.have.lengthOf(3);
    for (const args of examples) expect(bntrain([...args, '-e', '1', '-l', '5']).status, args.join(' ')).to.equal(0);
  });

  it('has help and its version', () => {
    for (const args of [
      ['--help'],
      ['help'],
      ['compare', '--help'],
      ['train', '--help'],
      ['gradcheck', '--help'],
      ['cache', '--help'],
    ]) {
      expect(bntrain(args)).to.deep.include({ status: 0, stderr: '' });
    }
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(bntrain(['--version']).stdout).to.equal(`${version}\n`);
  });

  it('shows the default of every flag that has one', () => {
    const stdout = unwrapped(bntrain(['compare', '--help-all']).stdout);
    for (const text of [
      '--epochs <n>',
      '(default: 20)',
      '(default: 64)',
      '(default: 0.2)',
      '(default: 100,100)',
      '(default: 0.00001)',
    ]) {
      expect(stdout).to.contain(text);
    }
  });

  const refusals: [string[], string | RegExp][] = [
    [['none.csv'], 'bntrain: none.csv: no such file\n'],
    [
      ['data'],
      /^bntrain: data\/concrete\.csv: has 9 columns, data\/breast_cancer_wdbc\.csv has 31; files that are read together must/,
    ],
    [['data/iris.csv', '--epochs', 'ten'], "bntrain: --epochs: got 'ten', takes a whole number, 1 or more\n"],
    [['none.csv', '--lr', '-1'], "bntrain: --lr: got '-1', takes a number above 0\n"],
    [['data/iris.csv', '--epoch', '3'], 'bntrain: --epoch: is no flag of compare; did you mean --epochs?\n'],
    [['train', '--version'], 'bntrain: --version: stands alone; leave out the rest\n'],
    [['data/iris.csv', '--lr'], 'bntrain: --lr: got nothing, takes a number above 0\n'],
    [['compare'], "bntrain: compare: got no files; 'bntrain compare --help' has examples\n"],
    [['comapre', 'data/iris.csv'], "bntrain: 'comapre' is neither a file nor a command; did you mean 'compare'?\n"],
    [
      ['data/iris.csv', '-t', 'kind'],
      /^bntrain: --target: data\/iris\.csv has no column 'kind'; the columns are sepal_length, /,
    ],
    [['data/iris.csv', '-b', '1'], /^bntrain: --batch-size: got 1, takes 2 or more with batch norm/],
    [
      ['missing.csv', '--task', 'regression', '--label-smoothing', '0.1'],
      /^bntrain: --label-smoothing: is for classif/,
    ],
    [['data/iris.csv', '--min-batch', '1'], /^bntrain: --min-batch: got 1, takes 2 or more with batch norm/],
    [
      ['data/iris.csv', '--validation', '20%'],
      "bntrain: --validation: got '20%', takes a fraction from 0 to below 1, or a file\n",
    ],
    [
      ['data/iris.csv', '--engine', 'gpu'],
      "bntrain: --engine: got 'gpu', takes auto, reference, plain, fused, wide or blas\n",
    ],
    [
      ['data/iris.csv', '-l', '1000000x100'],
      /^bntrain: out of memory: [\d.]+ \w+ more are needed; take fewer or narrower layers/,
    ],
    [['gradcheck', '--tolerance', '0'], "bntrain: --tolerance: got '0', takes a number above 0\n"],
    [['gradcheck', '--tolerance', ''], "bntrain: --tolerance: got '', takes a number above 0\n"],
    [['bench', '--features', '0'], "bntrain: --features: got '0', takes a whole number, 1 or more\n"],
    [['data/concrete.csv', '--task', 'classification', '-t', 'nothing'], /^bntrain: --target/],
  ];
  for (const [args, message] of refusals) {
    it(`answers '${args.join(' ')}' with one message and exit code 2`, () => {
      const { status, stdout, stderr } = bntrain(args);
      if (typeof message === 'string') expect(stderr).to.equal(message);
      else expect(stderr).to.match(message);
      expect([status, stdout]).to.deep.equal([2, '']);
      expect(stderr).to.not.contain('    at ');
    });
  }

  const tables: [string, string, RegExp][] = [
    ['one class only', 'x,y\n1,a\n2,a\n', /t\.csv: target 'y' has one class only \('a' in all 2 rows\)/],
    ['as many classes as rows', 'x,y\n1,a\n2,b\n3,c\n', /t\.csv: target 'y' has as many classes as rows \(3\)/],
    ['a regression of one value', 'x,y\n1,0.5\n2,0.5\n', /t\.csv: target 'y' has one value \(0\.5 in all rows\)/],
    ['a single row', 'x,y\n1,0.5\n', /t\.csv: target 'y' has one value \(0\.5 in all rows\);/],
    ['one column', 'y\n1\n2\n', /t\.csv: has the one column 'y'/],
    [
      'only a target beside columns of nothing',
      'x,y\n,a\n,b\n,a\n,b\n',
      /no column is left to predict the target from/,
    ],
  ];
  it('uses the last column with values as the target, and refuses a named target without values', () => {
    const table = folder.write('t.csv', 'x,z,y\n1,a,\n2,b,NA\n1,a,\n2,b,\n');
    expect(bntrain([table, '-e', '1']).stderr).to.contain("the target is 'z' before it");
    const { status, stderr } = bntrain([table, '-t', 'y']);
    expect(stderr).to.match(/t\.csv: target 'y' has no value in any row/);
    expect(status).to.equal(2);
  });

  for (const [what, content, message] of tables) {
    it(`refuses ${what}`, () => {
      const { status, stderr } = bntrain([folder.write('t.csv', content)]);
      expect(stderr.split('\n').at(-2)).to.match(message);
      expect(status).to.equal(2);
    });
  }

  it('skips rows without a target, counts them and says where the first is', () => {
    const rows = Array.from({ length: 40 }, (_, i) => `${i % 7},${i % 10 === 3 ? '' : i % 2 === 0 ? 'a' : 'b'}\n`).join(
      '',
    );
    const path = folder.write('t.csv', `x,y\n${rows}`);
    const { stdout, stderr } = bntrain([path, '-e', '1', '-l', '4']);
    expect(stderr).to.contain(`4 of 40 rows are left out: no value in target 'y' (the first at ${path}:5)`);
    expect(stdout).to.contain('40 rows, 4 left out');
    const found = only(events([path, '-e', '1', '-l', '4']), 'start')[0]!;
    expect(found.data).to.include({
      rows: 40,
      trainRows: 29,
      validationRows: 7,
    });
    expect(found.data.without).to.deep.equal({ target: 4, where: 0, sample: 0 });
  });

  it('skips the row that would be a batch of its own, with a warning', () => {
    const { stderr } = bntrain(['data/iris.csv', '-b', '17', '-e', '1', '-l', '4']);
    expect(stderr).to.contain('so one of 120 training rows (a different one each epoch) is skipped');
    const [result] = only(events(['data/iris.csv', '-b', '17', '-e', '1', '-l', '4']), 'result');
    expect(result!.steps).to.equal(7);
  });

  it('refuses smoothed labels where the table has numbers to predict, and applies those of a recipe to classes alone', () => {
    const numbers = ['train', 'data/concrete.csv', '-e', '1', '-l', '4', '-q'];
    const { status, stdout, stderr } = bntrain([...numbers, '--label-smoothing', '0.1']);
    expect(status).to.equal(2);
    expect(stdout).to.equal('');
    const refusal = 'bntrain: --label-smoothing: is for classification, and this is regression; leave it out, or take';
    expect(stderr.split('\n').filter(line => line.startsWith('bntrain: '))).to.have.length(1);
    expect(unwrapped(stderr)).to.contain(refusal);
    for (const [args, smoothing] of [
      [numbers, null],
      [['train', 'data/iris.csv', '-e', '1', '-l', '4', '-q'], 0.1],
    ] as const) {
      const [start] = only(events([...args, '--recipe', 'tabular']), 'start');
      expect(start!.config.labelSmoothing).to.equal(smoothing);
      expect(start!.decided).to.include('labelSmoothing');
    }
  });

  it('leaves out a last batch below --min-batch, with a warning only where it is always the same rows', () => {
    const flags = ['data/iris.csv', '-b', '32', '-e', '1', '-l', '4'];
    const steps = (...more: string[]) => only(events([...flags, ...more]), 'result').map(result => result.steps);
    expect(steps()).to.deep.equal([4, 4]);
    expect(steps('--min-batch', '25')).to.deep.equal([3, 3]);
    expect(steps('-b', '200', '--min-batch', '150'), 'the only batch').to.deep.equal([1, 1]);
    expect(bntrain([...flags, '--min-batch', '25', '-q']).stderr).to.equal('');
    const { stderr } = bntrain([...flags, '--min-batch', '25', '--no-shuffle', '-q']);
    expect(stderr).to.contain('--min-batch 25 leaves the same 24 training rows out of every epoch');
  });

  it('reads validation rows from a file, encoded as the training file is', () => {
    const path = folder.write(
      'v.csv',
      `species,extra,petal_width,petal_length,sepal_width,sepal_length
setosa,1,0.2,1.4,3.5,5.1\nvirginica,1,2.1,5.9,3.0,7.1\nfoo,1,2.1,5.9,3.0,7.1\n`,
    );
    const { stdout, stderr } = bntrain([...quick, '--validation', path, '-e', '30']);
    expect(stderr).to.contain(`${path}: 1 column that the training file does not have: 'extra'; not used`);
    expect(stderr).to.contain(
      "1 class has no training row: 'foo'; 1 validation row of that kind cannot be predicted and count",
    );
    expect(unwrapped(stdout)).to.contain(`150 rows to train, 3 to validate from ${path}`);
    expect(stdout).to.match(/accuracy there +66\.7% +66\.7%/);
  });

  it('keeps a class that only the last rows have when nothing is shuffled', () => {
    const { stderr } = bntrain([...quick, '--no-shuffle', '--validation', '0.34']);
    expect(stderr).to.match(/1 class has no training row: 'virginica'; 50 validation rows/);
  });
});

describe('the streams of bntrain', () => {
  it('have results on stdout, and warnings on stderr', () => {
    const { stdout, stderr } = bntrain(['data/digits8x8.csv', '-t', 'label', '-e', '1', '-l', '5']);
    expect(stdout).to.contain('validation loss by epoch').and.contain('best validation loss').and.match(/\.\n$/);
    expect(stdout).to.not.contain('warning');
    expect(stderr).to.equal("warning: 3 columns with one value in all rows are left out: 'p00', 'p40' and 'p47'\n");
  });

  it('have nothing but events on stdout with --json, and the result for people on stderr', () => {
    const { stdout, stderr } = bntrain([...quick, '--json']);
    expect(parseLines(stdout).map(event => event.event)).to.include.members(['start', 'epoch', 'result', 'comparison']);
    expect(stderr).to.contain('best validation loss');
    expect(bntrain([...quick, '--json', '--quiet']).stderr).to.equal('');
  });

  it('show the text of a warning event on stderr', () => {
    const { stdout, stderr } = bntrain([...quick, '-l', 'none', '--json', '--quiet']);
    const [warning] = only(parseLines(stdout), 'warning');
    expect(stderr).to.equal(`warning: ${warning!.message}\n`);
  });

  it('have no colour and no bars off a terminal', () => {
    const { stdout, stderr } = bntrain(quick);
    expect(stdout + stderr).to.not.contain('\u001b');
  });

  it('have colour when FORCE_COLOR asks for it, but not against --no-color', () => {
    const env = { ...plainEnv, FORCE_COLOR: '1' };
    expect(bntrain(quick, { env }).stdout).to.contain('\u001b[');
    expect(bntrain(quick, { env: { ...env, NO_COLOR: '1' } }).stdout).to.contain('\u001b[');
    expect(bntrain([...quick, '--no-color'], { env }).stdout).to.not.contain('\u001b');
  });

  it('are plain ASCII where the locale has no UTF-8, and on terminals without Braille', () => {
    for (const env of [
      { ...plainEnv, LANG: 'C' },
      { ...plainEnv, LC_ALL: 'POSIX' },
      { ...plainEnv, TERM: 'linux' },
      { ...plainEnv, TERM: 'dumb' },
    ]) {
      const { stdout } = bntrain(quick, { env });
      expect(/^[\x20-\x7e\n]*$/.test(stdout), stdout).to.equal(true);
    }
    expect(bntrain(quick).stdout).to.match(/[\u2800-\u28ff]/);
  });

  it('have lines of at most 80 columns off a terminal', () => {
    for (const line of bntrain([
      'data/house_lucas_oh_4k.csv',
      '-t',
      'price',
      '-l',
      '8',
      '-e',
      '2',
      '--lr',
      '0.01',
    ]).stdout.split('\n')) {
      expect(line.length, line).to.be.at.most(80);
    }
  });

  it('are quiet when the reader closes the pipe', () => {
    const shell = `"${process.execPath}" "${program}" data/digits8x8.csv -t label --json | head -n 1`;
    const { stdout, stderr } = spawnSync('sh', ['-c', shell], { cwd: root, env: plainEnv, encoding: 'utf8' });
    expect(parseLines(stdout).map(event => event.event)).to.deep.equal(['start']);
    expect(stderr).to.not.contain('EPIPE').and.not.contain('    at ');
  });

  it('end on Ctrl-C with the results until then, and exit code 130', async () => {
    const args = [program, 'data/digits8x8.csv', '-t', 'label', '-e', '100000', '--json'];
    const child = spawn(process.execPath, args, { cwd: root, env: plainEnv });
    let stdout = '';
    let stderr = '';
    child.stderr.on('data', text => {
      stderr += text;
    });
    child.stdout.on('data', text => {
      if (!stdout.includes('"epoch":1,') && String(stdout + text).includes('"epoch":1,')) child.kill('SIGINT');
      stdout += text;
    });
    const [code] = await once(child, 'close');
    expect(code).to.equal(130);
    expect(stderr).to.contain('interrupted: the results are of the epochs until now');
    const found = parseLines(stdout);
    expect(only(found, 'result')).to.have.lengthOf(2);
    expect(only(found, 'result')[0]).to.include({ interrupted: true, stoppedEarly: false, diverged: false });
    expect(found.slice(-2).map(({ event }) => String(event))).to.deep.equal(['comparison', 'error']);
  });
});

describe('bntrain gradcheck', () => {
  it('shows every tensor with its verdict, and succeeds', () => {
    const { status, stdout } = bntrain(['gradcheck']);
    expect(status).to.equal(0);
    expect(stdout.match(/ passed$/gm)).to.have.lengthOf(41);
    expect(stdout).to.contain('All 41 gradients agree to within 0.000001.');
  });

  it('accepts layers, batch size and other settings', () => {
    const { status, stdout } = bntrain([
      'gradcheck',
      '-l',
      '4,3,2',
      '-b',
      '5',
      '--activation',
      'tanh',
      '--seed',
      '9',
      '--bn-eps',
      '0.001',
    ]);
    expect(status).to.equal(0);
    expect(unwrapped(stdout)).to.contain('Network 5 → 4 → 3 → 2 → 3, tanh, batches of 5, seed 9.');
  });

  it('fails with exit code 1, and names the tensors that differ', () => {
    const { status, stdout } = bntrain(['gradcheck', '--tolerance', '1e-300']);
    expect(status).to.equal(1);
    expect(stdout)
      .to.contain('FAILED')
      .and.match(/\d+ of 41 gradients differ/);
    expect(bntrain(['gradcheck', '--tolerance', '1e-300', '--json']).status).to.equal(1);
  });
});

describe('bntrain bench', () => {
  it('measures products, steps and the two backward passes, and reports the cost of batch norm', () => {
    const { status, stdout } = bntrain(['bench', '-l', '8', '-b', '4', '--features', '3', '--outputs', '2']);
    expect(status).to.equal(0);
    const text = unwrapped(stdout);
    expect(text).to.match(/forward 60 × 784 × 100 [\d.]+/);
    expect(text).to.match(/Batch norm makes a step [\d.]+% (longer|shorter)|The cost of batch norm is within noise/);
    expect(text).to.match(/The staged backward pass takes|The two backward passes take the same time/);
  });

  it('gives its figures as JSON lines', () => {
    const { stdout } = bntrain(['bench', '-l', '8', '-b', '4', '--features', '3', '--outputs', '1', '--json']);
    const figures = stdout
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line));
    expect(new Set(figures.map(({ event }) => event))).to.deep.equal(
      new Set(['gemm', 'bench-step', 'batchnorm-cost', 'backward', 'backward-ratio']),
    );
    for (const { event, seconds, low, high } of figures) {
      if (['gemm', 'bench-step', 'backward'].includes(event))
        expect(low > 0 && low <= seconds && seconds <= high).to.equal(true);
    }
  });
});
