import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { TrainingEvent } from '../../src/events/events.ts';
import {
  bntrain,
  events,
  only,
  parseLines,
  plainEnv,
  program,
  temporaryFolder,
  withoutTimes,
} from '../support/bntrain.ts';
import { deviations } from '../support/events-schema.ts';
import { root } from '../support/fixtures.ts';

const few = ['-l', '4', '-e', '2', '--threads', '2'];
const sweep = (...args: string[]) => events(['sweep', 'data/iris.csv', ...few, ...args]);

describe('bntrain sweep', () => {
  const folder = temporaryFolder();

  it('trains both arms with every seed at every point, with the bits of compare', () => {
    const all = sweep('--lr', '0.1,1', '--batch-size', '16,64', '--seeds', '2');
    const results = only(all, 'result');
    expect(results).to.have.lengthOf(16);
    const [one] = only(events(['compare', 'data/iris.csv', ...few, '--lr', '1', '-b', '16', '--seed', '2']), 'result');
    const same = results.find(
      ({ arm, seed, cell }) => arm === 'baseline' && seed === 2 && cell!.lr === 1 && cell!.batchSize === 16,
    )!;
    expect(same.final).to.deep.equal(one!.final);
    expect(same.initHash).to.equal(one!.initHash);
    expect(only(all, 'cell').map(({ arm, cell }) => [arm, cell.batchSize, cell.lr])).to.deep.equal(
      [16, 64].flatMap(b => [0.1, 1].flatMap(lr => ['baseline', 'batchnorm'].map(arm => [arm, b, lr]))),
    );
    expect(only(all, 'sweep')).to.have.lengthOf(1);
    for (const event of all) expect(deviations(event as never)).to.deep.equal([]);
  });

  it('shares the order of the batches between points of one batch size, and the weights between networks of one shape', () => {
    const results = only(sweep('--lr', '0.1,1', '--batch-size', '16,64', '--seeds', '1'), 'result');
    const count = (key: 'orderHash' | 'initHash' | 'splitHash') => new Set(results.map(result => result[key])).size;
    expect([count('splitHash'), count('initHash')]).to.deep.equal([1, 1]);
    for (const batchSize of [16, 64]) {
      const own = results.filter(({ cell }) => cell!.batchSize === batchSize);
      expect(new Set(own.map(({ orderHash }) => orderHash)).size).to.equal(1);
    }
  });

  it('writes epochs only where they are asked for', () => {
    expect(only(sweep('--lr', '0.1,1', '--seeds', '1'), 'epoch')).to.deep.equal([]);
    const epochs = only(sweep('--lr', '0.1,1', '--seeds', '1', '--log-epochs'), 'epoch');
    expect(epochs).to.have.lengthOf(2 * 2 * 3);
    expect(epochs[0]!.cell).to.deep.equal({ lr: 0.1 });
  });

  it('trains for equal steps, rounded up to epochs, whatever the batch size', () => {
    const all = events(['sweep', 'data/iris.csv', '-l', '4', '--batch-size', '16,64', '--steps', '9', '--seeds', '1']);
    expect(only(all, 'result').map(({ steps, epochs }) => [steps, epochs])).to.deep.equal([
      [16, 2],
      [16, 2],
      [10, 5],
      [10, 5],
    ]);
  });

  it('takes lists and ranges from a config file, and refuses with the line what a setting does not take', () => {
    const path = join(folder.path, 'sweep.yaml');
    writeFileSync(path, 'lr: 0.1..10:3\nlayers: [[4], 5x2]\nepochs: 2\nbetas: [0.9, 0.999]\n');
    const cells = only(events(['sweep', 'data/iris.csv', '--config', path, '--seeds', '1']), 'cell');
    expect(cells.filter(({ arm }) => arm === 'baseline').map(({ cell }) => [cell.layers, cell.lr])).to.deep.equal(
      [[4], [5, 5]].flatMap(layers => [0.1, 1, 10].map(lr => [layers, lr])),
    );
    writeFileSync(path, 'epochs: 2\nlr: [0.1, 0]\n');
    const { status, stderr } = bntrain(['sweep', 'data/iris.csv', '--config', path]);
    expect(status).to.equal(2);
    expect(stderr).to.contain(`${path}:2: lr: got '0', takes a number above 0`);
    expect(bntrain(['compare', 'data/iris.csv', '--config', path]).stderr).to.contain(
      'lr: got [0.1,0], takes a number',
    );
  });

  it('shows how long runs are where steps are given', () => {
    const args = ['sweep', 'data/iris.csv', '-l', '4', '--batch-size', '16,64', '--steps', '9', '--seeds', '1', '-q'];
    expect(bntrain(args).stdout).to.match(/training +sgd, lr 0\.1, 10 to 16 steps in 2 to 5 epochs/);
  });

  it('finds the same largest stable rates with any number of threads, and for a seed alone', () => {
    const found = (...args: string[]) => only(sweep('--max-stable-lr', ...args), 'stable-lr');
    const three = found('--seeds', '3');
    expect(three).to.have.lengthOf(6);
    expect(found('--seeds', '3', '--threads', '1')).to.deep.equal(three);
    expect(found('--seed', '2', '--seeds', '1')).to.deep.equal(three.slice(2, 4));
  });

  it('shows maps, regions, best points and tries', () => {
    const { status, stdout } = bntrain([
      'sweep',
      'data/iris.csv',
      ...few,
      '--lr',
      '0.1,1',
      '--batch-size',
      '16,64',
      '-q',
    ]);
    expect(status).to.equal(0);
    for (const part of ['4 points × 5 seeds × 2 arms: 40', 'batchnorm - baseline', 'own best', 'that many points']) {
      expect(stdout).to.contain(part);
    }
  });

  it('says that one seed tells no luck', () => {
    const { stdout } = bntrain(['sweep', 'data/iris.csv', ...few, '--lr', '0.1,1', '--seeds', '1', '-q']);
    expect(stdout).to.contain('With one seed there are no intervals');
    expect(stdout).to.not.contain('interval ');
  });

  const refusals: [string[], string][] = [
    [[], 'a sweep takes several values of a setting, such as --lr 0.001..1:7 or --batch-size 16,64'],
    [['--lr', '0.1'], 'a sweep takes several values of a setting'],
    [['--lr', '0,1'], "--lr: got '0', takes a number above 0"],
    [['--lr', '1..0.1:4'], "--lr: got '1..0.1:4', which runs backwards; write 0.1..1:4"],
    [['--batch-size', '1,16'], '--batch-size: got 1, takes 2 or more with batch norm'],
    [['--depth', '1,2'], '--depth: takes --width too'],
    [['--lr', '0.1..1:2000'], 'the sweep has 20,000 runs (2,000 points, 5 seeds and 2 arms); take fewer, or add --yes'],
    [['--lr', '0.1,1', '--log-epochs'], '--log-epochs: is of use with --json only'],
    [['--lr', '0.1', '--max-stable-lr'], '--lr: got --max-stable-lr too'],
    [['--lr', '0.1,1', '--steps', '5', '-e', '5'], '--steps: got --epochs too'],
  ];
  for (const [args, message] of refusals) {
    it(`refuses ${args.join(' ') || 'no values'} before it reads anything`, () => {
      const { status, stdout, stderr } = bntrain(['sweep', 'no-such-folder/table.csv', ...args]);
      expect([status, stdout]).to.deep.equal([2, '']);
      expect(stderr).to.match(/^bntrain: [^\n]*\n$/);
      expect(stderr).to.contain(message);
    });
  }

  it('reports what is whole when a signal ends it, and goes on from a checkpoint to the same events', async () => {
    const directory = join(folder.path, 'run');
    const args = ['sweep', 'data/iris.csv', '-l', '4', '-e', '30', '--lr', '0.1,1', '--seeds', '60', '--threads', '1'];
    const child = spawn(process.execPath, [program, ...args, '--json', '--checkpoint', directory], {
      cwd: root,
      env: plainEnv,
    });
    let [stdout, stderr, ended] = ['', '', false];
    child.stderr.on('data', text => {
      stderr += text;
    });
    child.stdout.on('data', text => {
      stdout += text;
      if (ended || stdout.split('"event":"pair"').length < 6) return;
      ended = child.kill('SIGINT');
    });
    const code = await new Promise(resolve => child.on('close', resolve));
    expect(code).to.equal(130);
    const [part] = only(parseLines(stdout), 'sweep');
    expect(part!.used).to.be.below(120);
    expect(part!.used).to.equal(2 * part!.seeds);
    expect(stderr).to.contain('The sweep is not complete: these results cover the ');
    const resumed = bntrain(['resume', directory, '--json', '-q']);
    expect(resumed.status, resumed.stderr).to.equal(0);
    const conclusions = (all: TrainingEvent[]) =>
      withoutTimes(all.filter(({ event }) => ['result', 'pair', 'cell', 'sweep'].includes(event)));
    const whole = conclusions(events(args));
    const digests = (all: unknown[]) => all.map(event => ({ ...(event as object), digests: null }));
    expect(digests(conclusions(parseLines(resumed.stdout)))).to.deep.equal(digests(whole));
  });
});
