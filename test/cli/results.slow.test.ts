/** Shards of a sweep in one folder, killed or not, come to what one process comes to. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { lineOf } from '../../src/saved/results/result-line.ts';
import { bntrain, only, parseLines, plainEnv, program, temporaryFolder, withoutTimes } from '../support/bntrain.ts';
import { root } from '../support/fixtures.ts';

const args = ['sweep', 'data/iris.csv', '-l', '4', '-e', '3', '--lr', '0.1,1', '--init-scale', '0.1,1', '--seeds', '3'];
const jsonOf = (stdout: string) => withoutTimes(parseLines(stdout));

describe('a folder of results', () => {
  const folder = temporaryFolder();
  const place = (name: string) => join(folder.path, name);
  const run = (results: string, ...more: string[]) =>
    bntrain([...args, '--results', place(results), '--json', '-q', ...more]);
  const linesIn = (results: string) =>
    readdirSync(place(results))
      .filter(name => name.endsWith('.ndjson'))
      .flatMap(name =>
        readFileSync(join(place(results), name), 'utf8')
          .trimEnd()
          .split('\n'),
      );
  let whole: { events: unknown[]; text: string; page: string };

  const pageOf = (path: string) => readFileSync(path, 'utf8').replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '');

  before(() => {
    const report = place('whole.html');
    const { stdout } = bntrain([...args, '--json', '-q', '--log-epochs', '--report', report]);
    const events = withoutTimes(parseLines(stdout).filter(({ event }) => event !== ('reported' as string)));
    whole = { events, text: bntrain([...args, '-q']).stdout, page: pageOf(report) };
  });

  it('gives with its last shard the bytes of one process: events, text and page', () => {
    for (const [n, shard] of ['3/3', '1/3'].entries()) {
      const { status, stdout, stderr } = run('shards', '--shard', shard);
      expect(status).to.equal(0);
      expect(stderr).to.equal(`warning: ${4 * (n + 1)} of 12 pairs are in ${place('shards')}; run the other shards\n`);
      expect(only(parseLines(stdout), 'sweep')).to.deep.equal([]);
    }
    const report = place('shards.html');
    const last = run('shards', '--shard', '2/3', '--log-epochs', '--report', report);
    const events = parseLines(last.stdout).filter(({ event }) => event !== ('reported' as string));
    expect(withoutTimes(events)).to.deep.equal(whole.events);
    expect(pageOf(report)).to.equal(whole.page);
    expect(bntrain([...args, '--results', place('shards'), '-q']).stdout).to.equal(whole.text);
    expect(linesIn('shards')).to.have.lengthOf(12);
  });

  it('is reported as the sweep itself is, and so far as it is there', () => {
    const report = (results: string) =>
      bntrain(['report', place(results), '-o', place('folder.html'), '--json']).stdout;
    run('report', '--shard', '1/2');
    const [incomplete] = only(parseLines(report('report')), 'warning');
    expect(incomplete!.message).to.equal(`6 of 12 pairs are in ${place('report')}`);
    expect(pageOf(place('folder.html'))).to.contain('<svg');
    run('report', '--shard', '2/2');
    expect(report('report')).not.to.contain('incomplete');
    expect(pageOf(place('folder.html'))).to.equal(whole.page);
  });

  it('takes other shares as well, and leaves out what is there', () => {
    run('changed', '--shard', '1/2');
    run('changed', '--shard', '2/5');
    const before = linesIn('changed').length;
    expect(jsonOf(run('changed', '--log-epochs').stdout)).to.deep.equal(whole.events);
    expect(before).to.be.within(7, 11);
    expect(linesIn('changed')).to.have.lengthOf(12);
  });

  it('goes on after an interrupt with the same command', async () => {
    const child = start('interrupted', '--log-epochs');
    await once(child.stdout!, 'data');
    child.kill('SIGINT');
    await once(child, 'close');
    expect(jsonOf(run('interrupted', '--log-epochs').stdout)).to.deep.equal(whole.events);
    expect(linesIn('interrupted')).to.have.lengthOf(12);
  });

  it('loses nothing and doubles nothing where it is killed', async () => {
    for (let known = 0; known < 12; known += 3) {
      const child = start('killed', '--threads', '1');
      child.stdout!.setEncoding('utf8');
      let text = '';
      child.stdout!.on('data', piece => {
        text += piece;
        // It is killed once it has more results than before.
        if (text.split('"event":"pair"').length > known + 3) child.kill('SIGKILL');
      });
      await once(child, 'close');
    }
    expect(jsonOf(run('killed', '--log-epochs').stdout)).to.deep.equal(whole.events);
    expect(new Set(linesIn('killed').map(line => line.slice(0, 190))).size).to.equal(12);
  });

  it('is left with its damaged lines, whose runs are trained again', () => {
    run('damaged');
    const [name] = readdirSync(place('damaged')).filter(each => each.endsWith('.ndjson'));
    const path = join(place('damaged'), name!);
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    lines[3] = lines[3]!.replace('"steps":', '"steps":1');
    writeFileSync(path, lines.join('\n').slice(0, -50));
    appendFileSync(join(place('damaged'), 'second.ndjson'), `${lines[0]}\n`);
    const { stdout } = run('damaged', '--log-epochs');
    const [first, ...others] = only(parseLines(stdout), 'warning');
    expect(first!.message).to.equal(`${path}:4: is no result, or is not as it was written; it is left out`);
    expect(others).to.deep.equal([]);
    expect(jsonOf(stdout).filter(event => (event as { event: string }).event !== 'warning')).to.deep.equal(
      whole.events,
    );
  });

  it('ends with 1 where two results of a run have different bits', () => {
    run('bits');
    const stored = JSON.parse(linesIn('bits')[0]!);
    stored.results[0].final.trainLoss += 2 ** -52;
    writeFileSync(join(place('bits'), 'zz.ndjson'), lineOf(stored.job, stored));
    const { status, stderr } = run('bits');
    expect(status).to.equal(1);
    expect(stderr).to.match(
      /^bntrain: \S+\.ndjson:1 and \S+zz\.ndjson:1: two results of the same run differ, so one is wrong/,
    );
  });

  for (const [what, command, message] of [
    [
      'another table',
      ['sweep', 'data/wine.csv', '--lr', '0.1,1', '--seeds', '1'],
      /has results of another table, data\/iris\.csv; give another directory/,
    ],
    [
      'other kernels',
      [...args, '--engine', 'plain'],
      /has results of kernels with other bits \(\w+, and here plain\); give another directory, or take --engine plain/,
    ],
    ['a checkpoint beside it', [...args, '--checkpoint', 'x'], /^bntrain: --results: got --checkpoint too/],
    ['one run', ['compare', 'data/iris.csv'], /^bntrain: --results: is of use with several runs only; add --seeds/],
    [
      'a share of a search',
      ['sweep', 'data/iris.csv', '--max-stable-lr', '--shard', '1/2'],
      /^bntrain: --shard: got --max-stable-lr too/,
    ],
    ['a share that there is not', [...args, '--shard', '4/3'], /^bntrain: --shard: got '4\/3', takes a share/],
  ] as const) {
    it(`is refused with ${what}`, () => {
      const { status, stderr } = bntrain([...command, '--results', place('shards')]);
      expect(status).to.equal(2);
      expect(stderr).to.match(message);
      expect(stderr.trimEnd().split('\n')).to.have.lengthOf(1);
    });
  }

  it('has no failure for a share without runs', () => {
    const { status, stdout } = run('few', '--shard', '77/77');
    expect([status, stdout.includes('"code":"incomplete"')]).to.deep.equal([0, true]);
  });

  it('is for comparisons, single networks and tests of claims too', () => {
    for (const command of ['compare', 'train', 'evidence']) {
      const own = [command, 'data/iris.csv', '-l', '4', '-e', '3', '--seeds', '2', '-q'];
      const shards = ['1/2', '2/2'].map(shard => bntrain([...own, '--results', place(command), '--shard', shard]));
      expect(shards.map(({ status }) => status)).to.deep.equal([0, 0]);
      expect(shards[0]!.stdout).to.equal('');
      expect(shards[0]!.stderr).to.match(/^warning: \d+ of \d+ (pairs|runs) are in \S+; run the other shards$/m);
      expect(shards[1]!.stdout.length).to.be.above(1000);
      expect(bntrain(['report', place(command), '-o', place('page.html')]).status).to.equal(0);
    }
  });

  it('holds other sweeps of the same table too, which share their runs', () => {
    run('two');
    bntrain([...args.slice(0, -4), '--init-scale', '0.1,1,10', '--seeds', '3', '--results', place('two'), '-q']);
    // The runs that both have are copied.
    const stdout = bntrain(['report', place('two'), '-o', place('two.html'), '--json']).stdout;
    const [reported] = only(parseLines(stdout), 'reported' as never) as { groups: number; runs: number }[];
    expect(reported).to.include({ groups: 2, runs: 2 * (12 + 18) });
  });

  it('holds tests of claims that ask for something else of the same runs', () => {
    const own = ['evidence', 'data/iris.csv', '-l', '4', '-e', '3', '--seeds', '2', '--claims', 'faster'];
    for (const flags of [
      ['--alpha', '0.05'],
      ['--alpha', '0.2'],
      ['--target-share', '50%'],
    ]) {
      bntrain([...own, ...flags, '--results', place('claims'), '-q']);
    }
    // A run is trained once, and then its line is copied.
    expect(new Set(linesIn('claims').map(line => JSON.parse(line).digest)).size).to.equal(2);
    expect(linesIn('claims')).to.have.lengthOf(6);
    const { stdout } = bntrain(['report', place('claims'), '-o', place('claims.html'), '--json']);
    const [reported] = only(parseLines(stdout), 'reported' as never) as { groups: number; runs: number }[];
    expect(reported).to.include({ groups: 3, runs: 3 * 4 });
  });

  it('takes no run that recorded less than is asked for', () => {
    const own = ['compare', 'data/iris.csv', '-l', '4', '-e', '2', '--seeds', '2', '--json', '-q'];
    for (const flags of [
      ['--log-steps', '1'],
      ['--train-eval-rows', 'all'],
      ['--probe-steps', '2'],
    ]) {
      const fresh = jsonOf(bntrain([...own, ...flags]).stdout);
      bntrain([...own, '--results', place(flags[0]!)]);
      expect(jsonOf(bntrain([...own, ...flags, '--results', place(flags[0]!)]).stdout)).to.deep.equal(fresh);
    }
  });

  function start(results: string, ...more: string[]): ChildProcess {
    const all = [program, ...args, '--results', place(results), '--json', '-q', ...more];
    return spawn(process.execPath, all, { cwd: root, env: plainEnv, stdio: ['ignore', 'pipe', 'ignore'] });
  }
});
