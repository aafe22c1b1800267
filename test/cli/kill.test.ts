/** The program killed at moments of all kinds: what is resumed ends with the bytes of a run that nobody killed. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import { expect } from 'chai';
import { Random } from '../../src/random.ts';
import { bntrain, parseLines, plainEnv, program, temporaryFolder, withoutTimes } from '../support/bntrain.ts';
import { root } from '../support/fixtures.ts';

const KILLS = 20;
const table = join(root, 'data/digits8x8.csv');
const settings = ['-t', 'label', '-l', '12', '-e', '60', '--momentum', '0.5', '--log-steps', '40', '--json', '-q'];

interface Moment {
  kind: 'reading' | 'line' | 'writing';
  /** Between 0 and 1. */
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

  /** Lets it run until the moment, and kills it; true when it was over before. */
  async function killed(args: readonly string[], cwd: string, moment: Moment): Promise<boolean> {
    const child = spawn(process.execPath, [program, ...args], {
      cwd,
      env: plainEnv,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const ended = once(child, 'close');
    await hasCome(child, join(cwd, 'c'), moment);
    child.kill('SIGKILL');
    const [code] = await ended;
    return code !== null;
  }

  async function hasCome(child: ChildProcess, checkpoint: string, { kind, at }: Moment): Promise<void> {
    const over = () => child.exitCode !== null || child.signalCode !== null;
    if (kind === 'reading') {
      while (!over() && !existsSync(join(checkpoint, 'run.json'))) await turn();
      await wait(60 * at);
      child.stdout!.resume();
    } else if (kind === 'line') {
      let lines = 0;
      child.stdout!.on('data', data => {
        lines += String(data).split('\n').length - 1;
      });
      while (!over() && lines < at * expected.events.length) await turn();
    } else {
      child.stdout!.resume();
      while (!over() && !['baseline', 'batchnorm'].some(arm => existsSync(join(checkpoint, `${arm}.safetensors`)))) {
        await turn();
      }
      await wait(100 * at);
      while (!over() && !readdirSync(checkpoint).some(name => name.endsWith('.tmp'))) await turn();
    }
  }

  it(`at ${KILLS} moments while it reads, trains and writes, and resumed, ends with the same bytes`, async function () {
    this.timeout(180_000);
    const random = Random.stream(11, 'split');
    const kinds = ['line', 'writing', 'line', 'reading'] as const;
    let done = 0;
    let inTime = 0;
    for (let n = 0; done < KILLS; n++) {
      const cwd = join(folder.path, `${n}`);
      mkdirSync(cwd);
      // In turn each epoch, so often that most moments are in a write, or by and by.
      const every = ['0.001s', '7', '0.02s'][n % 3]!;
      let args = run('--checkpoint', 'c', '--checkpoint-every', every);
      for (let kill = 0; kill <= n % 3 && done < KILLS; kill++, done++) {
        const moment = { kind: kinds[Math.floor(4 * random.uniform())]!, at: random.uniform() };
        if (!(await killed(args, cwd, moment))) inTime++;
        args = ['resume', 'c', '--json', '-q'];
      }
      const { status, stdout, stderr } = bntrain(args, { cwd });
      expect(status, `${n}: ${stderr}`).to.equal(0);
      expect(withoutTimes(parseLines(stdout)), `${n}`).to.deep.equal(expected.events);
      for (const [index, bytes] of models(cwd).entries()) {
        expect(bytes.equals(expected.models[index]!), `${n}: model ${index}`).to.equal(true);
      }
    }
    // A machine may be so fast that a run is over before its moment, but not each time.
    expect(inTime).to.be.at.least(KILLS / 2);
  });
});
