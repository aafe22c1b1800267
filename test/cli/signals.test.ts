import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'chai';
import { plainEnv, program, temporaryFolder } from '../support/bntrain.ts';

describe('a program that is interrupted while it reads', () => {
  const folder = temporaryFolder();
  const megabyte = Buffer.alloc(2 ** 20, '1.25,0.5,-3.75,2.125,8,9.5,1.5\n').subarray(0, 2 ** 20 - (2 ** 20 % 31));
  let path: string;

  before(function () {
    if (process.platform === 'win32') this.skip();
    // Worth keeping, and not read in an instant.
    path = folder.write('large.csv', Buffer.concat([Buffer.from('a,b,c,d,e,f,y\n'), ...Array(64).fill(megabyte)]));
  });

  async function fileAppears(directory: string, child: ChildProcess): Promise<void> {
    while (!existsSync(directory) || readdirSync(directory).length === 0) {
      if (child.exitCode !== null) expect.fail('it ended without a file');
      await wait(1);
    }
  }

  for (const command of ['compare', 'inspect']) {
    for (const [signal, status] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ] as const) {
      it(`leaves no file of blocks behind: ${command}, ${signal}`, async () => {
        const cacheDir = join(folder.path, `${command}-${signal}`);
        const args = [program, command, path, '--cache-dir', cacheDir];
        const child = spawn(process.execPath, args, { env: plainEnv, stdio: 'ignore' });
        const ended = new Promise(resolve => child.once('exit', resolve));
        await fileAppears(cacheDir, child);
        child.kill(signal);
        expect(await ended).to.equal(status);
        expect(readdirSync(cacheDir)).to.deep.equal([]);
      });
    }
  }
});
