/** Runs by a queue, and its workers, as users start them. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { version } from '../../src/base/version.ts';
import { bntrain, only, parseLines, plainEnv, program, temporaryFolder, withoutTimes } from '../support/bntrain.ts';
import { root } from '../support/fixtures.ts';
import { describeWith, startPostgres, type TestServer } from '../support/servers.ts';

const args = ['sweep', 'data/iris.csv', '-l', '4', '-e', '3', '--lr', '0.1,1', '--init-scale', '0.1,1', '--seeds', '3'];

describeWith('PostgreSQL', 'runs by a queue', () => {
  const folder = temporaryFolder();
  let server: TestServer;
  let env: NodeJS.ProcessEnv;
  const running: ChildProcess[] = [];
  const temporary = () => join(folder.path, 'temporary');

  before(async () => {
    server = await startPostgres();
    mkdirSync(temporary());
    env = {
      ...{ ...plainEnv, BNTRAIN_QUEUE: server.url },
      ...{ XDG_CACHE_HOME: join(folder.path, 'cache'), TMPDIR: temporary() },
    };
  });
  afterEach(() => {
    for (const child of running.splice(0)) if (child.exitCode === null) child.kill('SIGKILL');
  });
  after(() => server.stop());

  /** Starts the program; `until` resolves when its stderr has such a text, and `ended` with its exit code. */
  function start(...more: string[]) {
    const child = spawn(process.execPath, [program, ...more], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    running.push(child);
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', piece => {
        output[name] += piece;
      });
    }
    const ended = once(child, 'close').then(([code]) => code as number | null);
    const until = async (text: string) => {
      while (!output.stderr.includes(text)) {
        if (child.exitCode !== null) throw new Error(output.stderr);
        await Promise.race([once(child.stderr, 'data'), ended]);
      }
    };
    return { child, output, until, ended };
  }

  it('come to what one process comes to, and leave nothing behind', async () => {
    const sweep = start(...args, '--queue', 'env', '--json', '-q', '--log-epochs', '--verify', '10%');
    // By then the database has a queue.
    await once(sweep.child.stdout, 'data');
    const workers = [start('worker', '--threads', '1'), start('worker', '--threads', '1', '--json')];
    await Promise.all(workers.map(({ until }) => until('takes runs of')));
    expect(await sweep.ended).to.equal(0);
    expect(sweep.output.stderr).to.equal('');
    const alone = bntrain([...args, '--json', '-q', '--log-epochs']);
    expect(withoutTimes(parseLines(sweep.output.stdout).slice(1))).to.deep.equal(
      withoutTimes(parseLines(alone.stdout).slice(1)),
    );
    expect(readdirSync(temporary()).filter(name => name.startsWith('bntrain'))).to.deep.equal([]);
    for (const { child } of workers) child.kill('SIGTERM');
    expect(await Promise.all(workers.map(({ ended }) => ended))).to.deep.equal([0, 0]);
    const [first, second] = workers.map(({ output }) => output) as [typeof sweep.output, typeof sweep.output];
    expect(first.stderr).to.contain(`takes runs of bntrain ${version}, fma, from postgres://owner@127.0.0.1:`);
    const done = (text: string) => [...text.matchAll(/Done: (\d+) pair/g)].reduce((sum, [, n]) => sum + Number(n), 0);
    expect(done(first.stderr) + done(second.stderr)).to.equal(12);
    expect(second.stdout.split('\n').filter(line => line.includes('"event":"bundle"')).length).to.equal(
      second.stderr.split('Done:').length - 1,
    );
  });

  it('can be left there, are trained by a worker that ends with the queue, and collected', async () => {
    const results = join(folder.path, 'runs');
    const asked = [...args, '--batch-size', '16', '--queue', 'env', '--results', results, '-q'];
    const detached = start(...asked, '--detach');
    expect(await detached.ended).to.equal(0);
    expect(detached.output.stderr).to.equal(
      'warning: 0 of 12 pairs are done; the queue has the others; run the command without --detach to collect them\n',
    );
    expect(await start('worker', '--drain', '-q').ended).to.equal(0);
    const collected = start(...asked, '--json');
    expect(await collected.ended).to.equal(0);
    expect(only(parseLines(collected.output.stdout), 'pair')).to.have.lengthOf(12);
    // They are in the directory by now.
    const again = bntrain([...args, '--batch-size', '16', '--results', results, '--json', '-q']);
    expect(only(parseLines(again.stdout), 'pair')).to.have.lengthOf(12);
  });

  it('end with 1 and the reason where workers refuse them', async () => {
    const worker = start('worker', '--max-parameters', '20');
    await worker.until('takes runs of');
    const sweep = start(...args, '--batch-size', '8', '--queue', 'env', '--json', '-q');
    expect(await sweep.ended).to.equal(1);
    const [error] = parseLines(sweep.output.stdout).slice(-1) as unknown as [{ code: string; message: string }];
    expect(error.code).to.equal('runs');
    expect(error.message).to.match(/^12 pairs failed: 12 pairs from seed 1, .* on: --max-parameters: a network has/);
    await worker.until('Refused');
    worker.child.kill('SIGINT');
    expect(await worker.ended).to.equal(0);
  });

  it('go on after Ctrl-C of the coordinator, which keeps what is done', async () => {
    const asked = [...args, '--batch-size', '4', '--queue', 'env', '--log-epochs', '--json'];
    // By then they are in the queue.
    expect(await start(...asked, '--detach').ended).to.equal(0);
    const first = start(...asked);
    await once(first.child.stdout, 'data');
    first.child.kill('SIGINT');
    expect(await first.ended).to.equal(130);
    expect(first.output.stderr).to.contain('To continue: run the same command again');
    expect(await start('worker', '--drain', '-q').ended).to.equal(0);
    const second = start(...asked);
    expect(await second.ended).to.equal(0);
    expect(only(parseLines(second.output.stdout), 'pair')).to.have.lengthOf(12);
  });

  it('let a worker end that still waits for the server', async () => {
    const worker = start('worker', '--queue', 'postgres://nobody@127.0.0.1:1/none');
    await worker.until('it is tried again');
    worker.child.kill('SIGTERM');
    expect(await worker.ended).to.equal(0);
  });

  for (const [what, flags, message] of [
    ['with a shard', ['--queue', 'env', '--results', 'x', '--shard', '1/2'], /^bntrain: --shard: got --queue too/],
    [
      'with a check of what nobody waits for',
      ['--queue', 'env', '--detach', '--verify', '1'],
      /^bntrain: --verify: got --detach too/,
    ],
    ['with a share of nothing', ['--queue', 'env', '--verify', '0'], /^bntrain: --verify: got '0', takes a share/],
    ['without a queue', ['--detach'], /^bntrain: --detach: is of use with --queue only/],
    ['with a checkpoint', ['--queue', 'env', '--checkpoint', 'x'], /^bntrain: --queue: got --checkpoint too/],
    ['with kernels of a library', ['--queue', 'env', '--engine', 'blas'], /^bntrain: --engine blas: got --queue too/],
  ] as const) {
    it(`are refused ${what}`, () => {
      const { status, stderr } = bntrain([...args, ...flags, '-q'], { env });
      expect(status).to.equal(2);
      expect(stderr).to.match(message);
    });
  }

  it('are refused before a server is asked where there is no score', () => {
    const flags = ['--seeds', '2', '--validation', '0', '--fail-under', '0.5', '--queue', 'redis://127.0.0.1:1'];
    const { stderr } = bntrain(['compare', 'data/iris.csv', ...flags]);
    expect(stderr).to.match(/^bntrain: --fail-under: got --validation 0 too/);
  });

  it('are refused for a table on standard input, for weights from a file, for one run, and without a URL', () => {
    const refusal = (command: readonly string[], options = {}) =>
      bntrain([...command, '-q'], { env, ...options }).stderr;
    const queue = ['--queue', 'env'];
    expect(refusal(['compare', '-', '--seeds', '2', ...queue])).to.match(/^bntrain: -: got --queue too/);
    const weights = ['compare', 'data/iris.csv', '--seeds', '2', '--init-from', 'x.safetensors'];
    expect(refusal([...weights, ...queue])).to.match(/^bntrain: --init-from: got --queue too/);
    expect(refusal(['compare', 'data/iris.csv', ...queue])).to.match(
      /^bntrain: --queue: is of use with several runs only/,
    );
    expect(refusal([...args, ...queue], { env: plainEnv })).to.match(/^bntrain: --queue: BNTRAIN_QUEUE is not set/);
  });
});
