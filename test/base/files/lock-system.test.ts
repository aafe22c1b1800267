import fs, { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { expect } from 'chai';
import { lockFolder } from '../../../src/base/files/lock.ts';
import { newFolder } from '../../../src/saved/checkpoint-folder.ts';
import { openFolder } from '../../../src/saved/open-folder.ts';
import { temporaryFolder } from '../../support/bntrain.ts';

describe('the lock of a folder, on a limited file system', () => {
  const folder = temporaryFolder();
  const system = { readdirSync: fs.readdirSync, linkSync: fs.linkSync };
  let number = 0;
  const emptyFolder = () => {
    const path = join(folder.path, `${number++}`);
    mkdirSync(path);
    return path;
  };
  /** Puts other functions in the place of the system's, until the test is over. */
  const pretend = (functions: object) => {
    Object.assign(fs, functions);
    syncBuiltinESMExports();
  };
  const failing = (code: string) => () => {
    throw Object.assign(new Error(`${code}: it says`), { code });
  };

  afterEach(() => pretend(system));

  it('is refused where the files of a folder cannot be listed', () => {
    const path = emptyFolder();
    writeFileSync(join(path, 'lock-1'), 'null');
    writeFileSync(join(path, 'run.json'), '{}');
    const other = emptyFolder();
    pretend({ readdirSync: failing('EACCES') });
    expect(() => lockFolder(path)).to.throw('EACCES: it says');
    expect(() => openFolder(path)).to.throw(`${path}: its files cannot be listed: EACCES: it says`);
    expect(() => newFolder('⟪checkpoint⟫', other)).to.throw(`⟪checkpoint⟫: ${other}: its files cannot be listed`);
    pretend(system);
    expect([readdirSync(path), readdirSync(other)]).to.deep.equal([['lock-1', 'run.json'], []]);
  });

  it('is refused, and not retried forever, where a file exists that is not listed', () => {
    const path = emptyFolder();
    writeFileSync(join(path, 'lock-1'), 'null');
    let left = 100;
    pretend({ readdirSync: () => (left-- > 0 ? [] : failing('EIO')()) });
    expect(() => lockFolder(path)).to.throw(`${join(path, 'lock-1')} is there, and is not among its files`);
  });
});
