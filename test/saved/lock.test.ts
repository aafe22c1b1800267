import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { lockFolder } from '../../src/saved/lock.ts';
import { temporaryFolder } from '../support/bntrain.ts';

const locker = fileURLToPath(new URL('../support/lock-process.js', import.meta.url));

describe('the lock of a folder', () => {
  const folder = temporaryFolder();
  let number = 0;
  const emptyFolder = () => {
    const path = join(folder.path, `${number++}`);
    mkdirSync(path);
    return path;
  };
  /** The id of a process that has ended. */
  const deadPid = () => Number(spawnSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' }).stdout);

  /** What each of so many processes says that go for it at once; the winner keeps it until all have tried. */
  async function race(path: string, processes: number): Promise<string[]> {
    const when = Date.now() + 600;
    const children = Array.from({ length: processes }, () =>
      spawn(process.execPath, [locker, path, `${when}`, '1500'], { stdio: ['ignore', 'pipe', 'inherit'] }),
    );
    return Promise.all(children.map(said));
  }

  async function said(child: ChildProcess): Promise<string> {
    let text = '';
    child.stdout!.on('data', data => {
      text += data;
    });
    await once(child, 'close');
    return text;
  }

  it('is taken once, and again when it was released', () => {
    const path = emptyFolder();
    const lock = lockFolder(path);
    expect(() => lockFolder(path)).to.throw(`process ${process.pid} uses it`);
    lock.release();
    lockFolder(path).release();
    expect(readdirSync(path)).to.deep.equal(['lock-2']);
  });

  it('is taken from a process that has ended, and from one that has the id of another by now', () => {
    const path = emptyFolder();
    writeFileSync(join(path, 'lock-7'), JSON.stringify([deadPid(), null]));
    lockFolder(path).release();
    if (process.platform === 'linux') {
      writeFileSync(join(path, 'lock-9'), JSON.stringify([process.pid, 'another-boot/1']));
      lockFolder(path).release();
    }
    expect(readdirSync(path)).to.have.length(1);
  });

  it('is taken from nobody where it cannot be read, which is said with its file', () => {
    const path = emptyFolder();
    for (const content of ['', '{}', '[0, null]', '["1", null]', '[1, 2]']) {
      writeFileSync(join(path, 'lock-1'), content);
      expect(() => lockFolder(path), content).to.throw(`remove ${join(path, 'lock-1')} if none does`);
    }
  });

  it('goes to one of many processes that go for it at once, whether it is new or left by a dead one', async () => {
    for (const left of [null, deadPid()]) {
      const path = emptyFolder();
      if (left !== null) writeFileSync(join(path, 'lock-3'), JSON.stringify([left, null]));
      const outcomes = await race(path, 6);
      expect(outcomes.filter(outcome => outcome === 'won')).to.have.length(1);
      expect(outcomes.filter(outcome => /^lost: .*: process \d+ uses it/.test(outcome))).to.have.length(5);
    }
  });
});
