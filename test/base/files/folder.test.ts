import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { makeFolder } from '../../../src/base/files/folder.ts';
import { temporaryFolder } from '../../support/bntrain.ts';

describe('makeFolder', () => {
  const folder = temporaryFolder();

  it('makes folders at any depth, and keeps those that exist', () => {
    const path = join(folder.path, 'a/b/c');
    makeFolder(path, 0o700);
    makeFolder(path);
    expect(statSync(path).isDirectory()).to.equal(true);
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).to.equal(0o700);
  });

  it('refuses a file in the way', () => {
    const file = folder.write('file', '');
    expect(() => makeFolder(file))
      .to.throw()
      .with.property('code', 'ENOTDIR');
    expect(() => makeFolder(join(file, 'below')))
      .to.throw()
      .with.property('code', 'ENOTDIR');
    mkdirSync(join(folder.path, 'there'));
    makeFolder(join(folder.path, 'there'));
  });

  it('ends where a file system takes no folders', function () {
    if (process.platform !== 'linux') this.skip();
    expect(() => makeFolder('/proc/x/y'))
      .to.throw()
      .with.property('code');
  });
});
