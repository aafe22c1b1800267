import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { lockFolder } from '../../../src/base/files/lock.ts';
import { temporaryFolder } from '../../support/bntrain.ts';

const locker = fileURLToPath(new URL('../../support/lock-process.js', import.meta.url));

describe('the lock of a folder', () => {
  const folder = temporaryFolder();
  let number = 0;
  const emptyFolder = () => {
    const path = join(folder.path, `${number++}`);
    mkdirSync(path);
    return path;
  };
  /** What a lock of this process says. */
  const owned = () => {
    const path = emptyFolder();
    lockFolder(path);
    return JSON.parse(readFileSync(join(path, 'lock-1'), 'utf8'));
  };
  /** Leaves a lock of this process, with the given changes. */
  const leave = (path: string, name: string, but: object) =>
    writeFileSync(join(path, name), JSON.stringify({ ...owned(), ...but }));
  /** The id of a process that has ended. */
  const deadPid = () => Number(spawnSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' }).stdout);

  /** The outcomes of several processes that try to lock at once; the winner keeps the lock until all have tried. */
  async function race(path: string, processes: number, links = true): Promise<string[]> {
    const children = Array.from({ length: processes }, () =>
      spawn(process.execPath, [locker, path, links ? 'links' : 'no-links'], { stdio: ['pipe', 'pipe', 'inherit'] }),
    );
    const lines = children.map(({ stdout }) => createInterface(stdout)[Symbol.asyncIterator]());
    const next = () => Promise.all(lines.map(async line => (await line.next()).value));
    expect(await next()).to.deep.equal(children.map(() => 'ready'));
    for (const { stdin } of children) stdin.write('go');
    const outcomes = await next();
    const ended = children.map(child => once(child, 'close'));
    for (const { stdin } of children) stdin.end();
    await Promise.all(ended);
    return outcomes;
  }

  it('is taken once, and again when it was released', () => {
    const path = emptyFolder();
    const lock = lockFolder(path);
    expect(() => lockFolder(path)).to.throw(`process ${process.pid} uses it`);
    lock.release();
    lockFolder(path).release();
    expect(readdirSync(path)).to.deep.equal(['lock-2']);
  });

  it('is taken from a process that has ended, also when another process has its id by now', () => {
    const path = emptyFolder();
    leave(path, 'lock-7', { pid: deadPid(), started: null });
    lockFolder(path).release();
    if (process.platform === 'linux') {
      leave(path, 'lock-9', { started: 'another-boot/1' });
      lockFolder(path).release();
    }
    expect(readdirSync(path)).to.have.length(1);
  });

  it('is refused, with its file, while it belongs to a process on another machine or in another container', () => {
    const pid = deadPid();
    for (const [but, where] of [
      [{ host: 'elsewhere' }, 'on elsewhere'],
      [{ namespace: 'pid:[1]' }, 'in another container'],
    ] as const) {
      const path = emptyFolder();
      leave(path, 'lock-1', { pid, ...but });
      const expected = `${path}: process ${pid} ${where} uses it; if that has ended, remove ${join(path, 'lock-1')}`;
      expect(() => lockFolder(path)).to.throw(expected);
    }
    expect(owned().host).to.equal(hostname());
    if (process.platform === 'linux') expect(owned().namespace).to.match(/^pid:\[\d+\]$/);
  });

  it('names its file where another process may have the id of the owner by now', () => {
    const path = emptyFolder();
    leave(path, 'lock-1', { started: null });
    const expected = `or end it; if it is not bntrain, leave it and remove ${join(path, 'lock-1')}`;
    expect(() => lockFolder(path)).to.throw(expected);
  });

  it('is refused, with its file, where it cannot be read', () => {
    const path = emptyFolder();
    const wrong = [{ pid: 0 }, { pid: '1' }, { started: 2 }, { host: null }, { namespace: 3 }];
    for (const content of ['', '[]', '{}', ...wrong.map(but => JSON.stringify({ ...owned(), ...but }))]) {
      writeFileSync(join(path, 'lock-1'), content);
      expect(() => lockFolder(path), content).to.throw(`remove ${join(path, 'lock-1')} if none does`);
    }
  });

  it('goes to exactly one of many processes that try at once, whether it is new or left by a dead process', async () => {
    for (const left of [null, deadPid()]) {
      const path = emptyFolder();
      if (left !== null) leave(path, 'lock-3', { pid: left, started: null });
      const outcomes = await race(path, 6);
      expect(outcomes.filter(outcome => outcome === 'won')).to.have.length(1);
      expect(outcomes.filter(outcome => /^lost: .*: process \d+ uses it/.test(outcome))).to.have.length(5);
    }
  });

  it('goes to exactly one of them where hard links are unavailable too', async () => {
    for (const left of [null, deadPid()]) {
      const path = emptyFolder();
      if (left !== null) leave(path, 'lock-3', { pid: left, started: null });
      const outcomes = await race(path, 6, false);
      expect(outcomes.filter(outcome => outcome === 'won')).to.have.length(1);
      const lost = /^lost: .*: (process \d+ uses it|cannot tell whether another process uses it)/;
      expect(outcomes.filter(outcome => lost.test(outcome))).to.have.length(5);
    }
  });
});
