/** The program is killed at various moments; the resumed run ends with the bytes of an uninterrupted one. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'chai';
import { isLock } from '../../src/base/files/lock.ts';
import { namesIn } from '../../src/base/files/temporary.ts';
import { Random } from '../../src/base/numbers/random.ts';
import { bntrain, parseLines, plainEnv, program, temporaryFolder, withoutTimes } from '../support/bntrain.ts';
import { root } from '../support/fixtures.ts';

const KILLS = 20;
const table = join(root, 'data/iris.csv');
const settings = ['-l', '12', '-b', '4', '-e', '60', '--momentum', '0.5', '--log-steps', '1', '--json', '-q'];

interface Moment {
  /** Once it has locked the directory; after some lines; while it writes a checkpoint. */
  kind: 'reading' | 'line' | 'writing';
  /** A fraction of the first half of its lines. The second half is more than a pipe holds, so the run cannot have ended. */
  at: number;
}

describe('a run that is killed', () => {
  const folder = temporaryFolder();
  const models = (cwd: string) =>
    ['baseline', 'batchnorm'].map(arm => readFileSync(join(cwd, 'm', `${arm}.safetensors`)));
  const run = (...more: string[]) => ['compare', table, ...settings, '--save-dir', 'm', ...more];
  let expected: { events: unknown[]; models: Buffer[] };

  before(() => {
    const cwd = join(folder.path, 'whole');
    mkdirSync(cwd);
    const { status, stdout, stderr } = bntrain(run(), { cwd });
    expect(status, stderr).to.equal(0);
    expected = { events: withoutTimes(parseLines(stdout)), models: models(cwd) };
  });

  /** Lets the program run until the moment, and kills it. Only for a moment of writing may it have ended before. */
  async function kill(args: readonly string[], cwd: string, moment: Moment): Promise<void> {
    const checkpoint = join(cwd, 'c');
    const before = locksIn(checkpoint);
    const child = spawn(process.execPath, [program, ...args], {
      cwd,
      env: plainEnv,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const ended = once(child, 'close');
    const over = () => child.exitCode !== null || child.signalCode !== null;
    if (moment.kind === 'line') {
      await linesOf(child, Math.ceil((moment.at * expected.events.length) / 2));
    } else if (moment.kind === 'reading') {
      const has = () => existsSync(join(checkpoint, 'run.json')) && locksIn(checkpoint) !== before;
      while (!over() && !has()) await turn();
    } else {
      child.stdout.resume();
      const writes = () => namesIn(checkpoint).some(name => name.endsWith('.tmp'));
      const wrote = () => existsSync(join(checkpoint, 'baseline.safetensors'));
      while (!over() && !(wrote() && writes())) await turn();
    }
    child.kill('SIGKILL');
    child.stdout.resume();
    const [code] = await ended;
    if (moment.kind !== 'writing') expect(code, moment.kind).to.equal(null);
  }

  const locksIn = (path: string) => namesIn(path).filter(isLock).join();

  /** Resolves after that many lines; later ones stay in the pipe. */
  function linesOf(child: ChildProcess, count: number): Promise<void> {
    return new Promise(resolve => {
      let lines = 0;
      child.stdout!.on('data', data => {
        lines += String(data).split('\n').length - 1;
        if (lines < count) return;
        child.stdout!.pause();
        resolve();
      });
      child.once('close', () => resolve());
    });
  }

  it(`at ${KILLS} moments while it reads, trains and writes, and resumed, ends with the same bytes`, async function () {
    this.timeout(0);
    const random = Random.stream(11, 'split');
    const kinds = ['line', 'writing', 'line', 'reading'] as const;
    let done = 0;
    for (let n = 0; done < KILLS; n++) {
      const cwd = join(folder.path, `${n}`);
      mkdirSync(cwd);
      // In turn so often that most moments are in a write, rarely, and now and then.
      const every = ['0.001s', '7', '0.02s'][n % 3]!;
      let args = run('--checkpoint', 'c', '--checkpoint-every', every);
      for (let times = 0; times <= n % 3 && done < KILLS; times++, done++) {
        const moment = { kind: kinds[Math.floor(4 * random.uniform())]!, at: random.uniform() };
        await kill(args, cwd, moment);
        args = ['resume', 'c', '--json', '-q'];
      }
      const { status, stdout, stderr } = bntrain(args, { cwd });
      expect(status, `${n}: ${stderr}`).to.equal(0);
      expect(withoutTimes(parseLines(stdout)), `${n}`).to.deep.equal(expected.events);
      for (const [index, bytes] of models(cwd).entries()) {
        expect(bytes.equals(expected.models[index]!), `${n}: model ${index}`).to.equal(true);
      }
    }
  });
});
