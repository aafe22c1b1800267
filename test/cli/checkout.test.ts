import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { plainEnv, temporaryFolder } from '../support/bntrain.ts';
import { root } from '../support/fixtures.ts';

const options = { cwd: tmpdir(), env: plainEnv, encoding: 'utf8' } as const;

describe('bin/bntrain', () => {
  const folder = temporaryFolder();
  const command = join(root, 'bin/bntrain');
  const pinned = spawnSync(join(root, 'node_modules/.bin/node'), ['--version'], options).stdout;

  it('runs on the Node of the checkout, from any folder and through a link', () => {
    const link = join(folder.path, 'a link');
    symlinkSync(command, link);
    for (const path of [command, link]) {
      const { stdout, stderr } = spawnSync(path, ['--version', '--verbose'], options);
      expect(stderr).to.equal('');
      expect(stdout).to.contain(`Node ${pinned.trim().slice(1)},`);
    }
  });

  it('passes arguments and the exit code on', () => {
    const { status, stderr } = spawnSync(command, ['a  table.csv', '--target', '*'], options);
    expect(stderr).to.contain('a  table.csv');
    expect(status).to.equal(2);
  });

  it('is the process that gets Ctrl-C', async () => {
    const args = [join(root, 'data/iris.csv'), '--epochs', '1000000', '--json', '--quiet'];
    const child = spawn(command, args, { cwd: options.cwd, env: plainEnv, stdio: ['ignore', 'pipe', 'ignore'] });
    await once(child.stdout, 'data');
    child.kill('SIGINT');
    child.stdout.resume();
    expect((await once(child, 'close'))[0]).to.equal(130);
  });

  it('says what to do in a checkout that is not set up', () => {
    cpSync(join(root, 'bin'), join(folder.path, 'checkout/bin'), { recursive: true });
    const { status, stderr } = spawnSync(join(folder.path, 'checkout/bin/bntrain'), ['--version'], options);
    expect(stderr).to.match(/^bntrain is not complete; install it again, or run npm ci in a checkout: .*\n$/);
    expect(status).to.equal(2);
  });
});
