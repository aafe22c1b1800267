/** Threads that die or stop while the real program trains. A preload in each thread decides which of them does, and when. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'chai';
import { bntrain, only, parseLines, plainEnv, program, temporaryFolder } from '../support/bntrain.ts';
import { root } from '../support/fixtures.ts';

/** Training that never ends by itself, with products large enough to share. */
const endless = ['train', 'data/digits8x8.csv', '-t', 'label', '-l', '256', '-b', '256', '-e', '999999', '--quiet'];
const withHelper = [...endless, '--threads', '2'];

/** Runs in a helper; from its third share of a kernel on, it never says that it is done. */
const inHelper = (end: string) => `
  if (workerData?.place === 1) {
    let shares = 0;
    const { add } = Atomics;
    Atomics.add = (array, index, value) => {
      if (index === 1 && ++shares === 3) { ${end} }
      return add(array, index, value);
    };
  }`;

/** Runs in the thread of an arm, which looks whether it shall end after each step: in numbers that stand alone. */
const inArm = (end: string) => `
  if (!isMainThread && workerData === null) {
    let steps = 0;
    const { load } = Atomics;
    Atomics.load = (array, index) => {
      if (array.length === 1 && ++steps === 3) { ${end} }
      return load(array, index);
    };
  }`;

describe('a thread that dies while it trains', () => {
  const folder = temporaryFolder();
  /** Trains without end unless its test passes. */
  let child: ChildProcess | undefined;
  after(() => child?.kill('SIGKILL'));

  /** The environment in which every thread runs the code first. */
  function environment(code: string) {
    const file = folder.write(
      'preload.cjs',
      `const { isMainThread, workerData } = require('node:worker_threads');${code}`,
    );
    return { ...plainEnv, NODE_OPTIONS: `--require ${file}` };
  }

  /** What a run says that must fail; without an answer in time it hangs. */
  function failure(args: string[], code: string): string {
    const { status, stderr } = bntrain(args, { env: environment(code), timeout: 20_000, killSignal: 'SIGKILL' });
    expect(status, 'exit code; null is a hang').to.equal(1);
    expect(stderr, 'what the program says of errors that it catches').to.contain('this is a bug in bntrain');
    return stderr;
  }

  it('makes an error when it is a helper that throws, though the leader waits for its share', () => {
    expect(failure(withHelper, inHelper("throw new Error('helper fell')"))).to.contain('helper fell');
  });

  it('makes an error when it is a helper that ends silently', () => {
    const message = 'a thread ended with code 0 before its arm was trained';
    expect(failure(withHelper, inHelper('process.exit(0)'))).to.contain(message);
  });

  it('makes an error when it is a helper of one of two arms', () => {
    const both = ['compare', ...endless.slice(1), '--threads', '4'];
    expect(failure(both, inHelper("throw new Error('helper fell')"))).to.contain('helper fell');
  });

  it('makes an error when it is an arm, with and without helpers', () => {
    for (const args of [withHelper, [...endless, '--threads', '1']]) {
      expect(failure(args, inArm('process.exit(0)'))).to.contain('a thread ended with code 0 before its work was done');
    }
  });

  it('does not delay the others when it is a helper that stops before it has claimed any work', () => {
    const stopping = `
      if (workerData?.place === 1) {
        const { add } = Atomics;
        Atomics.add = (array, index, value) => {
          add(array, index, value);
          if (index === 3) for (;;) Atomics.wait(array, 15, 0);
        };
      }`;
    const some = [...endless.map(flag => (flag === '999999' ? '20' : flag)), '--json'];
    const [alone, left] = [['--threads', '1'], withHelper.slice(-2)].map(threads => {
      const { status, stdout } = bntrain([...some, ...threads], { env: environment(stopping), timeout: 20_000 });
      expect(status, 'exit code; null is a hang').to.equal(0);
      return only(parseLines(stdout), 'epoch').map(({ trainLoss }) => trainLoss);
    });
    expect(left).to.deep.equal(alone);
  });

  it('does not disable Ctrl-C when it only stops: the second one ends the program at once', async () => {
    const stop = "require('node:fs').writeSync(2, 'stopped'); for (;;) Atomics.wait(array, 15, 0);";
    const running = spawn(process.execPath, [program, ...withHelper], { cwd: root, env: environment(inHelper(stop)) });
    child = running;
    let stderr = '';
    let interrupts = 0;
    running.stderr.on('data', text => {
      stderr += text;
      const answers = ['stopped', 'Ctrl-C again ends at once'].filter(answer => stderr.includes(answer)).length;
      while (interrupts < answers) {
        running.kill('SIGINT');
        interrupts++;
      }
    });
    const [, signal] = await once(running, 'close');
    expect(signal).to.equal('SIGINT');
  });
});
